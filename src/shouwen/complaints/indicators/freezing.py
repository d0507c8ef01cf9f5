"""Counting a month and freezing it: each formula is one pass over its facts, in the database (S3-16c, S3-38a, S3-39d).

``freeze`` may be repeated until the bulletin is published; it then changes nothing. Companies and the group are sums
over their projects' frozen rows, so no order is read twice.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction

from shouwen.complaints import rules
from shouwen.complaints.indicators import composite, schemes
from shouwen.complaints.indicators.facts import FIELDS
from shouwen.complaints.indicators.formulae import COUNTED, Formula, value_of
from shouwen.complaints.indicators.month import Month
from shouwen.complaints.models import MonthFigure, MonthReport
from shouwen.estate.models import Project
from shouwen.exchange import measures
from shouwen.exchange.measures import Unit
from shouwen.kernel import clock, rulebook
from shouwen.people.models import OrgUnit
from shouwen.people.roles import OrgKind

_SCALE: Final = {Unit.PERCENT: "100", Unit.POINTS: "100", Unit.MEAN: "1"}
_COLUMNS: Final = (
    "report_id, code, org_id, agent_id, region_id, property_company_id, numerator, denominator, sample, value,"
    " is_small, cases, tops, bottoms"
)
_SUMS: Final = """
    SELECT fact_key AS key, {by}, sum(top) AS n, sum(bottom) AS d, count(*) FILTER (WHERE bottom > 0)::int AS s,
           array_agg(fact_case ORDER BY fact_case DESC) AS cases,
           array_agg(top ORDER BY fact_case DESC) AS tops, array_agg(bottom ORDER BY fact_case DESC) AS bottoms
    FROM ({facts}) AS facts ({fields}) WHERE {by} IS NOT NULL GROUP BY fact_key, {by}
"""
_PLACES: Final = """
INSERT INTO complaints_monthfigure ({columns})
SELECT %s, %s || CASE WHEN f.key = '' THEN '' ELSE ':' || f.key END, p.org_id, NULL, p.region_id,
       p.property_company_id, n, d, s, {value}, {small}, cases, tops, bottoms
FROM ({sums}) f JOIN estate_project p ON p.id = f.fact_project
"""
_PEOPLE: Final = """
INSERT INTO complaints_monthfigure ({columns})
SELECT %s, %s, NULL, f.fact_agent, NULL, NULL, n, d, s, {value}, {small}, cases, tops, bottoms FROM ({sums}) f
"""
_ABOVE: Final = """
INSERT INTO complaints_monthfigure ({columns})
SELECT %s, code, node, NULL, NULL, NULL, n, d, s, {value}, {small}, '{{}}', '{{}}', '{{}}' FROM (
    SELECT f.code, coalesce(f.region_id, f.property_company_id, split_part(r.path, '.', 1)::bigint) AS node,
           sum(f.numerator) AS n, sum(f.denominator) AS d, sum(f.sample)::int AS s
    FROM complaints_monthfigure f JOIN people_orgunit r ON r.id = f.region_id
    WHERE f.report_id = %s AND (f.code = %s OR f.code LIKE %s) AND f.org_id IS NOT NULL
    GROUP BY GROUPING SETS ((f.code, f.region_id), (f.code, f.property_company_id),
                            (f.code, split_part(r.path, '.', 1)))
) f
"""


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
    for formula in COUNTED:
        _count_one(report, formula, month, smallest)
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


def _count_one(report: MonthReport, formula: Formula, month: Month, smallest: int) -> None:
    assert formula.facts is not None  # COUNTED holds only such
    facts, values = formula.facts(month).query.sql_with_params()
    value, small = _value_sql(formula.unit), _small_sql(formula.unit, smallest)

    def write(statement: str, by: str) -> None:
        sums = _SUMS.format(by=by, facts=facts, fields=", ".join(FIELDS))
        text = statement.format(columns=_COLUMNS, value=value, small=small, sums=sums)
        with connection.cursor() as cursor:
            cursor.execute(text, [report.pk, formula.code, *values])

    write(_PLACES, "fact_project")
    if formula.of_people:
        write(_PEOPLE, "fact_agent")
    above = _ABOVE.format(columns=_COLUMNS, value=value, small=small)
    with connection.cursor() as cursor:
        cursor.execute(above, [report.pk, report.pk, formula.code, f"{formula.code}:%"])


def _value_sql(unit: Unit) -> str:
    """Half up, as ``formulae.value_of`` has it: PostgreSQL rounds a numeric away from zero."""
    return "n" if unit is Unit.COUNT else f"round({_SCALE[unit]} * n / nullif(d, 0), 2)"


def _small_sql(unit: Unit, smallest: int) -> str:
    return "false" if unit is Unit.COUNT else f"s > 0 AND s < {smallest}"


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
