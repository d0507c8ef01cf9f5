"""What lateness has cost so far, each amount with its arithmetic and clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel.flows import Flow
from shouwen.kernel.models import Obligation, PenaltyLine
from shouwen.web import written
from shouwen.web.parts import Charge, Clause


def charges(flow: type[Flow[Any]], lines: Sequence[PenaltyLine], owed: Sequence[Obligation]) -> list[Charge]:
    """The lines, alike ones drawn together: 3 × 100 = 300."""
    titles = {o.pk: flow.duties[o.code].title for o in owed if o.code in flow.duties}
    ordered = sorted(lines, key=_alike)
    return [_charge(list(group), titles) for _key, group in groupby(ordered, key=_alike)]


def total(lines: Sequence[PenaltyLine]) -> Decimal:
    """The sum in CNY; shares whose base is not known yet count as nothing."""
    return sum((line.amount for line in lines), Decimal(0))


def _alike(line: PenaltyLine) -> tuple[Any, ...]:
    return (
        line.person.name,
        line.code,
        line.obligation_id or 0,
        line.amount,
        line.percent or 0,
        bool(line.reverses_id),
    )


def _charge(lines: Sequence[PenaltyLine], titles: Mapping[int, Any]) -> Charge:
    first = lines[0]
    return Charge(
        who=first.person.name,
        fact=titles.get(first.obligation_id or 0, first.code),
        arithmetic=_arithmetic(lines),
        amount=_amount(first, sum((line.amount for line in lines), Decimal(0))),
        clause=Clause(first.clause),
    )


def _arithmetic(lines: Sequence[PenaltyLine]) -> str:
    first = lines[0]
    if first.reverses_id:
        return first.arithmetic
    if first.percent is not None:
        share = f"{len(lines)} × {written.number(first.percent)} %"
        return f"{share} × {written.money(first.base)}" if first.base is not None else share
    return f"{len(lines)} × {written.money(first.amount)} = {written.money(first.amount * len(lines))}"


def _amount(first: PenaltyLine, amount: Decimal) -> str:
    if first.percent is not None and first.base is None and not first.reverses_id:
        return _("{percent} %, base awaited").format(percent=written.number(first.percent))
    return written.money(amount)
