"""What being late leads to, in words: reminders, price, escalation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwen.kernel import clock
from shouwen.kernel.models import Obligation
from shouwen.kernel.plan import Terms
from shouwen.kernel.wording import listed

_HOUR, _DAY = 60, 1440


def length(minutes: int) -> str:
    """A length of time in the largest unit that divides it: 30 minutes, 1 hour, 3 days."""
    if minutes and minutes % _DAY == 0:
        days = minutes // _DAY
        return ngettext("{n} day", "{n} days", days).format(n=days)
    if minutes and minutes % _HOUR == 0:
        hours = minutes // _HOUR
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def afterwards(obligation: Obligation, terms: Terms) -> list[str]:
    """Sentences: who is reminded when, what lateness costs whom, to whom it is reported."""
    return [*_reminders(obligation, terms), *price_words(terms.price), *_escalation(terms)]


def _reminders(obligation: Obligation, terms: Terms) -> list[str]:
    due = obligation.due_at
    if not terms.remind or due is None:
        return []
    instants = sorted(_instant_of(reminder, obligation.started_at, due) for reminder in terms.remind)
    times = listed(_wall(at, due) for at in instants)
    name = obligation.debtor.name if obligation.debtor else "—"
    return [_("{name} is reminded at {times}.").format(name=name, times=times)]


def _wall(at: datetime, due: datetime) -> str:
    """The wall time, with the day when it is not the due day."""
    there = clock.local(at)
    if clock.day_of(at) == clock.day_of(due):
        return f"{there:%H:%M}"
    return f"{there.month}-{there:%d %H:%M}"


def _instant_of(reminder: Mapping[str, Any], started: datetime, due: datetime) -> datetime:
    if "after" in reminder:
        return started + timedelta(minutes=reminder["after"])
    if "before" in reminder:
        return due - timedelta(minutes=reminder["before"])
    return clock.at_time(clock.day_of(due), time.fromisoformat(reminder["at"]))


def price_words(price: Mapping[str, Any] | None) -> list[str]:
    """What lateness costs, with its clause; nothing when the regulation names no amount."""
    if price is None:
        return []
    said = _PRICE[price["kind"]](price)
    return [_("{words} ({clause})").format(words=words, clause=price["clause"]) for words in said]


def _block(price: Mapping[str, Any]) -> list[str]:
    words = _("Every full {minutes} minutes late: CNY {amount}.")
    if price.get("round") == "ceil":
        words = _("Every begun {minutes} minutes late: CNY {amount}.")
    return [words.format(minutes=price["minutes"], amount=price["amount"])]


def _once(price: Mapping[str, Any]) -> list[str]:
    return [_("Each time it is missed: CNY {amount}.").format(amount=price["amount"])]


def _percent(price: Mapping[str, Any]) -> list[str]:
    return [_("Each time it is missed: {percent} % of the month's bonus.").format(percent=price["percent"])]


def _days(price: Mapping[str, Any]) -> list[str]:
    words, first = [], 1
    for last, owner, leader in price["tiers"]:
        sentence = _("Late days {first} to {last}: CNY {owner} a day, the leader in charge CNY {leader}.")
        words.append(sentence.format(first=first, last=last, owner=owner, leader=leader))
        first = last + 1
    return words


_PRICE = {"block": _block, "once": _once, "percent": _percent, "days": _days}


def _escalation(terms: Terms) -> list[str]:
    return [
        _("Reported to the superior {length} after it was due.").format(length=length(minutes))
        for minutes in terms.escalate
    ]
