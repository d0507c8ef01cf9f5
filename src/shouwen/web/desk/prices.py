"""What being late costs next: the amount and the instant it is about to fall, from the terms of the obligation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.models import Obligation
from shouwen.web import written


def next_price(owed: Obligation) -> list[str]:
    """Two short lines: when the next amount falls, and how much it is."""
    price = owed.terms.get("price")
    if not price or owed.due_at is None:
        return [_("No fine is fixed")]
    return _WORDS[price["kind"]](price, owed.due_at, clock.now())


def next_block(price: Mapping[str, Any], due: datetime, now: datetime) -> datetime:
    """The instant the next block of lateness is full (or begins, under the other rounding)."""
    length = timedelta(minutes=price["minutes"])
    full = max(0, (now - due) // length) if now > due else 0
    if price.get("round") == "ceil":
        begun = due + full * length + timedelta(seconds=1)
        return begun if begun > now else begun + length
    return due + (full + 1) * length


def _block(price: Mapping[str, Any], due: datetime, now: datetime) -> list[str]:
    falls = written.moment(next_block(price, due, now))
    words = {"minutes": price["minutes"], "amount": written.money(price["amount"])}
    return [_("from %(at)s") % {"at": falls}, _("%(amount)s every %(minutes)s minutes") % words]


def _once(price: Mapping[str, Any], due: datetime, now: datetime) -> list[str]:
    amount = written.money(price["amount"])
    if now > due:
        return [_("already counted"), amount]
    return [_("after %(at)s") % {"at": written.moment(due)}, _("%(amount)s, once") % {"amount": amount}]


def _percent(price: Mapping[str, Any], due: datetime, now: datetime) -> list[str]:
    share = _("%(percent)s %% of the month's bonus") % {"percent": written.number(float(price["percent"]))}
    return [_("already counted") if now > due else _("after %(at)s") % {"at": written.moment(due)}, share]


def _days(price: Mapping[str, Any], due: datetime, now: datetime) -> list[str]:
    at, day = next_day(price, due, now)
    tier = tier_of(price["tiers"], day)
    if tier is None:
        return [_("day %(day)s late") % {"day": day - 1}, _("beyond the last tier")]
    words = {"owner": written.number(float(tier[1])), "leader": written.money(tier[2])}
    return [_("from %(at)s") % {"at": written.moment(at)}, _("%(owner)s / %(leader)s a day") % words]


def next_day(price: Mapping[str, Any], due: datetime, now: datetime) -> tuple[datetime, int]:
    """When the next late day is counted, and the how-manyth it is."""
    wall = time.fromisoformat(price["at"])
    day = max(1, (clock.day_of(now) - clock.day_of(due)).days)
    at = clock.at_time(clock.day_of(due) + timedelta(days=day), wall)
    return (at, day) if at > now else (clock.at_time(clock.day_of(due) + timedelta(days=day + 1), wall), day + 1)


def tier_of(tiers: Sequence[Sequence[Any]], day: int) -> Sequence[Any] | None:
    """The tier (last day, owner's amount, leader's amount) of the how-manyth late day."""
    return next((tier for tier in tiers if day <= tier[0]), None)


_WORDS = {"block": _block, "once": _once, "percent": _percent, "days": _days}
