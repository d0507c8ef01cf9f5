"""How alike complaints are: two-character pieces, weighed by how rare they are, compared in one statement.

Points are percent: the cosine of the two vectors of pieces, plus what the same trade, stack and building add. Only one
project's last weeks are read, by one index, so a million cases cost no more than a month of one estate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from shouwen.common.text import bigrams
from shouwen.complaints import level_rules as rules
from shouwen.complaints.radar.entries import stack_of
from shouwen.complaints.radar.trades import trade_of
from shouwen.estate.models import Unit
from shouwen.kernel.rulebook import Book

MOST_COMPARED = 2_000  # the newest of a project's window; more in one month would be an uprising

_NEAR = """
WITH unknown AS (
    SELECT coalesce((SELECT weight FROM complaints_radarweight WHERE gram = ''), 1) AS weight
), probe AS (
    SELECT g.gram, coalesce(w.weight, unknown.weight) AS weight
    FROM unnest(%(grams)s::text[]) AS g(gram)
    CROSS JOIN unknown LEFT JOIN complaints_radarweight w ON w.gram = g.gram
), near AS MATERIALIZED (
    SELECT complaint_id, unit_id, building_id, stack, trade, grams, norm
    FROM complaints_radarentry
    WHERE project_id = %(project)s AND at > %(since)s AND at <= %(until)s AND complaint_id <> %(myself)s
    ORDER BY at DESC LIMIT %(most)s
), shared AS (
    SELECT near.complaint_id, sum(power(probe.weight, 2)) AS weight
    FROM near CROSS JOIN LATERAL unnest(near.grams) AS g(gram) JOIN probe ON probe.gram = g.gram
    GROUP BY near.complaint_id
)
SELECT near.complaint_id, near.unit_id, near.building_id,
       coalesce(100 * shared.weight / nullif(near.norm * (SELECT sqrt(sum(power(weight, 2))) FROM probe), 0), 0),
       near.trade <> '' AND near.trade = %(trade)s,
       near.building_id = %(building)s AND near.stack = %(stack)s,
       near.building_id = %(building)s,
       EXISTS (SELECT 1 FROM complaints_radarweight WHERE gram = '')
FROM near LEFT JOIN shared USING (complaint_id)
"""
Row = tuple[int, int, int, float, bool, bool, bool, bool]


@dataclass(frozen=True)
class Probe:
    """What is looked for: words said in a place. ``myself`` is the complaint that must not find itself."""

    text: str
    unit: Unit
    myself: int = 0


@dataclass(frozen=True)
class Alike:
    """A complaint that looks like the same matter; ``words`` is what the text alone scored."""

    complaint_id: int
    unit_id: int
    words: float
    points: float
    same_trade: bool
    same_stack: bool
    same_building: bool


def alike(probe: Probe, at: datetime, book: Book) -> list[Alike]:
    """The complaints of the project within the window that reach the points, the most alike first."""
    rows = _rows(probe, at, book)
    least = threshold(book, weighed=any(row[-1] for row in rows))
    found = [_score(row, book) for row in rows]
    return sorted((one for one in found if one.points >= least), key=lambda one: (-one.points, one.complaint_id))


def threshold(book: Book, *, weighed: bool) -> float:
    """The points two complaints need; higher while pieces cannot be weighed yet."""
    return float(book.value(rules.RADAR_POINTS if weighed else rules.RADAR_POINTS_BARE))


def _rows(probe: Probe, at: datetime, book: Book) -> Sequence[Row]:
    values: dict[str, Any] = {
        "grams": grams_of(probe.text),
        "project": probe.unit.project_id,
        "since": at - timedelta(days=book.value(rules.RADAR_DAYS)),
        "until": at,
        "myself": probe.myself,
        "most": MOST_COMPARED,
        "trade": trade_of(probe.text),
        "building": probe.unit.building_id,
        "stack": stack_of(probe.unit),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, values)
        rows: Sequence[Row] = cursor.fetchall()
    return rows


def _score(row: Row, book: Book) -> Alike:
    complaint, unit, _building, words, trade, stack, building, _weighed = row
    added = (trade, rules.RADAR_TRADE), (stack, rules.RADAR_STACK), (building, rules.RADAR_BUILDING)
    points = words + sum(float(book.value(rule)) for holds, rule in added if holds)
    return Alike(complaint, unit, words, points, trade, stack, building)


def grams_of(text: str) -> list[str]:
    """The pieces of a text, each once."""
    return sorted(set(bigrams(text)))
