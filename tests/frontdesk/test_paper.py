"""The slip on paper: A5, two copies, each with its back page; nothing before it is issued (S2-61, S2-62)."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shouwen.frontdesk import paper
from shouwen.frontdesk.flows import ItemRelease
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.web import printing
from tests.factories import centre
from tests.factories.release import MORNING, PHONE, Desk

A5 = (148, 210)


def printed(case: Case, who: Staff, counter: Desk) -> paper.Paper:
    made = paper.slip_of(case, counter.actor(who), "")
    assert made is not None
    return made


def pdf_of(made: paper.Paper) -> bytes:
    return printing.render(made.template, made.data, made.images)


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of every page, in millimetres; page objects may lie in compressed streams."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    readable = pdf + b"".join(_unpacked(stream) for stream in streams)
    boxes = re.findall(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+)", readable)
    return [(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in boxes]


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.requirement("S2-61", "S2-62")
def test_the_slip_is_two_copies_on_a5_each_with_its_back(counter: Desk) -> None:
    made = printed(counter.issued(), counter.clerk, counter)
    assert pages_of(pdf_of(made)) == [A5] * 4
    assert len(made.data["copies"]) == 2


@pytest.mark.requirement("S2-61")
def test_it_shows_every_item_and_the_mark_of_the_annex(counter: Desk) -> None:
    case = counter.issued(proofs=("item_list", "owner_signature"), has_annex=True)
    data = printed(case, counter.clerk, counter).data
    assert [(item["name"], item["quantity"]) for item in data["items"]] == [("双人沙发", "1"), ("餐椅", "4")]
    assert data["annex"]


@pytest.mark.requirement("S2-62")
def test_the_identity_copy_the_seal_the_signature_and_the_code_are_on_it(counter: Desk) -> None:
    made = printed(counter.issued(), counter.clerk, counter)
    assert set(made.images) == {"qr", "identity", "seal", "handler"}
    after_the_gate = printed(counter.passed(), counter.clerk, counter)
    assert "guard" in after_the_gate.images
    assert after_the_gate.data["out"].startswith("高门岗 2026-05-06 09:00")


def test_a_full_slip_with_a_call_still_fits_its_pages(counter: Desk) -> None:
    items = [{"name": "实木餐桌配套餐椅" * 3, "quantity": 999, "remark": "米色、轻微划痕" * 4} for _ in range(8)]
    counter.apply(relation="proxy", items=items)
    call = {"called_at": MORNING, "called_number": PHONE, "owner_agrees": True, "owner_said": "同意搬出" * 20}
    counter.take(ItemRelease.verify, counter.clerk, is_identified=True, **call)
    counter.take(ItemRelease.issue, counter.clerk, ("identity_copy", "department_seal", "handler_signature"))
    assert counter.case is not None
    assert pages_of(pdf_of(printed(counter.case, counter.clerk, counter))) == [A5] * 4


def test_the_number_of_the_document_is_masked_on_paper_too(counter: Desk) -> None:
    data = printed(counter.issued(), counter.clerk, counter).data
    assert "110101199003070038" not in str(data)
    assert PHONE not in str(data)


def test_there_is_no_slip_before_it_is_issued(counter: Desk) -> None:
    case = counter.verified(valid_until=MORNING + timedelta(hours=4))
    assert paper.slip_of(case, counter.actor(counter.clerk), "") is None


@pytest.mark.requirement("S2-62")
def test_the_counter_prints_it_from_the_case_and_strangers_do_not(counter: Desk, client: Client) -> None:
    case = counter.issued()
    client.force_login(counter.clerk, backend="shouwen.people.login.StaffNumberOrPhone")
    answer = client.get(reverse("web:paper", args=[case.number]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    client.force_login(centre.staff(), backend="shouwen.people.login.StaffNumberOrPhone")
    assert client.get(reverse("web:paper", args=[case.number])).status_code == 404
