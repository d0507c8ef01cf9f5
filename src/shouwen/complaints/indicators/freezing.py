"""Counting a month and freezing it (S3-16c, S3-38a, S3-39d).

``freeze`` may be repeated until the bulletin is published; it then changes nothing. Companies and the group are sums
over their projects' frozen rows, so no order is read twice.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from shouwen.complaints import rules
from shouwen.complaints.indicators import composite, counting, schemes
from shouwen.complaints.indicators.formulae import COUNTED, value_of
from shouwen.complaints.indicators.month import Month
from shouwen.complaints.models import MonthFigure, MonthReport
from shouwen.estate.models import Project
from shouwen.exchange import measures
from shouwen.exchange.measures import Unit
from shouwen.kernel import clock, rulebook
from shouwen.people.models import OrgUnit
from shouwen.people.roles import OrgKind


def freeze(month: date, at: datetime | None = None) -> MonthReport:
    """Count ``month`` (its first day) as things stood at ``at`` (default: now); a published month stays as it is."""
    as_of = at or clock.now()
    with transaction.atomic():
        report, _made = MonthReport.objects.get_or_create(
            month=month, defaults={"computed_at": as_of, "until": min(as_of, Month(month, as_of).end)}
        )
        report = MonthReport.objects.select_for_update().get(pk=report.pk)
        if report.published_at is None:
            _count(report, Month(month, as_of))
    return report


def _count(report: MonthReport, month: Month) -> None:
    """Every figure anew. Raises nothing; what nobody can count is left out."""
    book = rulebook.book(month.until)
    _forget(report)
    smallest = int(book.value(rules.INDICATOR_SAMPLE))
    counting.count(report, COUNTED, month, smallest)
    for figure in measures.published().values():
        _take_over(report, figure, smallest)
    report.computed_at, report.until = month.as_of, month.until
    report.weights = composite.weights(book)
    report.scheme = schemes.scheme_of(report.month)
    report.save(update_fields=["computed_at", "until", "weights", "scheme"])
    composite.score(report)


def _forget(report: MonthReport) -> None:
    with connection.cursor() as cursor:  # not through the ORM: it would read every row with its arrays first
        cursor.execute("DELETE FROM complaints_monthfigure WHERE report_id = %s", [report.pk])


def _take_over(report: MonthReport, figure: measures.Figure, smallest: int) -> None:
    """What another domain publishes for the month; a company has its own and that of its projects together."""
    projects = {p.org_id: p for p in Project.objects.select_related("region")}
    places = [OrgKind.GROUP, *composite.RANKED_KINDS[1:]]
    nodes = [*projects, *OrgUnit.objects.filter(kind__in=places).values_list("pk", flat=True)]
    shares = {org: (Decimal(top), Decimal(bottom)) for org, (top, bottom) in figure.of(report.month, nodes).items()}
    sums = dict(shares)
    for org_id, (top, bottom) in shares.items():
        for above in _above(projects.get(org_id)):
            there = sums.get(above, (Decimal(0), Decimal(0)))
            sums[above] = (there[0] + top, there[1] + bottom)
    rows = [_taken_over(report, figure, org, share, projects.get(org), smallest) for org, share in sums.items()]
    MonthFigure.objects.bulk_create(rows)


def _above(project: Project | None) -> list[int]:
    if project is None:
        return []
    return [project.region_id, project.property_company_id, int(project.region.path.split(".")[0])]


def _taken_over(
    report: MonthReport,
    figure: measures.Figure,
    org_id: int,
    share: tuple[Decimal, Decimal],
    project: Project | None,
    smallest: int,
) -> MonthFigure:
    sample = int(share[1])
    return MonthFigure(
        report=report,
        code=figure.code,
        org_id=org_id,
        region_id=project.region_id if project else None,
        property_company_id=project.property_company_id if project else None,
        numerator=share[0],
        denominator=share[1],
        sample=sample,
        value=value_of(figure.unit, *share),
        is_small=figure.unit is not Unit.COUNT and 0 < sample < smallest,
        cases=list(figure.cases_of(report.month, org_id)) if figure.cases_of and project else [],
    )


def figures_of(report: MonthReport) -> Any:
    """The report's rows without the arrays, which only a drill-down reads."""
    return report.figures.defer("cases", "tops", "bottoms")
