"""Consecutive numbers for papers and cases: per kind, place and year, without a gap (S2-131)."""

from __future__ import annotations

from shouwen.database.bundle import ask
from shouwen.kernel import clock

_NEXT = """
INSERT INTO kernel_numberseries (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = kernel_numberseries.last + 1 RETURNING last
"""


def next_in(series: str) -> int:
    """The next number of a series, starting with 1, taken in the caller's transaction.

    A rolled-back transaction gives its number back, so there are no gaps; whoever wants the next one of the same
    series waits until this transaction ends.
    """
    return int(ask(_NEXT, [series])[0][0])


def yearly(kind: str, place: int) -> str:
    """A number that names its kind, place and year: "FX-12-2026-0007"; years are those of the rulebook's zone."""
    series = f"{kind}-{place}-{clock.day_of(clock.now()).year}"
    return f"{series}-{next_in(series):04d}"
