"""The end of a month with a million orders: statement and rankings against one hand-written SQL each, pages meanwhile.

``totals``: both hand-written statements only add up. ``kept``: they also write down what they found, the statement line
by line (``benchmarks/statement.py``). The product keeps more, the cases behind every figure (decision 0015). Every
total is compared, exactly. Then the same jobs run once more as the engine runs them, in a process of their own, while
somebody opens his workbench over HTTP again and again: how much slower is it than on a quiet machine?
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as wall_time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from benchmarks import history, server
from benchmarks.ground import migrated, p50, p95, sql, verdict
from benchmarks.lists import HEAD, logged_in
from benchmarks.month_by_hand import FIGURES
from benchmarks.statement import ITEMISED, TOTALS
from shouwen.complaints import ranking
from shouwen.complaints.indicators.formulae import COUNTED
from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.indicators.month import Month, following
from shouwen.complaints.models import AgentRanking, MonthReport
from shouwen.kernel import clock
from shouwen.payroll import statements
from shouwen.payroll.models import Statement

DAYS, ROUNDS, MEMORY_BAR, PAGES_AT_LEAST = 27, 3, 1_000, 60
SECONDS_AT_LEAST, BEGUN = 10, "the jobs begin"
FINES = """
INSERT INTO kernel_penaltyline (case_id, obligation_id, person_id, code, clause, amount, "on", at, arithmetic, key)
SELECT case_id, id, debtor_id, 'P14', '第三十五条', 200, (met_at AT TIME ZONE %(zone)s)::date, met_at, '1 × 200',
       'ob' || id || ':1:breach' FROM kernel_obligation WHERE duty = 'complaints.order.T6' AND settled_at IS NOT NULL
"""
SHARES = """
INSERT INTO kernel_penaltyline (case_id, obligation_id, person_id, code, clause, amount, percent, base, "on", at,
                                arithmetic, key)
SELECT o.case_id, o.id, o.debtor_id, 'P11', '第三十五条', round(b.amount * 20 / 100, 2), 20, b.amount,
       (o.met_at AT TIME ZONE %(zone)s)::date, o.met_at, '20 %%', 'ob' || o.id || ':1:breach'
FROM kernel_obligation o JOIN kernel_bonusbase b ON b.person_id = o.debtor_id
     AND b.month = date_trunc('month', o.met_at AT TIME ZONE %(zone)s)
WHERE o.duty = 'complaints.order.T3' AND o.settled_at IS NOT NULL AND o.case_id %% 5 = 0
"""
BASES = "INSERT INTO kernel_bonusbase (person_id, month, amount) SELECT id, %s, 3000 + id %% 7000 FROM people_staff"


def main() -> None:
    if "--jobs" in sys.argv:
        beside_pages(datetime.fromisoformat(sys.argv[sys.argv.index("--jobs") + 1]))
        return
    orders = 10_000 if "--quick" in sys.argv else 1_000_000
    slot = last_slot()
    with clock.moved_to(slot):
        migrated()
        history.fill(2 * orders, DAYS)
    priced(slot)
    race(orders, slot)
    proved(slot)
    pages(slot)


def last_slot() -> datetime:
    """The statement's slot of the last month that is over."""
    last = clock.day_of(clock.now()).replace(day=1) - timedelta(days=1)
    return clock.at_time(last, wall_time(23, 50))


def month_of(slot: datetime) -> date:
    return clock.day_of(slot).replace(day=1)


def priced(slot: datetime) -> None:
    """A fine for every order, and a share of the bonus for every fifth."""
    sql(BASES, month_of(slot))
    for statement in (FINES, SHARES):
        with connection.cursor() as cursor:
            cursor.execute(statement, {"zone": clock.ZONE.key})
    for table in ("kernel_penaltyline", "kernel_obligation", "complaints_orderrecord", "complaints_complaintrecord"):
        sql(f"VACUUM ANALYZE {table}")


def month_end(slot: datetime) -> None:
    """What the timed jobs of the month's end do: statement at its slot; figures, scores and rankings on the first."""
    first = clock.at_time(following(month_of(slot)), wall_time())
    with clock.moved_to(slot):
        statements.make(slot)
    with clock.moved_to(first + timedelta(minutes=90)):
        ranking.publish(month_of(slot), clock.now())
        freeze(month_of(slot), clock.now())


def beside_pages(slot: datetime) -> None:
    """The jobs as the engine runs them, which is up already; at the end the most memory they took is printed, MB.

    A month that is done within seconds is counted again, so that there are pages enough to compare.
    """
    print(BEGUN, flush=True)
    began = time.perf_counter()
    month_end(slot)
    while time.perf_counter() - began < SECONDS_AT_LEAST:
        freeze(month_of(slot), hand(slot)["as_of"])
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + backend_peak()) // 1024)


def hand(slot: datetime) -> dict[str, Any]:
    month = Month(month_of(slot), clock.at_time(following(month_of(slot)), wall_time()) + timedelta(minutes=90))
    return {
        "slot": slot,
        "as_of": month.as_of,
        "start": month.start,
        "until": month.until,
        "zone": clock.ZONE.key,
    }


def race(orders: int, slot: datetime) -> None:
    """Medians of several rounds by turns; the product's last one stays."""
    sql("CREATE TABLE bare_line (line_id bigint, executed numeric)")
    sql("CREATE TABLE bare_total (person_id bigint, lines bigint, amount numeric, executed numeric)")
    sql("CREATE TABLE bare_figure (code text, org_id bigint, agent_id bigint, n numeric, d numeric, s bigint)")
    found: tuple[list[float], list[float], list[float]] = ([], [], [])
    for turn in range(ROUNDS):
        found[0].append(timed(lambda: [ask(TOTALS, slot), ask(FIGURES, slot)]))
        found[1].append(timed(lambda: [ask(ITEMISED, slot), ask(f"INSERT INTO bare_figure {FIGURES}", slot)]))
        sql("TRUNCATE bare_line, bare_total, bare_figure")
        found[2].append(timed(lambda: month_end(slot)))
        if turn < ROUNDS - 1:
            forget()
    totals, kept, ours = map(p50, found)
    print(
        f"{orders:,} orders: by hand {totals:.1f} s, kept {kept:.1f} s; statement and rankings {ours:.1f} s", flush=True
    )
    verdict("statement and rankings ÷ hand-written SQL that keeps lines and totals", ours / kept, 2)
    print(f"  ÷ the hand-written totals alone: {ours / totals:.2f}", flush=True)


def timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def ask(statement: str, slot: datetime) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(statement, hand(slot))
        return list(cursor.fetchall()) if cursor.description else []


def forget() -> None:
    """As if the month had not ended yet."""
    with transaction.atomic():
        sql("SET LOCAL session_replication_role = replica")
        sql("TRUNCATE payroll_statementline, payroll_persontotal, payroll_statement CASCADE")
        sql("TRUNCATE complaints_monthfigure, complaints_monthreport, complaints_agentranking CASCADE")
        sql("DELETE FROM kernel_notice WHERE code LIKE 'statement%%'")


def proved(slot: datetime) -> None:
    """Every person's sum, every place's and specialist's figure, the rankings: equal to the hand-written ones."""
    sums = {person: tuple(rest) for person, *rest in ask(TOTALS, slot)}
    says = {one.person_id: (one.lines, one.amount, one.executed) for one in Statement.objects.get().totals.all()}
    assert says == sums, "the statement differs from the hand-written one"
    by_hand = {(str(code), org, agent): values for code, org, agent, *values in ask(FIGURES, slot)}
    rows = MonthReport.objects.get(month=month_of(slot)).figures.all()
    counted = {formula.code for formula in COUNTED}  # other domains' figures are theirs to measure
    ours = {
        (code, org, agent): [n, d, s]
        for code, org, agent, n, d, s in rows.values_list(
            "code", "org_id", "agent_id", "numerator", "denominator", "sample"
        )
        if code.partition(":")[0] in counted
    }
    assert ours.keys() == by_hand.keys(), f"{sorted(map(str, ours.keys() ^ by_hand.keys()))[:5]}"
    wrong = [key for key, (n, d, s) in ours.items() if (n, d, s) != tuple(by_hand[key])]
    assert not wrong, f"{len(wrong)} figures differ: {wrong[0]} {ours[wrong[0]]} {by_hand[wrong[0]]}"
    rated = {
        agent: (values[0] / values[2]).quantize(Decimal("0.01"))
        for (code, _org, agent), values in by_hand.items()
        if code == "window_rating" and agent
    }
    published = dict(AgentRanking.objects.filter(month=month_of(slot), sample__gt=0).values_list("agent_id", "score"))
    assert published == rated, "the ranking of the specialists differs"
    print(f"exactly equal: {len(sums):,} people, {len(ours):,} figures, {len(rated):,} specialists", flush=True)


def backend_peak() -> int:
    """Kilobytes the database's process of this connection held at most, the shared buffers it touched included."""
    assert connection.connection is not None
    lines = Path(f"/proc/{connection.connection.info.backend_pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


def pages(slot: datetime) -> None:
    """The workbench of a head of department: idle, then while the jobs of the month's end run beside it."""
    forget()
    with server.running(workers=1) as address:
        browser = logged_in(address, HEAD)

        def opened() -> float:
            began = time.perf_counter()
            assert browser.get("/").status_code == 200
            return (time.perf_counter() - began) * 1000

        for _ in range(10):
            opened()
        idle = [opened() for _ in range(PAGES_AT_LEAST)]
        command = [sys.executable, "-m", "benchmarks.month_end", "--jobs", slot.isoformat()]
        beside = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, text=True)
        assert beside.stdout is not None
        assert beside.stdout.readline().strip() == BEGUN
        meanwhile: list[float] = []
        while beside.poll() is None:
            meanwhile.append(opened())
        assert beside.returncode == 0
        memory = float(beside.stdout.read())
    print(
        f"workbench: p95 idle {p95(idle):.0f} ms, meanwhile {p95(meanwhile):.0f} ms ({len(meanwhile)} pages)",
        flush=True,
    )
    verdict("peak memory of the jobs' process and its database backend, MB", memory, MEMORY_BAR)
    verdict("p95 of the workbench during the month's end ÷ idle", p95(meanwhile) / p95(idle), 1.5)


if __name__ == "__main__":
    main()
