"""How an amount of a bonus file is shown before it is taken in."""

from __future__ import annotations

import pytest

from shouwen.payroll.views.bonus import _as_money


@pytest.mark.parametrize(
    ("text", "shown"),
    [("6200", "6,200.00"), ("6,200.5", "6,200.50"), ("六千", "六千"), ("1e999999999", "1e999999999"), ("NaN", "NaN")],
)
def test_an_amount_is_written_as_money_and_what_is_none_as_it_stands(text: str, shown: str) -> None:
    assert _as_money(text) == shown
