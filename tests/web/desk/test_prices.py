"""What being late costs next, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from shouwen.kernel import clock
from shouwen.kernel.models import Obligation
from shouwen.web.desk import prices

DUE = datetime(2024, 5, 6, 3, 0, tzinfo=UTC)  # 11:00 on the wall
BLOCK = {"kind": "block", "minutes": 5, "amount": "100", "round": "floor"}
DAYS = {"kind": "days", "at": "00:05", "tiers": [[7, "100", "50"], [15, "200", "100"]]}


@pytest.mark.parametrize(
    ("late", "falls"),
    [(-30, 5), (0, 5), (4, 5), (5, 10), (7, 10)],
)
@pytest.mark.requirement("S3-18a")
def test_the_next_block_is_the_next_one_to_be_full(late: int, falls: int) -> None:
    found = prices.next_block(BLOCK, DUE, DUE + timedelta(minutes=late))
    assert found == DUE + timedelta(minutes=falls)


def test_where_begun_blocks_count_the_first_falls_a_second_after_the_due_instant() -> None:
    begun = {**BLOCK, "round": "ceil"}
    assert prices.next_block(begun, DUE, DUE) == DUE + timedelta(seconds=1)
    assert prices.next_block(begun, DUE, DUE + timedelta(seconds=1)) == DUE + timedelta(minutes=5, seconds=1)


@pytest.mark.parametrize(("hours", "day"), [(-1, 1), (1, 1), (14, 2), (38, 3)])
def test_the_next_late_day_is_counted_at_its_wall_time(hours: int, day: int) -> None:
    at, counted = prices.next_day(DAYS, DUE, DUE + timedelta(hours=hours))
    assert counted == day
    assert at == clock.at_time(clock.day_of(DUE) + timedelta(days=day), datetime(2024, 1, 1, 0, 5).time())


def test_a_day_belongs_to_its_tier_and_after_the_last_there_is_none() -> None:
    assert prices.tier_of(DAYS["tiers"], 7) == [7, "100", "50"]  # type: ignore[arg-type]
    assert prices.tier_of(DAYS["tiers"], 8) == [15, "200", "100"]  # type: ignore[arg-type]
    assert prices.tier_of(DAYS["tiers"], 16) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("price", "words"),
    [
        (None, ["No fine is fixed"]),
        (BLOCK, ["from 11:05", "CNY 100 every 5 minutes"]),
        ({"kind": "once", "amount": "200"}, ["after 11:00", "CNY 200, once"]),
        ({"kind": "percent", "percent": "20"}, ["after 11:00", "20 % of the month's bonus"]),
        (DAYS, ["from 5-07 00:05", "100 / CNY 50 a day"]),
    ],
)
def test_each_kind_of_price_says_when_and_how_much(price: dict[str, object] | None, words: list[str]) -> None:
    owed = Obligation(due_at=DUE, started_at=DUE - timedelta(hours=1), terms={"price": price})
    with clock.moved_to(DUE - timedelta(minutes=10)), translation.override("en"):
        assert prices.next_price(owed) == words


def test_what_was_charged_once_is_said_to_be_counted() -> None:
    owed = Obligation(due_at=DUE, started_at=DUE, terms={"price": {"kind": "once", "amount": "200"}})
    with clock.moved_to(DUE + timedelta(minutes=1)), translation.override("en"):
        assert prices.next_price(owed) == ["already counted", "CNY 200"]
