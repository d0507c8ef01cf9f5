"""The band of chance around a share (Wilson, 95 %)."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shouwen.complaints.indicators.chance import band


def test_the_textbook_values() -> None:
    assert band(46, 50) == (Decimal("81.2"), Decimal("96.8"))
    assert band(1, 1) == (Decimal("20.7"), Decimal("100.0"))
    assert band(0, 4) == (Decimal("0.0"), Decimal("49.0"))


def test_nothing_to_divide_by_has_no_band_and_neither_has_what_is_no_share() -> None:
    assert band(0, 0) is None
    assert band(5, 4) is None


@given(st.integers(1, 500), st.data())
def test_the_share_lies_within_and_more_cases_never_widen_it(tries: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, tries))
    narrow, wide = band(hits * 10, tries * 10), band(hits, tries)
    assert narrow is not None
    assert wide is not None
    assert wide[0] - Decimal("0.1") <= 100 * Decimal(hits) / tries <= wide[1] + Decimal("0.1")
    assert narrow[1] - narrow[0] <= wide[1] - wide[0]
