"""A value of the rulebook in words: ``30 minutes``, ``after 40 and 55``, tiers line by line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.utils.translation import pgettext as pgettext_now

from shouwen.kernel.rulebook import Measure, Quantity
from shouwen.kernel.wording import SEMICOLON, listed
from shouwen.web import written

CHOICES = {
    "floor": pgettext_lazy("rulebook", "only full blocks count"),
    "ceil": pgettext_lazy("rulebook", "a block counts once begun"),
    "on": pgettext_lazy("rulebook", "switched on"),
    "off": pgettext_lazy("rulebook", "switched off"),
    "message_end": pgettext_lazy("rulebook", "from the end of the message"),
    "listened": pgettext_lazy("rulebook", "from when it was heard"),
}


def choice_words(code: str) -> str:
    """What a choice means; a choice nobody described is shown as it is written."""
    return str(CHOICES.get(code, code))


def value_words(quantity: Quantity, value: Any) -> str:
    """One line for a value in JSON form."""
    return _WORDS[quantity.measure](value)


def _minutes(value: Any) -> str:
    return ngettext("{n} minute", "{n} minutes", int(value)).format(n=written.number(value))


def _minutes_list(value: Any) -> str:
    if not value:
        return pgettext_now("rulebook", "none")
    return _("{list} minutes").format(list=listed(written.number(one) for one in value))


def _days(value: Any) -> str:
    return ngettext("{n} day", "{n} days", int(value)).format(n=written.number(value))


def _tiers(value: Any) -> str:
    lines = (
        _("to day {day}: {person} / {leader} a day").format(
            day=day, person=written.money(Decimal(str(person))), leader=written.money(Decimal(str(leader)))
        )
        for day, person, leader in value
    )
    return listed(lines, SEMICOLON)


_WORDS: dict[Measure, Callable[[Any], str]] = {
    Measure.MINUTES: _minutes,
    Measure.MINUTES_LIST: _minutes_list,
    Measure.DAYS: _days,
    Measure.COUNT: written.number,
    Measure.CNY: lambda value: written.money(Decimal(str(value))),
    Measure.PERCENT: lambda value: f"{written.number(Decimal(str(value)))}%",
    Measure.WALL_TIME: str,
    Measure.DATE: lambda value: written.day(date.fromisoformat(value)),
    Measure.TIERS: _tiers,
    Measure.CHOICE: choice_words,
}
