"""Quarters of the year and the ends of days. A quarter is named by its first day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from shouwen.kernel import clock


def day(text: str) -> date:
    """A day as a payload carries it: 2024-05-31."""
    return date.fromisoformat(text)


def quarter_of(on: date) -> date:
    """The first day of the quarter a day belongs to."""
    return date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)


def next_quarter(quarter: date) -> date:
    return quarter_of(quarter + timedelta(days=95))


def quarter_before(quarter: date) -> date:
    return quarter_of(quarter - timedelta(days=1))


def midnight_after(on: date) -> datetime:
    """24:00 of a day."""
    return clock.at_time(on + timedelta(days=1), time.min)


def end_of(quarter: date) -> datetime:
    """24:00 of the quarter's last day."""
    return clock.at_time(next_quarter(quarter), time.min)


def end_of_month(month: date) -> datetime:
    """24:00 of the last day of the month that ``month`` lies in."""
    return clock.at_time((month.replace(day=1) + timedelta(days=32)).replace(day=1), time.min)


def start_of(quarter: date) -> datetime:
    return clock.at_time(quarter, time.min)


def name_of(quarter: date) -> str:
    """As people write it: 2024 Q2."""
    return _("{year} Q{quarter}").format(year=quarter.year, quarter=(quarter.month + 2) // 3)
