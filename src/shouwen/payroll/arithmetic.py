"""The arithmetic of a penalty line in words: from when, how many times what, of which bonus (S3-36e)."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from shouwen.kernel.explain import instant_words
from shouwen.kernel.flows import duty_named
from shouwen.kernel.models import PenaltyLine
from shouwen.web.written import money, number

BLOCK = re.compile(r"(\d+) × (\d+)′: ([\d.]+)")
DAY = re.compile(r"\+(\d+) d")
ONCE = re.compile(r"1 × ([\d.]+)")


def in_words(line: PenaltyLine) -> str:
    """How the amount comes about. ``line`` knows its obligation and what it reverses."""
    if line.reverses_id is not None:
        return _("set off: {reason}").format(reason=line.arithmetic)
    if line.percent is not None:
        return _share(line)
    words = _lateness(line)
    due = line.obligation.due_at if line.obligation else None
    return f"{_due(due)}{words}" if due else words


def _share(line: PenaltyLine) -> str:
    percent = number(line.percent or Decimal(0))
    if line.base is None:
        return _("{percent} % (base pending)").format(percent=percent)
    words = _("{percent} % of the bonus of {month}, {base}")
    return words.format(percent=percent, month=f"{line.on:%Y-%m}", base=money(line.base))


def _lateness(line: PenaltyLine) -> str:
    if found := BLOCK.fullmatch(line.arithmetic):
        words = _("block {n} of {minutes} minutes late: {amount}")
        return words.format(n=found[1], minutes=found[2], amount=money(Decimal(found[3])))
    if found := DAY.fullmatch(line.arithmetic):
        return _("late day {n}: {amount} a day").format(n=found[1], amount=money(line.amount))
    if found := ONCE.fullmatch(line.arithmetic):
        return _("missed: {amount} each time").format(amount=money(Decimal(found[1])))
    return line.arithmetic


def _due(at: datetime) -> str:
    return _("due {at}; ").format(at=instant_words(at))


def holder_of(line: PenaltyLine) -> str:
    """Who held the matter at the instant: for a leader's share the one who was late, otherwise who pays."""
    owed = line.obligation
    if owed is not None and owed.debtor is not None and line.key.endswith(":leader"):
        return owed.debtor.name
    return line.person.name


def duty_of(line: PenaltyLine) -> tuple[str, str]:
    """Title and requirement of the duty that was missed; empty for a judgement."""
    owed = line.obligation
    if owed is None:
        return "", ""
    try:
        title = str(duty_named(owed.duty).title)
    except (KeyError, ValueError):
        title = owed.code
    return title, str(owed.terms.get("ref", ""))
