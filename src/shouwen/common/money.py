"""Amounts of money: yuan as ``Decimal``, two places, rounded half up. Never a float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from shouwen.common.text import squeeze

CENT = Decimal("0.01")
_DRESS = re.compile(r"[¥￥,，\s]|元$|人民币")


def yuan(amount: Decimal | int | str) -> Decimal:
    """The amount in yuan with two places: ``yuan("0.005") == Decimal("0.01")``."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def share(amount: Decimal, percent: Decimal | int) -> Decimal:
    """``percent`` hundredths of an amount, in yuan."""
    return yuan(amount * Decimal(percent) / 100)


def parse_yuan(cell: str) -> Decimal:
    """What somebody typed: ``¥1,234.5``, ``300元``. ValueError when it is no amount."""
    plain = _DRESS.sub("", squeeze(cell))
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise ValueError(cell) from None
    if not amount.is_finite():
        raise ValueError(cell)
    return yuan(amount)


def show_yuan(amount: Decimal) -> str:
    """For people: ``1,234.50``; whole amounts without the zeros: ``300``."""
    exact = yuan(amount)
    return f"{exact:,.0f}" if exact == exact.to_integral_value() else f"{exact:,.2f}"
