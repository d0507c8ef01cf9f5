"""Which penalty lines a statement reports and what of each is executed: one statement of SQL, however many lines.

A line belongs to the first statement whose ``slot`` is not before its instant and whose ``upto_id`` is not below its
id. Both only grow, so that every line belongs to exactly one, also one that was recorded after its month's statement.

Shares of one bonus (percent lines of one person and one month) are executed in the order of their instants until the
whole bonus is used (S3 §4.2); what earlier statements executed of it counts, and a line taken back gives room again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection

MEMORY: Final = "256MB"  # for sorting and joining a month of lines; given back at the end of the transaction

_ITEMS: Final = """
WITH lines AS NOT MATERIALIZED (
    SELECT l.id, l.person_id, l.amount, l.percent, l.base, l.reverses_id, l.at,
           date_trunc('month', l."on")::date AS bonus_month
    FROM kernel_penaltyline l
    WHERE l.at <= %(slot)s AND l.id <= %(upto_id)s AND (l.id > %(since_id)s OR l.at > %(since)s)
), shared AS MATERIALIZED (
    SELECT * FROM lines WHERE percent IS NOT NULL
), before AS (
    SELECT p.person_id, date_trunc('month', p."on")::date AS bonus_month, sum(p.amount) AS amount
    FROM kernel_penaltyline p
    WHERE p.percent IS NOT NULL AND p.at <= %(since)s AND p.id <= %(since_id)s AND (p.person_id,
          date_trunc('month', p."on")::date) IN (SELECT person_id, bonus_month FROM shared)
    GROUP BY 1, 2
), summed AS (
    SELECT s.id, s.person_id, s.amount, s.percent, s.base, s.reverses_id,
           coalesce(b.amount, 0) + sum(s.amount) OVER (PARTITION BY s.person_id, s.bonus_month ORDER BY s.at, s.id
                                                       ROWS UNBOUNDED PRECEDING) AS so_far,
           coalesce(s.base, 'Infinity'::numeric) AS most
    FROM shared s LEFT JOIN before b USING (person_id, bonus_month)
), items AS {kept} (
    SELECT id, person_id, amount, amount AS executed, false AS is_pending FROM lines WHERE percent IS NULL
    UNION ALL
    SELECT id, person_id, amount,
           CASE WHEN %(is_capped)s THEN least(so_far, most) - least(so_far - amount, most) ELSE amount END,
           base IS NULL AND reverses_id IS NULL
    FROM (SELECT * FROM summed ORDER BY id) ordered
), totals AS (
    SELECT person_id, count(*) AS lines, count(*) FILTER (WHERE is_pending) AS pending,
           sum(amount) AS amount, sum(executed) AS executed
    FROM items GROUP BY person_id
), named AS (
    SELECT t.*, s.staff_no, s.name, c.id AS company_id, coalesce(c.name, '') AS company_name
    FROM totals t JOIN people_staff s ON s.id = t.person_id
    LEFT JOIN LATERAL (
        SELECT coalesce(p.id, o.id) AS id, coalesce(p.name, o.name) AS name
        FROM people_appointment a JOIN people_orgunit o ON o.id = a.org_id
        LEFT JOIN people_orgunit p ON p.id = o.parent_id AND o.kind IN ('department', 'project')
        WHERE a.staff_id = t.person_id AND a.starts_at <= %(slot)s
        ORDER BY (a.ends_at IS NULL OR a.ends_at > %(slot)s) DESC, a.starts_at DESC, a.id DESC LIMIT 1
    ) c ON true
)
"""
_MAKE: Final = (
    _ITEMS.format(kept="MATERIALIZED")  # noqa: S608 — nothing but our own words
    + """
, statement AS (SELECT nextval(pg_get_serial_sequence('payroll_statement', 'id')) AS id)
, kept AS (
    INSERT INTO payroll_statementline (line_id, statement_id, executed)
    SELECT i.id, s.id, i.executed FROM items i CROSS JOIN statement s
), people AS (
    INSERT INTO payroll_persontotal (statement_id, person_id, staff_no, name, company_id, company_name, lines,
                                     pending, amount, executed)
    SELECT s.id, n.person_id, n.staff_no, n.name, n.company_id, n.company_name, n.lines, n.pending, n.amount,
           n.executed
    FROM named n CROSS JOIN statement s
    RETURNING lines, pending, amount, executed
)
INSERT INTO payroll_statement (id, month, slot, since, since_id, upto_id, first_id, made_at, is_capped, people, lines,
                               pending, amount, executed, delivered_at)
OVERRIDING SYSTEM VALUE
SELECT (SELECT id FROM statement), %(month)s, %(slot)s, %(since)s, %(since_id)s, %(upto_id)s,
       coalesce((SELECT min(id) FROM items), %(upto_id)s), %(made_at)s,
       %(is_capped)s, count(*), coalesce(sum(lines), 0), coalesce(sum(pending), 0), coalesce(sum(amount), 0),
       coalesce(sum(executed), 0), %(made_at)s
FROM people RETURNING id
"""
)
_FORETELL: Final = (
    _ITEMS.format(kept="NOT MATERIALIZED")
    + """
SELECT person_id, staff_no, name, company_id, company_name, lines, pending, amount, executed
FROM named ORDER BY company_name, staff_no
"""
)
_COMPARE: Final = (
    _ITEMS.format(kept="MATERIALIZED")  # noqa: S608 — nothing but our own words
    + """
, wrong_lines AS (
    SELECT count(*) AS n FROM items i
    FULL JOIN (
        SELECT k.* FROM payroll_statementline k, payroll_statement s
        WHERE s.id = %(statement)s AND k.statement_id = s.id AND k.line_id BETWEEN s.first_id AND s.upto_id
    ) k ON k.line_id = i.id
    WHERE i.id IS NULL OR k.line_id IS NULL OR k.executed <> i.executed
), wrong_people AS (
    SELECT count(*) AS n FROM totals t
    FULL JOIN (SELECT * FROM payroll_persontotal WHERE statement_id = %(statement)s) k USING (person_id)
    WHERE (t.lines, t.pending, t.amount, t.executed) IS DISTINCT FROM (k.lines, k.pending, k.amount, k.executed)
)
SELECT (SELECT n FROM wrong_lines), (SELECT n FROM wrong_people), coalesce(sum(lines), 0), coalesce(sum(pending), 0),
       coalesce(sum(amount), 0), coalesce(sum(executed), 0) FROM totals
"""
)


@dataclass(frozen=True)
class Window:
    """From the statement before (``since`` and ``since_id``; none: from the beginning) up to ``slot``."""

    slot: datetime
    upto_id: int
    since: datetime | None
    since_id: int
    is_capped: bool


@dataclass(frozen=True)
class Foretold:
    """One person's sum so far, CNY."""

    person_id: int
    staff_no: str
    name: str
    company_id: int | None
    company_name: str
    lines: int
    pending: int
    amount: Decimal
    executed: Decimal


@dataclass(frozen=True)
class Reckoned:
    """A statement reckoned anew: lines and people that differ from what it says, and the sums now. CNY."""

    wrong_lines: int
    wrong_people: int
    lines: int
    pending: int
    amount: Decimal
    executed: Decimal


def write(window: Window, facts: Mapping[str, Any]) -> int:
    """Write statement, totals and lines; the statement's id. ``facts``: month and made_at. In a transaction."""
    with _ample_memory() as cursor:
        cursor.execute(_MAKE, asdict(window) | dict(facts))
        made: int = cursor.fetchone()[0]
        return made


def foretell(window: Window) -> Sequence[Foretold]:
    """What ``write`` would report now, by person; nothing is written."""
    with connection.cursor() as cursor:
        cursor.execute(_FORETELL, asdict(window))
        return [Foretold(*row) for row in cursor.fetchall()]


def compare(window: Window, statement_id: int) -> Reckoned:
    """The window reckoned anew from the penalty lines, against what the statement holds."""
    with _ample_memory() as cursor:
        cursor.execute(_COMPARE, asdict(window) | {"statement": statement_id})
        return Reckoned(*cursor.fetchone())


@contextmanager
def _ample_memory() -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [MEMORY])
        yield cursor
