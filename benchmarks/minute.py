"""50,000 obligations due in one minute, two engines: all fired once, a poison row set aside, how many a second."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime, timedelta

from django.db.models import Count

from benchmarks import rows
from benchmarks.ground import cast, migrated, quick, sql, verdict
from shouwen.kernel import clock, engine
from shouwen.kernel.models import Event, Obligation


def main() -> None:
    if "--engine" in sys.argv:
        run_engine(datetime.fromisoformat(sys.argv[sys.argv.index("--engine") + 1]))
        return
    due = 5_000 if quick() else 50_000
    migrated()
    people = cast()
    now = clock.now()
    rows.cases(people, due * 5, now)
    rows.obligations(people, 1, now + timedelta(days=30), now)
    instant = now - timedelta(minutes=1)
    rows.make_due(due, instant)
    sql("UPDATE kernel_obligation SET duty = 'complaints.order.poison' WHERE id = (SELECT min(id) FROM"
        " kernel_obligation WHERE next_fire_at <= %s)", instant)  # fmt: skip
    rows.settled_statistics()
    started = time.perf_counter()
    engines = [
        subprocess.Popen([sys.executable, "-m", "benchmarks.minute", "--engine", instant.isoformat()]) for _ in range(2)
    ]
    for one in engines:
        one.wait()
    took = time.perf_counter() - started
    report(due, instant, took)


def run_engine(instant: datetime) -> None:
    engine.sweep(instant)


def report(due: int, instant: datetime, took: float) -> None:
    fired = Event.objects.filter(code="obligation.breached").count()
    twice = Event.objects.filter(code="obligation.breached").values("data__obligation").annotate(n=Count("id"))
    assert fired == due - 1, f"{fired} of {due - 1} fired"
    assert not twice.filter(n__gt=1).exists(), "an obligation fired twice"
    assert Obligation.objects.filter(errors=1).count() == 1, "the poison row is set aside"
    assert not Obligation.objects.filter(next_fire_at__lte=instant, errors=0).exists(), "something is left"
    print(f"{due:,} due in one minute, two engines: {took:.1f} s with process start, each once, one set aside")
    verdict("fired a second", due / took, 5_000, at_most=False)


if __name__ == "__main__":
    main()
