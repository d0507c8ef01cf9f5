"""Which units are inspected in a quarter: every company with projects, every project in its service period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from shouwen.common.dates import add_months
from shouwen.estate.models import Project
from shouwen.improvement import quarters
from shouwen.improvement.words import UnitKind
from shouwen.kernel import rulebook
from shouwen.people.models import OrgUnit

# 第七条: the centre stands until so many months after the last handover. Its own domain declares the number.
_MONTHS = "centres.period.months"
_MONTHS_WITHOUT = 6


@dataclass(frozen=True)
class Place:
    """A unit to be inspected, and the project under which its case is kept."""

    kind: UnitKind
    org: OrgUnit
    project: Project


def to_inspect(quarter: date) -> list[Place]:
    """Companies first, then projects, each in the order of their ids."""
    return [*_companies(), *(Place(UnitKind.PROJECT, one.org, one) for one in in_service(quarter))]


def in_service(quarter: date) -> Iterator[Project]:
    """Projects whose service centre is to stand on some day of the quarter (第七条)."""
    months = _months(quarter)
    rows = Project.objects.filter(launched_on__lt=quarters.next_quarter(quarter), org__is_active=True)
    counted = rows.select_related("org", "region", "property_company").annotate(
        open_phases=Count("phases", filter=Q(phases__handed_over_on=None)), last=Max("phases__handed_over_on")
    )
    for project in counted.order_by("pk"):
        if project.open_phases or project.last is None or add_months(project.last, months) >= quarter:
            yield project


def _months(quarter: date) -> int:
    quantity = rulebook.quantities().get(_MONTHS)
    return int(rulebook.value(quantity, quarters.start_of(quarter))) if quantity else _MONTHS_WITHOUT


def _companies() -> Iterator[Place]:
    """Every regional and every property company that has projects."""
    for kind, field in ((UnitKind.REGIONAL, "region"), (UnitKind.PROPERTY, "property_company")):
        firsts = Project.objects.filter(**{f"{field}__is_active": True}).values(field).annotate(first=Min("pk"))
        kept_at = Project.objects.select_related("org", "region", "property_company")
        for project in kept_at.filter(pk__in=[row["first"] for row in firsts]).order_by(f"{field}_id"):
            yield Place(kind, getattr(project, field), project)
