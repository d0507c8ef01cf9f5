"""What a place's overview shows: five tiles (S3-01b), the three goals (S3-02a), lines by quality (S3-06b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.indicators import charts, reading
from shouwen.complaints.indicators.formulae import formula_named
from shouwen.complaints.indicators.reading import Reading
from shouwen.complaints.indicators.words import CaseLine, QualityDimension
from shouwen.complaints.models import MonthFigure, MonthReport
from shouwen.people.models import OrgUnit
from shouwen.people.roles import OrgKind

TREND_MONTHS: Final = 12
SHOWN_PLACES: Final = 200


@dataclass(frozen=True)
class Tile:
    """One of the five outcomes with its figures; the first is the one in large digits."""

    title: str | Promise
    readings: Sequence[Reading]

    @property
    def first(self) -> Reading:
        return next((one for one in self.readings if one.value is not None), self.readings[0])

    @property
    def others(self) -> list[Reading]:
        return [one for one in self.readings if one is not self.first]


TILES: Final[Sequence[tuple[str | Promise, tuple[str, ...]]]] = (
    (
        _("Professionalism"),
        ("service_discipline_score", "training_rate", "submit_in_30m_rate", "issue_in_60m_rate", "verify_in_30m_rate"),
    ),
    (
        _("Efficiency"),
        ("on_time_rate", "first_visit_in_60m_rate", "handling_efficiency", "handling_hours", "daily_update_rate",
         "arranged_minutes", "off_matrix_rate"),
    ),
    (
        _("Quality"),
        ("first_time_fix_rate", "on_spot_completion_rate", "project_completion_rate", "recomplaint_rate",
         "overdue_rate", "overdue_days"),
    ),
    (_("Satisfaction"), ("satisfaction_score", "satisfied_share", "window_rating", "callback_coverage")),
    (_("Brand"), ("brand_events", "special_orders", "concealed_omitted_count", "solved_and_signed")),
)  # fmt: skip
GOALS: Final = ("solved_and_signed", "satisfaction_score", "brand_events")


def title_of(one: Reading) -> str:
    """The figure's title, with its tags where it is of some."""
    tags = one.code.split(":")[1:]
    if len(tags) != 2:
        return str(one.formula.title)
    line, dimension = CaseLine(tags[0]).label, QualityDimension(tags[1]).label
    return f"{one.formula.title} · {line} × {dimension}"


def a_place(report: MonthReport, place: OrgUnit, *, group: bool) -> dict[str, Any]:
    """Everything the page shows; ``group`` readers also see what only the group sees."""
    codes = [code for _title, some in TILES for code in some if _is_shown(code, group=group)]
    readings = reading.of_place(report, place.pk, [*codes, "composite_score"])
    tiles = [Tile(title, [readings[code] for code in some if code in readings]) for title, some in TILES]
    return {
        "tiles": tiles,
        "score": readings["composite_score"],
        "goals": goals(report, place),
        "dimensions": QualityDimension,
        "tags": tags(report, place),
        "trend": trend(place),
    }


def _is_shown(code: str, *, group: bool) -> bool:
    formula = formula_named(code)
    return formula is not None and (group or not formula.group_only)


def goals(report: MonthReport, place: OrgUnit) -> list[dict[str, Any]]:
    """实际解决、满意度、美誉度 of the place and of those below it (S3-02a)."""
    below = _below(place)
    readings = reading.of_places(report, [place.pk, *(org.pk for org in below)], GOALS)
    return [{"org": org, "readings": [readings[org.pk][code] for code in GOALS]} for org in [place, *below]]


def _below(place: OrgUnit) -> list[OrgUnit]:
    """Companies of the group, projects of a company."""
    if place.kind == OrgKind.GROUP:
        found = OrgUnit.objects.filter(kind__in=reading.COMPANIES)
    else:
        found = OrgUnit.objects.filter(project__region=place) | OrgUnit.objects.filter(project__property_company=place)
    return list(found.filter(is_active=True).order_by("-kind", "pk")[:SHOWN_PLACES])


def tags(report: MonthReport, place: OrgUnit) -> list[dict[str, Any]]:
    """A row for each line: for each quality how many complaints, and how satisfied their customers were (S3-06b)."""
    names, both = ("tag_count", "tag_satisfaction"), [(line, d) for line in CaseLine for d in QualityDimension]
    found = reading.of_place(report, place.pk, [f"{name}:{line}:{d}" for name in names for line, d in both])

    def row(line: CaseLine) -> dict[str, Any]:
        read = [tuple(found[f"{name}:{line}:{d}"] for name in names) for d in QualityDimension]
        cells = [(d, count, satisfied) for d, (count, satisfied) in zip(QualityDimension, read, strict=True)]
        return {"line": line, "cells": cells, "total": sum(count.value or 0 for count, _satisfied in read)}

    return [row(line) for line in CaseLine]


def trend(place: OrgUnit) -> Mapping[str, Any]:
    """On-time rate of the last months, as a drawing and as its table."""
    rows = MonthFigure.objects.filter(org=place, code="on_time_rate").order_by("-report__month")
    values = list(rows.values_list("report__month", "value")[:TREND_MONTHS])[::-1]
    points: list[tuple[str, Decimal | None]] = [(f"{month:%y-%m}", value) for month, value in values]
    return {"points": points, "drawing": charts.trend(points, now_("Completed on time, month by month"))}
