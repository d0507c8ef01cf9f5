"""Calendar months, as regulations count them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def first_of_month(text: str) -> date | None:
    """The first day of a month written 2024-05, from 2000 to 2099; None for anything else.

    Within these years every instant of the month, and of those around it, is one.
    """
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if 2000 <= first.year <= 2099 else None


def add_months(day: date, months: int) -> date:
    """The same day so many months later (earlier if negative); where that month is shorter, its last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
