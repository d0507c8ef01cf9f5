"""The gallery shows every component, so none can break unseen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from shouwen.people.models import Staff
from shouwen.web import built

TEMPLATES = Path(built.__file__).parent / "templates"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/gallery/", "/gallery/phone/"])
def test_the_gallery_renders_in_both_languages(client: Client, person: Staff, chinese: None, address: str) -> None:
    client.force_login(person, backend="shouwen.people.login.StaffNumberOrPhone")
    for language, word in (("en", "Components"), ("zh-hans", "组件")):
        client.cookies["django_language"] = language
        answer = client.get(address)
        assert answer.status_code == 200
        assert word in answer.content.decode()


def test_every_component_is_in_the_gallery_or_in_the_frame() -> None:
    shown = {
        name
        for file in TEMPLATES.rglob("*.html")
        for name in re.findall(r'include "components/(\w+)\.html"', file.read_text(encoding="utf-8"))
    }
    assert {file.stem for file in (TEMPLATES / "components").glob("*.html")} <= shown


def test_the_fault_page_needs_no_request() -> None:
    assert "<h1>" in render_to_string("500.html")
