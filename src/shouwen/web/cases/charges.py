"""What lateness has cost so far, each amount with its arithmetic and clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel.flows import Flow
from shouwen.kernel.models import Obligation, PenaltyLine
from shouwen.web import written
from shouwen.web.clauses import linked
from shouwen.web.parts import Charge


def charges(flow: type[Flow[Any]], lines: Sequence[PenaltyLine], owed: Sequence[Obligation]) -> list[Charge]:
    """The lines; those of one person for the same duty at the same price are drawn together: 3 × 100 = 300."""
    duty = {o.pk: o.code for o in owed}

    def alike(line: PenaltyLine) -> tuple[Any, ...]:
        facts = (line.person.name, line.code, duty.get(line.obligation_id or 0, ""))
        return (*facts, line.amount, line.percent or 0, bool(line.reverses_id))

    groups = [list(group) for _key, group in groupby(sorted(lines, key=alike), key=alike)]
    return [_charge(flow, duty.get(group[0].obligation_id or 0, ""), group) for group in groups]


def total(lines: Sequence[PenaltyLine]) -> Decimal:
    """The sum in CNY; shares whose base is not known yet count as nothing."""
    return sum((line.amount for line in lines), Decimal(0))


def _charge(flow: type[Flow[Any]], duty: str, lines: Sequence[PenaltyLine]) -> Charge:
    first = lines[0]
    return Charge(
        who=first.person.name,
        fact=flow.duties[duty].title if duty in flow.duties else first.code,
        arithmetic=_arithmetic(lines),
        amount=_amount(first, total(lines)),
        clause=linked(first.clause),
    )


def _arithmetic(lines: Sequence[PenaltyLine]) -> str:
    first = lines[0]
    if first.reverses_id:
        return first.arithmetic
    if first.percent is not None:
        share = f"{len(lines)} × {written.number(first.percent)} %"
        return f"{share} × {written.money(first.base)}" if first.base is not None else share
    alike = Counter(line.amount for line in lines)
    sums = " + ".join(f"{n} × {written.money(amount)}" for amount, n in sorted(alike.items()))
    return f"{sums} = {written.money(total(lines))}"


def _amount(first: PenaltyLine, amount: Decimal) -> str:
    if first.percent is not None and first.base is None and not first.reverses_id:
        return _("{percent} %, base awaited").format(percent=written.number(first.percent))
    return written.money(amount)
