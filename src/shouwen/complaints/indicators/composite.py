"""Scores made of other indicators: the composite with its ranking (S3-38b) and the service centre's (S3-39d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from shouwen.complaints import rules
from shouwen.complaints.indicators.formulae import CENT, HUNDRED
from shouwen.complaints.models import MonthFigure, MonthReport
from shouwen.kernel.rulebook import Book
from shouwen.people.roles import OrgKind

PARTS: Final = {
    "on_time_rate": rules.WEIGHT_ON_TIME,
    "handling_efficiency": rules.WEIGHT_EFFICIENCY,
    "satisfaction_score": rules.WEIGHT_SATISFACTION,
}
_DECIDING: Final = ("handling_efficiency", "overdue_days")  # among equal scores: orders closed, days overdue
RANKED_KINDS: Final = (OrgKind.PROJECT, OrgKind.REGIONAL_COMPANY, OrgKind.PROPERTY_COMPANY)


@dataclass(frozen=True)
class Scored:
    """A place to be ranked: its score, and what decides among equals: orders closed, average days overdue."""

    org_id: int
    score: Decimal
    closed: int
    days: Decimal


def weights(book: Book) -> dict[str, str]:
    """Indicator to weight, as the rulebook has them."""
    return {code: str(book.value(quantity)) for code, quantity in PARTS.items()}


def weighted(values: Mapping[str, Decimal | None], shares: Mapping[str, str]) -> tuple[Decimal, Decimal]:
    """The sum of value × weight over what has a value, and the sum of those weights. No part counts beyond 100."""
    there = {code: value for code in shares if (value := values.get(code)) is not None}
    total = sum((Decimal(shares[code]) * min(value, HUNDRED) for code, value in there.items()), Decimal(0))
    return total, sum((Decimal(shares[code]) for code in there), Decimal(0))


def composite(values: Mapping[str, Decimal | None], shares: Mapping[str, str]) -> Decimal | None:
    """0.4 × on time + 0.3 × min(efficiency, 100 %) + 0.3 × satisfaction, from the printed two-decimal figures.

    None where one of the three cannot be counted: such a place is not compared with the others. Weights that do not
    add up to 100 are taken in proportion.
    """
    total, weight = weighted(values, shares)
    if any(values.get(code) is None for code in shares) or not weight:
        return None
    return (total / weight).quantize(CENT, ROUND_HALF_UP)


def ranks(scored: Sequence[Scored]) -> dict[int, int]:
    """Place to rank, the best is 1: by score, then more orders closed, then fewer days overdue (S3 §5).

    Whoever is equal in all three shares the rank, and the next one skips.
    """
    keys = sorted(_key(one) for one in scored)
    first = {key: place for place, key in reversed(list(enumerate(keys, start=1)))}
    return {one.org_id: first[_key(one)] for one in scored}


def _key(one: Scored) -> tuple[Decimal, int, Decimal]:
    return (-one.score, -one.closed, one.days)


def score(report: MonthReport) -> None:
    """Write composite and service-centre scores of every place that has figures, with the ranks by kind of place."""
    parts = {*report.weights, *report.scheme, *_DECIDING}
    rows = report.figures.filter(org__isnull=False, code__in=parts).defer("cases", "tops", "bottoms")
    found: dict[int, dict[str, MonthFigure]] = {}
    for row in rows.select_related("org"):
        assert row.org_id is not None  # filtered
        found.setdefault(row.org_id, {})[row.code] = row
    made = [one for figures in found.values() for one in (_composite(report, figures), _centre(report, figures)) if one]
    for kind in RANKED_KINDS:
        _rank([m for m in made if m.code == "composite_score" and m.org and m.org.kind == kind], found)
    MonthFigure.objects.bulk_create(made)


def _composite(report: MonthReport, figures: Mapping[str, MonthFigure]) -> MonthFigure | None:
    value = composite({code: row.value for code, row in figures.items()}, report.weights)
    parts = [figures[code] for code in report.weights if code in figures]
    return _figure(report, "composite_score", parts, value, value or Decimal(0)) if value is not None else None


def _centre(report: MonthReport, figures: Mapping[str, MonthFigure]) -> MonthFigure | None:
    """Of projects only; over the weights of what could be counted, which ``denominator`` tells."""
    some = next(iter(figures.values()))
    if some.org is None or some.org.kind != OrgKind.PROJECT:
        return None
    total, weight = weighted({code: row.value for code, row in figures.items()}, report.scheme)
    if not weight:
        return None
    parts = [figures[code] for code in report.scheme if code in figures]
    value = (total / weight).quantize(CENT, ROUND_HALF_UP)
    return _figure(report, "centre_score", parts, value, total / HUNDRED, weight)


def _figure(
    report: MonthReport,
    code: str,
    parts: Sequence[MonthFigure],
    value: Decimal,
    numerator: Decimal,
    denominator: Decimal = HUNDRED,
) -> MonthFigure:
    some = parts[0]
    return MonthFigure(
        report=report, code=code, org=some.org, region_id=some.region_id, property_company_id=some.property_company_id,
        numerator=numerator, denominator=denominator, sample=min(part.sample for part in parts), value=value,
        is_small=any(part.is_small for part in parts),
    )  # fmt: skip


def _rank(rows: Sequence[MonthFigure], found: Mapping[int, Mapping[str, MonthFigure]]) -> None:
    places = ranks([_scored(row, found) for row in rows])
    for row in rows:
        row.rank = places[row.org_id or 0]


def _scored(row: MonthFigure, found: Mapping[int, Mapping[str, MonthFigure]]) -> Scored:
    org_id = row.org_id or 0
    closed, days = (found[org_id].get(code) for code in _DECIDING)
    return Scored(
        org_id,
        row.value or Decimal(0),
        closed.sample if closed else 0,
        days.value if days and days.value is not None else Decimal(0),
    )
