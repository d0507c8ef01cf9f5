"""Every line of the navigation, for everybody who sees it: the page behind it says that one is there."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from shouwen.kernel import clock
from shouwen.web import nav
from tests.factories import story
from tests.house.openings import client_of
from tests.house.people import everybody

pytestmark = pytest.mark.django_db
PHONES = {"/doorstep/", "/gate/", "/centres/leads/new/"}  # a phone shows one thing, without the frame
MARKED = re.compile(r'<a href="([^"]+)" aria-current="page">')


def test_the_page_behind_each_entry_marks_exactly_that_entry() -> None:
    told = story.agreed()
    seen: set[str] = set()
    wrong = []
    with clock.moved_to(story.at("2024-05-06 13:00")):
        for who, actor in everybody(told.cast).within().items():
            if actor.staff is None:
                continue
            browser = client_of(actor.staff)
            entries: list[nav.Entry] = list(browser.get("/notices/").context["nav"])
            wrong += [(who, e.url, at) for e in entries if (at := nav.current(entries, e.url)) != e.url]
            for entry in entries:
                if entry.url in seen:
                    continue
                seen.add(entry.url)
                page = browser.get(entry.url).content.decode().split('<main class="sw-main"')[0]
                found = [address.replace("&amp;", "&") for address in MARKED.findall(page)]
                wrong += [(who, entry.url, found)] if found != [entry.url] and entry.url not in PHONES else []
    assert wrong == []
    assert {"/centres/leads/", "/cases/", "/doorstep/"} < seen


@pytest.mark.parametrize("page", ["messages", "conversations", "omissions"])
def test_whatever_reaches_a_centre_is_found_under_what_is_reported_to_it(page: str) -> None:
    told = story.agreed()
    answer = client_of(told.cast.staff["group_agent"]).get(reverse(f"centres:{page}"))
    assert answer.context["nav_current"] == reverse("centres:leads")
