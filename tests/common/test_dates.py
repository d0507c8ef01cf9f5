"""Months as addresses write them."""

from __future__ import annotations

from datetime import date

import pytest

from shouwen.common.dates import first_of_month


@pytest.mark.parametrize(
    "text", ["", "x", "2024", "2024-13", "2024-00", "24-05", "1999-12", "2100-01", "9999-12", "0001-01"]
)
def test_what_is_no_month_of_this_century_is_none(text: str) -> None:
    assert first_of_month(text) is None


def test_a_month_is_known_by_its_first_day() -> None:
    assert first_of_month("2024-05") == date(2024, 5, 1)
    assert first_of_month("2099-12") == date(2099, 12, 1)
