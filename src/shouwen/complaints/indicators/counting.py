"""The figures of a month out of their facts, in the database: one pass over each source fills all its formulas.

The pass is kept for the length of the statement and read in order once for the places, once for the people: what
belongs together lies together, so the lists of cases grow one place at a time, whatever the size of the month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from shouwen.complaints.indicators.formulae import Formula
from shouwen.complaints.indicators.month import Month
from shouwen.complaints.indicators.questions import Question, Source, facts_of
from shouwen.complaints.models import MonthReport
from shouwen.exchange.measures import Unit

MEMORY: Final = "64MB"  # for sorting; a million orders then need few files
PLACE, PERSON = "fact_project", "fact_agent"
_SCALE: Final = {Unit.PERCENT: "100", Unit.POINTS: "100", Unit.MEAN: "1", Unit.COUNT: "NULL"}
_COLUMNS: Final = (
    "report_id, code, org_id, agent_id, region_id, property_company_id, numerator, denominator, sample, value,"
    " is_small, cases, tops, bottoms"
)
# Half up, as ``formulae.value_of`` has it: PostgreSQL rounds a numeric away from zero. A count has no scale.
_RESULT: Final = """n, d, s, CASE WHEN scale IS NULL THEN n ELSE round(scale * n / nullif(d, 0), 2) END,
       scale IS NOT NULL AND s > 0 AND s < {smallest}"""
_SOURCE: Final = """
WITH facts AS MATERIALIZED ({facts})
INSERT INTO complaints_monthfigure ({columns}) {figures}
"""
_SUMS: Final = """
    SELECT node, key, x.* FROM (
        SELECT {by} AS node, {key} AS key, {sums}
        FROM (
            SELECT {order}, fact_case, {needed} FROM facts WHERE {by} IS NOT NULL AND ({counts})
            ORDER BY {order}, fact_case DESC
        ) AS sorted GROUP BY {order}
    ) AS summed, LATERAL (VALUES {lines}) AS x (code, scale, n, d, s, cases, tops, bottoms) WHERE n IS NOT NULL
"""
_PLACES: Final = """
SELECT {report}, code || coalesce(':' || key, ''), p.org_id, NULL::bigint, p.region_id, p.property_company_id,
       {result}, cases, tops, bottoms
FROM ({sums}) f JOIN estate_project p ON p.id = f.node
"""
_PEOPLE: Final = """
SELECT {report}, code || coalesce(':' || key, ''), NULL::bigint, node, NULL::bigint, NULL::bigint,
       {result}, cases, tops, bottoms
FROM ({sums}) f
"""
_ABOVE: Final = """
INSERT INTO complaints_monthfigure ({columns})
SELECT {report}, code, node, NULL, NULL, NULL, {result}, '{{}}', '{{}}', '{{}}' FROM (
    SELECT f.code, u.scale, coalesce(f.region_id, f.property_company_id, split_part(r.path, '.', 1)::bigint) AS node,
           sum(f.numerator) AS n, sum(f.denominator) AS d, sum(f.sample)::int AS s
    FROM complaints_monthfigure f JOIN people_orgunit r ON r.id = f.region_id
         JOIN (VALUES {units}) AS u (code, scale) ON u.code = split_part(f.code, ':', 1)
    WHERE f.report_id = {report} AND f.org_id IS NOT NULL
    GROUP BY GROUPING SETS ((f.code, u.scale, f.region_id), (f.code, u.scale, f.property_company_id),
                            (f.code, u.scale, split_part(r.path, '.', 1)))
) f
"""
# Hash tables of the joins stay until the sorting ends: each more than the sorts would take 150 MB and save no time.
_FOR_THIS: Final = """SELECT set_config('work_mem', %s, true), set_config('hash_mem_multiplier', '1', true),
       set_config('enable_hashagg', 'off', true)"""
_AS_BEFORE: Final = (
    "SET LOCAL work_mem TO DEFAULT; SET LOCAL hash_mem_multiplier TO DEFAULT; SET LOCAL enable_hashagg TO DEFAULT"
)

Asked = tuple[Formula, Question]


@dataclass(frozen=True)
class _Sums:
    """How one formula's columns of the pass (``facts_of``: the ``place``-th) become numbers and lists, in SQL."""

    formula: Formula
    question: Question
    place: int

    @property
    def key(self) -> str | None:
        return None if self.question.key is None else f"key_{self.place}"

    @property
    def needed(self) -> Sequence[str]:
        """The pass's columns: fewer are quicker to sort."""
        top, bottom = f"top_{self.place}", f"bottom_{self.place}"
        return [top] if isinstance(self.question.bottom, int) else [top, bottom]

    @property
    def line(self) -> str:
        """Code and scale, then the names of ``columns``."""
        names = ", ".join(f"{name}_{self.place}" for name in ("n", "d", "s", "cases", "tops", "bottoms"))
        return f"('{self.formula.code}', {_SCALE[self.formula.unit]}::numeric, {names})"

    @property
    def columns(self) -> str:
        """What a bottom that is the same for all comes to needs no look at each."""
        at, top, bottom = self.place, f"top_{self.place}", self.question.bottom
        there = f"FILTER (WHERE {top} IS NOT NULL)"
        if isinstance(bottom, int):
            total, sample = f"{bottom} * count({top})::numeric", f"count({top})" if bottom else "0"
        else:
            total, sample = f"sum(bottom_{at})::numeric", f"count(*) FILTER (WHERE bottom_{at} > 0)"
        numbers = f"sum({top})::numeric AS n_{at}, {total} AS d_{at}, ({sample})::int AS s_{at}"
        lists = (
            f"array_agg(fact_case) {there} AS cases_{at}",
            f"{_each(self.question.top, f'(array_agg({top}) {there})::numeric[]')} AS tops_{at}",
            f"{_each(bottom, f'(array_agg(bottom_{at}) {there})::numeric[]')} AS bottoms_{at}",
        )
        return ", ".join([numbers, *lists])


def _each(amount: object, one_by_one: str) -> str:
    """What every case added: a number once, if it is the same for all (MonthFigure)."""
    return f"ARRAY[{amount}::numeric]" if isinstance(amount, int) else one_by_one


def count(report: MonthReport, formulas: Sequence[Formula], month: Month, smallest: int) -> None:
    """The figures of projects and people by their facts, then those of companies and the group as sums of theirs."""
    given = {"report": report.pk, "columns": _COLUMNS, "result": _RESULT.format(smallest=smallest)}
    units = ", ".join(f"('{formula.code}', {_SCALE[formula.unit]}::numeric)" for formula in formulas)
    with connection.cursor() as cursor:
        cursor.execute(_FOR_THIS, [MEMORY])
        for source, asked in _by_source(formulas, month).items():
            facts, values = facts_of(source, [question for _formula, question in asked], month)
            cursor.execute(_SOURCE.format(facts=facts, figures=_figures(asked, given), **given), values)
        cursor.execute(_ABOVE.format(units=units, **given))
        cursor.execute(_AS_BEFORE)


def _by_source(formulas: Iterable[Formula], month: Month) -> dict[Source, list[Asked]]:
    found: dict[Source, list[Asked]] = {}
    for formula in formulas:
        assert formula.facts is not None  # the counted ones have them
        question = formula.facts(month)
        found.setdefault(question.source, []).append((formula, question))
    return found


def _figures(asked: Iterable[Asked], given: Mapping[str, object]) -> str:
    """Every figure of one pass: what has the same key (or none) is summed together."""
    by_key: dict[str | None, list[_Sums]] = {}
    for place, (formula, question) in enumerate(asked):
        sums = _Sums(formula, question, place)
        by_key.setdefault(sums.key, []).append(sums)
    found = []
    for key, together in by_key.items():
        found.append(_PLACES.format(sums=_summed(together, PLACE, key), **given))
        of_people = [sums for sums in together if sums.formula.of_people]
        if of_people:
            found.append(_PEOPLE.format(sums=_summed(of_people, PERSON, key), **given))
    return "UNION ALL".join(found)


def _summed(together: Sequence[_Sums], by: str, key: str | None) -> str:
    return _SUMS.format(
        by=by,
        key=key or "NULL::text",
        order=f"{by}, {key}" if key else by,
        needed=", ".join(name for one in together for name in one.needed),
        counts=" OR ".join(f"top_{one.place} IS NOT NULL" for one in together),
        sums=", ".join(one.columns for one in together),
        lines=", ".join(one.line for one in together),
    )
