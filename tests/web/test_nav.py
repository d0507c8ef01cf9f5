"""The navigation shows what the domains registered, and marks where one is."""

from __future__ import annotations

import pytest
from django.http import HttpRequest

from shouwen.web import nav


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_sources", [])


def test_entries_come_in_groups_in_the_order_they_were_registered() -> None:
    nav.source(lambda _request: [nav.Entry("Rules", "/rules/", "book", group=2), nav.Entry("Work", "/", "workbench")])
    nav.source(lambda _request: [nav.Entry("Orders", "/orders/", "list", 86)])
    assert [entry.title for entry in nav.entries_for(HttpRequest())] == ["Work", "Orders", "Rules"]


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/", "/"),
        ("/orders/7/", "/orders/"),
        ("/orders/late/", "/orders/late/"),
        ("/else/", ""),
        ("/orders/?state=new&of=gate", "/orders/?of=gate"),
        ("/orders/?of=else", "/orders/"),
        ("/orders/late/papers/", "/papers/"),
    ],
)
def test_the_current_entry_is_the_one_that_says_most_of_what_was_asked_for(path: str, url: str) -> None:
    entries = [nav.Entry("", address, "list") for address in ("/orders/?of=gate", "/", "/orders/", "/orders/late/")]
    entries.append(nav.Entry("", "/papers/", "list", also=("/orders/late/papers/",)))
    assert nav.current(entries, path) == url


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (99, "99"), (100, "99+"), (4000, "99+")])
def test_nobody_reads_how_many_more_than_ninety_nine(count: int, shown: str) -> None:
    assert nav.Entry("Orders", "/orders/", "list", count).shown == shown
