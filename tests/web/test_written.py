"""Dates, durations and amounts as they are written, in both languages and always on the wall of the rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from shouwen.kernel import clock
from shouwen.web import written

NOON = datetime(2026, 5, 7, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai, a Thursday
EVENING = datetime(2026, 5, 7, 10, 0, tzinfo=UTC)  # 18:00
AFTER_MIDNIGHT = datetime(2026, 5, 7, 16, 30, tzinfo=UTC)  # 00:30 on the 8th in Shanghai


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.moved_to(NOON):
        yield


def test_a_day_is_written_the_chinese_way(chinese: None) -> None:
    assert written.day(NOON) == "5 月 7 日 周四"
    assert written.day(date(2025, 12, 31)) == "2025 年 12 月 31 日 周三"


def test_a_day_is_written_the_english_way() -> None:
    with override("en"):
        assert written.day(NOON) == "Thu 7 May"
        assert written.day(date(2025, 12, 31)) == "Wed 31 Dec 2025"


def test_the_day_is_that_of_shanghai_not_of_utc(chinese: None) -> None:
    assert written.day(AFTER_MIDNIGHT) == "5 月 8 日 周五"
    assert written.moment(AFTER_MIDNIGHT) == "5-08 00:30"


def test_in_tables_today_is_only_the_time() -> None:
    assert written.moment(EVENING) == "18:00"
    assert written.moment(EVENING - timedelta(days=3)) == "5-04 18:00"
    assert written.moment(datetime(2025, 12, 31, 10, 0, tzinfo=UTC)) == "2025-12-31 18:00"


def test_a_history_says_today_and_yesterday(chinese: None) -> None:
    assert written.recent(NOON - timedelta(hours=2, minutes=30)) == "今天 09:30"
    assert written.recent(NOON - timedelta(hours=20)) == "昨天 16:00"
    assert written.recent(NOON - timedelta(days=2)) == "5-05 12:00"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "00:00"),
        (994, "16:34"),
        (-994, "16:34"),
        (3599, "59:59"),
        (3600, "1 时 00 分"),
        (13_260, "3 时 41 分"),
        (86_399, "23 时 59 分"),
        (86_400, "1 天 00 时"),
        (187_200, "2 天 04 时"),
    ],
)
def test_a_duration_grows_coarser_with_its_length(chinese: None, seconds: int, text: str) -> None:
    assert written.span(seconds) == text
    assert written.span(timedelta(seconds=seconds)) == text


def test_a_duration_in_english() -> None:
    with override("en"):
        assert written.span(13_260) == "3 h 41 min"
        assert written.span(187_200) == "2 d 04 h"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0 元"),
        (1100, "1,100 元"),
        (Decimal("1650.00"), "1,650 元"),
        (Decimal("33.5"), "33.50 元"),
        (-200, "-200 元"),
    ],
)
def test_an_amount_shows_fen_only_where_there_are_any(chinese: None, amount: Decimal | int, text: str) -> None:
    assert written.money(amount) == text


@pytest.mark.parametrize(("amount", "text"), [(1100, "+1,100 元"), (Decimal("-33.5"), "−33.50 元"), (0, "0 元")])
def test_a_difference_shows_its_sign(chinese: None, amount: Decimal | int, text: str) -> None:
    assert written.difference(amount) == text


def test_numbers_have_thousands_separators() -> None:
    assert written.number(12_406) == "12,406"
    assert written.number(Decimal("96.20")) == "96.2"
    with override("en"):
        assert written.money(12_700) == "CNY 12,700"


def test_the_filters_write_a_dash_for_what_is_absent() -> None:
    template = Template("{% load written %}{{ none|day }} {{ none|money }} {{ at|wall }} {{ at|exact }}")
    assert template.render(Context({"none": None, "at": EVENING})) == "— — 18:00 18:00:00"


def test_what_may_be_missing_is_left_out_of_a_sheet() -> None:
    assert (written.moment_if_any(None), written.amount_if_any(None)) == ("", "")
    assert written.amount_if_any(Decimal(0)) == "0.00"
    assert written.amount_if_any(Decimal("1234.5")) == "1,234.50"
