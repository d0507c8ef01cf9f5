"""Amounts of money."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shouwen.common import money


def test_half_a_cent_is_rounded_up() -> None:
    assert money.yuan("0.005") == Decimal("0.01")


def test_a_share_is_a_whole_number_of_cents() -> None:
    assert money.share(Decimal("1234.56"), 20) == Decimal("246.91")


@pytest.mark.parametrize(("typed", "amount"), [("¥1,234.5", "1234.50"), ("300元", "300.00"), ("１２", "12.00")])
def test_typed_amounts_are_understood(typed: str, amount: str) -> None:
    assert money.parse_yuan(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "abc", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=typed or "^$"):
        money.parse_yuan(typed)


def test_whole_amounts_are_shown_without_zeros() -> None:
    assert money.show_yuan(Decimal(1300)) == "1,300"
    assert money.show_yuan(Decimal("1234.5")) == "1,234.50"
