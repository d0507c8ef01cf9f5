"""Numbers as addresses and forms write them."""

from __future__ import annotations

import pytest

from shouwen.common.numbers import number_in


@pytest.mark.parametrize("text", [None, "", " ", "²", "1²", "-1", "+1", "1.0", "1_000", "x", "9" * 19])
def test_what_is_no_whole_number_is_none(text: str | None) -> None:
    assert number_in(text) is None


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("042", 42), ("\uff11\uff12", 12), ("9" * 18, 10**18 - 1)])
def test_a_whole_number_is_read_in_any_decimal_digits(text: str, number: int) -> None:
    assert number_in(text) == number


def test_more_digits_than_asked_for_are_none() -> None:
    assert (number_in("9999", digits=4), number_in("10000", digits=4)) == (9999, None)
