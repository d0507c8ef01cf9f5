"""Filters for dates, durations and amounts; see ``shouwen.web.written``. An absent value is written as a dash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from shouwen.kernel import clock, wording
from shouwen.kernel.flows import state_title
from shouwen.web import written
from shouwen.web.parts import Countdown

register = template.Library()
DASH = "—"


def _or_dash(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: DASH if value is None or value == "" else write(value)


_FILTERS: dict[str, Callable[[Any], str]] = {
    "day": written.day,
    "short_day": written.short_day,
    "wall": written.wall,
    "exact": written.exact,
    "moment": written.moment,
    "recent": written.recent,
    "span": written.span,
    "number": written.number,
    "money": written.money,
    "difference": written.difference,
    "listed": wording.listed,
    "state_title": lambda case: str(state_title(case)),
}
for _name, _write in _FILTERS.items():
    register.filter(_name, _or_dash(_write))


@register.simple_tag
def comma() -> str:
    """What stands between two words of a list in the reader's language, for lists whose words are markup."""
    return str(wording.COMMA)


@register.filter
def iso(at: datetime) -> str:
    """The instant as the script reads it."""
    return at.isoformat()


@register.filter
def until(due: datetime) -> timedelta:
    """How long from now; negative once it is over."""
    return due - clock.now()


@register.filter
def due_words(cd: Countdown | dict[str, Any]) -> str:
    """What stands under the digits unless the page says otherwise: ``10:35 到期``."""
    due: date | datetime | None = cd.get("due") if isinstance(cd, dict) else cd.due
    return _("due %(when)s") % {"when": written.moment(due)} if isinstance(due, datetime) else ""


@register.filter
def minus(value: Decimal | int, other: Decimal | int) -> Decimal | int:
    """The difference of two numbers."""
    return value - other
