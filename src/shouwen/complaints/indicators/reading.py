"""The frozen figures as pages read them: with last month's, the band of chance, and the cases behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from shouwen.complaints.indicators.chance import band
from shouwen.complaints.indicators.formulae import Formula, formula_named
from shouwen.complaints.indicators.month import Month, before
from shouwen.complaints.models import MonthFigure, MonthReport
from shouwen.exchange import measures
from shouwen.exchange.measures import Unit
from shouwen.kernel.access import Actor, scope_of
from shouwen.people.models import OrgUnit
from shouwen.people.roles import OrgKind

PAGE: Final = 50
COMPANIES: Final = (OrgKind.REGIONAL_COMPANY, OrgKind.PROPERTY_COMPANY)


@dataclass(frozen=True)
class Reading:
    """One figure of one place or person. ``value`` is None where nothing could be divided (shown as a dash)."""

    formula: Formula
    code: str
    value: Decimal | None
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)
    sample: int = 0
    is_small: bool = False
    rank: int | None = None
    before: Decimal | None = None

    @property
    def change(self) -> Decimal | None:
        """Against the month before, in the figure's own unit."""
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def is_worse(self) -> bool:
        change = self.change
        return change is not None and (change > 0 if self.formula.lower_is_better else change < 0)

    @property
    def band(self) -> tuple[Decimal, Decimal] | None:
        """Of shares only: what the true share may well be."""
        return band(self.numerator, self.denominator) if self.formula.is_share and self.formula.is_percent else None

    @property
    def has_cases(self) -> bool:
        """Whether there is something to open: its own cases, or those of the parts of a score."""
        figure = measures.figure_named(self.code)
        counted = self.formula.facts is not None or self.formula.is_score or (figure and figure.cases_of)
        return bool(counted) and bool(self.numerator or self.denominator)


def report_of(month: date) -> MonthReport | None:
    return MonthReport.objects.filter(month=month).select_related("published_by").first()


def is_whole(report: MonthReport) -> bool:
    """Whether the month was over when it was counted; otherwise its figures are provisional."""
    return report.until >= Month(report.month, report.until).end


def months() -> list[MonthReport]:
    """Every month that was counted, newest first."""
    return list(MonthReport.objects.order_by("-month"))


def of_place(report: MonthReport, org_id: int, codes: Collection[str]) -> dict[str, Reading]:
    """The figures of one place; every code has a reading."""
    return of_places(report, [org_id], codes)[org_id]


def of_places(report: MonthReport, orgs: Collection[int], codes: Collection[str]) -> dict[int, dict[str, Reading]]:
    """The figures of several places, in two questions whatever their number."""
    there = _rows(report.month, orgs, codes)
    earlier = _rows(before(report.month), orgs, codes)
    return {org: {c: _reading(c, there.get((org, c)), earlier.get((org, c))) for c in codes} for org in orgs}


def of_person(report: MonthReport, staff_id: int, codes: Collection[str]) -> dict[str, Reading]:
    """A specialist's own figures."""

    def rows(month: date) -> dict[str, MonthFigure]:
        found = MonthFigure.objects.filter(report__month=month, agent_id=staff_id, code__in=codes)
        return {row.code: row for row in found.defer("cases", "tops", "bottoms")}

    there, earlier = rows(report.month), rows(before(report.month))
    return {code: _reading(code, there.get(code), earlier.get(code)) for code in codes}


def _rows(month: date, orgs: Collection[int], codes: Collection[str]) -> dict[tuple[int | None, str], MonthFigure]:
    found = MonthFigure.objects.filter(report__month=month, org_id__in=orgs, code__in=codes)
    return {(row.org_id, row.code): row for row in found.defer("cases", "tops", "bottoms")}


def _reading(code: str, row: MonthFigure | None, earlier: MonthFigure | None) -> Reading:
    formula = formula_named(code)
    assert formula is not None  # codes come from the catalogue
    nothing = Decimal(0) if formula.unit is Unit.COUNT and formula.facts is not None else None
    past = earlier.value if earlier else None
    if row is None:
        return Reading(formula, code, nothing, before=past)
    return Reading(
        formula, code, row.value, row.numerator, row.denominator, row.sample, row.is_small, row.rank, past
    )  # fmt: skip


# ---- who may see a place ---------------------------------------------------------------------------------------------


def places_of(actor: Actor) -> list[OrgUnit]:
    """The nodes the actor may read the figures of, the widest first: the group, companies, projects."""
    scope = scope_of(actor)
    found = OrgUnit.objects.filter(kind__in=[OrgKind.GROUP, *COMPANIES, OrgKind.PROJECT], is_active=True)
    if not scope.everything:
        own = {*scope.regions, *scope.property_companies, *scope.projects}
        within = found.filter(project__region_id__in=scope.regions) | found.filter(
            project__property_company_id__in=scope.property_companies
        )
        found = found.filter(pk__in=own) | within
    order = {kind: place for place, kind in enumerate((OrgKind.GROUP, *COMPANIES, OrgKind.PROJECT))}
    return sorted(found.distinct(), key=lambda org: (order[OrgKind(org.kind)], org.pk))


# ---- the cases behind a number ---------------------------------------------------------------------------------------


class Side(StrEnum):
    """Which of the cases behind a share: those counted above the line, those only below it, or both."""

    BOTH = ""
    ABOVE = "above"
    ONLY_BELOW = "below"


@dataclass(frozen=True)
class Behind:
    """One case and what it added to numerator and denominator (None where another domain counted it)."""

    case_id: int
    top: Decimal | None
    bottom: Decimal | None

    @property
    def is_above(self) -> bool:
        """Whether it is one of those that make the numerator."""
        return bool(self.top)


_BEHIND: Final = """
SELECT c, sum(coalesce(u.t, alike.t)), sum(coalesce(u.b, alike.b)) FROM complaints_monthfigure f,
       LATERAL (SELECT CASE WHEN cardinality(f.tops) = 1 THEN f.tops[1] END AS t,
                       CASE WHEN cardinality(f.bottoms) = 1 THEN f.bottoms[1] END AS b) AS alike,
       unnest(f.cases, f.tops, f.bottoms) AS u (c, t, b)
WHERE f.report_id = %(report)s AND f.code = ANY(%(codes)s) AND {whose} AND (%(after)s::bigint IS NULL OR c < %(after)s)
GROUP BY c {which} ORDER BY c DESC LIMIT %(limit)s
"""
_WHICH: Final[Mapping[Side, str]] = {
    Side.BOTH: "",
    Side.ABOVE: "HAVING sum(coalesce(u.t, alike.t)) <> 0",
    Side.ONLY_BELOW: "HAVING coalesce(sum(coalesce(u.t, alike.t)), 0) = 0",
}
_OF_PLACE: Final = "(f.org_id = %(node)s OR f.region_id = %(node)s OR f.property_company_id = %(node)s)"
_OF_EVERY_PLACE: Final = "f.region_id IS NOT NULL"


def behind_a_place(
    report: MonthReport,
    codes: Sequence[str],
    org: OrgUnit,
    after: int | None,
    *,
    side: Side = Side.BOTH,
    limit: int = PAGE + 1,
) -> list[Behind]:
    """The cases behind a place's figure, newest first, from below ``after`` on; a score's are those of its parts."""
    whose = _OF_EVERY_PLACE if org.kind == OrgKind.GROUP else _OF_PLACE
    given = {"report": report.pk, "codes": list(codes), "node": org.pk, "after": after, "limit": limit}
    return _behind(whose, side, given)


def behind_a_person(
    report: MonthReport, code: str, staff_id: int, after: int | None, *, side: Side = Side.BOTH
) -> list[Behind]:
    """The cases behind a specialist's figure, as those of a place."""
    given = {"report": report.pk, "codes": [code], "node": staff_id, "after": after, "limit": PAGE + 1}
    return _behind("f.agent_id = %(node)s", side, given)


def _behind(whose: str, side: Side, given: Mapping[str, Any]) -> list[Behind]:
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND.format(whose=whose, which=_WHICH[side]), given)
        return [Behind(*row) for row in cursor.fetchall()]
