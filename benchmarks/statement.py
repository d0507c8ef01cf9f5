"""The statement of a month with a million orders, against one hand-written statement of SQL with the same totals.

Two floors, both written by hand. ``itemised`` does what a statement is for: it writes the same lines and the same sums
by person into bare tables, without key or check; that is the bar. ``totals`` only adds up and keeps nothing; its ratio
is printed beside it. The same month under a draft (costing) is timed over a hundred thousand of the orders.
"""

from __future__ import annotations

import json
import resource
import time
from datetime import datetime, timedelta
from datetime import time as wall_time
from decimal import Decimal

from django.db import connection, transaction

from benchmarks import rows
from benchmarks.ground import cast, migrated, milliseconds, p50, quick, sql, verdict
from shouwen.complaints.duties import T1, T3
from shouwen.kernel import clock, rulebook
from shouwen.kernel.duties import Duty
from shouwen.payroll import statements
from shouwen.payroll.models import Statement
from shouwen.rehearsal.costing import change_of, cost_of

PEOPLE, ROUNDS, MEMORY_BAR, COST_BAR = 2_000, 3, 1_000, 30
STAFF = """
INSERT INTO people_staff (staff_no, name, phone, email, language, dark, is_active, password)
SELECT 'bench' || n, 'P' || n, '', '', 'zh-hans', false, true, '!' FROM generate_series(1, %s) n
"""
BASES = """
INSERT INTO kernel_bonusbase (person_id, month, amount)
SELECT id, %s, 3000 + id %% 7000 FROM people_staff WHERE staff_no LIKE 'bench%%'
"""
# Every order owes two duties; each was late by 0 to 29 minutes.
OWED = """
INSERT INTO kernel_obligation (case_id, duty, code, debtor_id, terms, started_at, due_at, provisional, next_step,
    plan_version, met_at, settled_at, breached_at, outcome, errors, last_error)
SELECT c.id, %(duty)s, %(code)s, %(first)s + c.id %% %(people)s, %(terms)s::jsonb, x.due - %(limit)s, x.due, false, '',
       1, x.due + x.late, x.due + x.late, CASE WHEN x.late > interval '0' THEN x.due END,
       CASE WHEN x.late > interval '0' THEN 'breached' ELSE 'met' END, 0, ''
FROM kernel_case c CROSS JOIN LATERAL (
    SELECT %(since)s::timestamptz + (c.id %% 2300000) * interval '1 second' AS due,
           (c.id * 7 %% 30) * interval '1 minute' AS late
) x WHERE c.flow = 'complaints.order'
"""
BLOCKS = """
INSERT INTO kernel_penaltyline (case_id, obligation_id, person_id, code, clause, amount, "on", at, arithmetic, key)
SELECT o.case_id, o.id, o.debtor_id, 'P7', '第十八条', 100, (b.at AT TIME ZONE %(zone)s)::date, b.at,
       b.n || ' × 5′: 100', 'ob' || o.id || ':1:block:' || b.n
FROM kernel_obligation o CROSS JOIN LATERAL (
    SELECT n, o.due_at + n * interval '5 minutes' AS at
    FROM generate_series(1, least(2, floor(extract(epoch FROM o.met_at - o.due_at) / 300)::int)) n
) b WHERE o.duty = %(duty)s
"""
SHARES = """
INSERT INTO kernel_penaltyline (case_id, obligation_id, person_id, code, clause, amount, percent, base, "on", at,
                                arithmetic, key)
SELECT o.case_id, o.id, o.debtor_id, 'P11', '第三十五条', round(b.amount * 20 / 100, 2), 20, b.amount,
       (o.due_at AT TIME ZONE %(zone)s)::date, o.due_at, '20 %%', 'ob' || o.id || ':1:breach'
FROM kernel_obligation o JOIN kernel_bonusbase b ON b.person_id = o.debtor_id
WHERE o.duty = %(duty)s AND o.breached_at IS NOT NULL AND o.case_id %% 5 = 0
"""
# By hand, once for reading and once for writing: the lines, the shares capped at the bonus, the sums by person.
ITEMS = """
WITH items AS {kept} (
    SELECT id, person_id, amount, amount AS executed FROM kernel_penaltyline WHERE at <= %(slot)s AND percent IS NULL
    UNION ALL
    SELECT id, person_id, amount, least(so_far, base) - least(so_far - amount, base) FROM (
        SELECT id, person_id, amount, coalesce(base, 'Infinity') AS base,
               sum(amount) OVER (PARTITION BY person_id, date_trunc('month', "on") ORDER BY at, id
                                 ROWS UNBOUNDED PRECEDING) AS so_far
        FROM kernel_penaltyline WHERE at <= %(slot)s AND percent IS NOT NULL) shares
)
"""
TOTALS = ITEMS.format(kept="") + "SELECT person_id, count(*), sum(amount), sum(executed) FROM items GROUP BY person_id"
ITEMISED = (
    ITEMS.format(kept="MATERIALIZED")
    + """, lines AS (INSERT INTO bare_line SELECT id, executed FROM items)
INSERT INTO bare_total SELECT person_id, count(*), sum(amount), sum(executed) FROM items GROUP BY person_id"""
)


def main() -> None:
    orders = 50_000 if quick() else 1_000_000
    month = clock.day_of(clock.now()).replace(day=1)
    since, slot = clock.at_time(month, wall_time()), clock.at_time(month + timedelta(days=27), wall_time(23, 50))
    lines = fill(orders, since)
    with clock.moved_to(slot):
        floor, itemised, ours = race(slot)
    print(f"{orders:,} orders, {lines:,} lines, {PEOPLE:,} people: totals {floor:.0f} ms, itemised {itemised:.0f} ms,")
    print(f"the statement {ours:.0f} ms: {ours / floor:.2f} × the totals alone")
    verdict("the statement ÷ one hand-written SQL with its lines and totals", ours / itemised, 2)
    proved(slot)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    verdict("peak memory of the process, MB", memory, MEMORY_BAR)
    with clock.moved_to(slot):
        drafted(orders)


def fill(orders: int, since: datetime) -> int:
    """Orders, duties and lines, written by the database; how many lines."""
    migrated()
    people = cast()
    rows.cases(people, orders, clock.now())
    sql(STAFF, PEOPLE)
    sql(BASES, clock.day_of(since))
    for duty in (T1, T3):
        owe(duty, since)
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS, {"duty": T1.full_code, "zone": clock.ZONE.key})
        cursor.execute(SHARES, {"duty": T3.full_code, "zone": clock.ZONE.key})
        cursor.execute("SELECT count(*) FROM kernel_penaltyline")
        written: int = cursor.fetchone()[0]
    for table in ("kernel_case", "kernel_obligation", "kernel_penaltyline"):
        sql(f"VACUUM ANALYZE {table}")
    return written


def owe(duty: Duty, since: datetime) -> None:
    terms = duty.terms(rulebook.book(clock.now())).as_json()
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM people_staff WHERE staff_no LIKE 'bench%%'")
        values = {"duty": duty.full_code, "code": duty.code, "terms": json.dumps(terms), "first": cursor.fetchone()[0]}
        values |= {"people": PEOPLE, "limit": timedelta(minutes=terms["limit"]["n"]), "since": since}
        cursor.execute(OWED, values)


def race(slot: datetime) -> tuple[float, float, float]:
    """Medians of several rounds, each undone: reading the totals, writing them by hand, making the statement (ms)."""
    statements.make(slot)  # once, so that everything is read in; it is the one that stays
    sql("CREATE TABLE bare_line (line_id bigint, executed numeric)")
    sql("CREATE TABLE bare_total (person_id bigint, lines bigint, amount numeric, executed numeric)")
    found: tuple[list[float], list[float], list[float]] = ([], [], [])
    for _ in range(ROUNDS):
        found[0].extend(milliseconds(lambda: _read(slot), 1))
        found[1].append(_undone(lambda: _write(slot)))
        found[2].append(_undone(lambda: _again(slot)))
    return p50(found[0]), p50(found[1]), p50(found[2])


def _read(slot: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, {"slot": slot})
        cursor.fetchall()


def _write(slot: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(ITEMISED, {"slot": slot})


def _again(slot: datetime) -> None:
    statements.make(slot)


def _undone(action: object) -> float:
    """How long it takes in a transaction that is taken back; the statement that stands is out of the way meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("TRUNCATE payroll_statementline, payroll_persontotal, payroll_statement CASCADE")
            cursor.execute("SET LOCAL session_replication_role = origin")
        began = time.perf_counter()
        action()  # type: ignore[operator]
        took = (time.perf_counter() - began) * 1000
        transaction.set_rollback(True)
    return took


def proved(slot: datetime) -> None:
    """The statement's people are exactly those of the hand-written SQL, to the cent; and it reproduces itself."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, {"slot": slot})
        by_hand = {person: (lines, amount, executed) for person, lines, amount, executed in cursor.fetchall()}
    made = Statement.objects.get()
    says = {one.person_id: (one.lines, one.amount, one.executed) for one in made.totals.all()}
    assert says == by_hand, "the sums differ from the hand-written ones"
    assert made.executed == sum((found[2] for found in by_hand.values()), Decimal(0))
    began = time.perf_counter()
    assert statements.is_reproduced(made, statements.recompute(made))
    print(f"exactly equal, {made.executed:,} CNY; reckoned anew in {time.perf_counter() - began:.1f} s")


def drafted(orders: int) -> None:
    """The month under a draft: another fine for a late block."""
    month = clock.day_of(clock.now()).replace(day=1)
    began = time.perf_counter()
    cost = cost_of(month, change_of("complaints.late_block.amount", "50"))
    took = time.perf_counter() - began
    print(f"the month under a draft over {orders:,} orders: {took:.1f} s, {cost.differing:,} matters differ")
    verdict("seconds for 100,000 orders under a draft", took * min(1.0, 100_000 / orders), COST_BAR)


if __name__ == "__main__":
    main()
