"""Named monthly figures a domain publishes for others to report: who reads one does not know who counts it.

A domain registers its figures in ``ready()``; the monthly indicators of complaints freeze every registered one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise

Share = tuple[Decimal | int, Decimal | int]


class Unit(StrEnum):
    """How a figure reads: a share in percent, points of 100, a mean, or a plain count (its numerator)."""

    PERCENT = "percent"
    POINTS = "points"
    MEAN = "mean"
    COUNT = "count"


@dataclass(frozen=True)
class Figure:
    """``of(month, org_ids)`` gives numerator and denominator for each organisation unit that has any; the others are
    left out. ``month`` is its first day; the units are those of projects, companies and the group alike.

    ``cases_of(month, org_id)`` optionally names the cases behind the number, so that it can be opened.
    """

    code: str
    title: str | Promise
    unit: Unit
    of: Callable[[date, Collection[int]], Mapping[int, Share]]
    cases_of: Callable[[date, int], Collection[int]] | None = None
    ref: str = ""


_figures: dict[str, Figure] = {}


def publish(figure: Figure) -> Figure:
    """Make a figure known; ValueError for a code that is taken."""
    if figure.code in _figures:
        raise ValueError(f"two figures are called {figure.code}")
    _figures[figure.code] = figure
    return figure


def published() -> Mapping[str, Figure]:
    """Every figure by its code."""
    return _figures


def figure_named(code: str) -> Figure | None:
    """The figure, or None while nobody publishes it."""
    return _figures.get(code)
