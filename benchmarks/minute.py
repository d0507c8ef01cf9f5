"""50,000 obligations due in one minute, two engines: all fired once, a poison row set aside, how many a second."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime, timedelta

from django.db.models import Count

from benchmarks import rows
from benchmarks.ground import cast, migrated, quick, sql, verdict
from shouwen.complaints.duties import T6, T7
from shouwen.kernel import clock, engine
from shouwen.kernel.duties import Duty
from shouwen.kernel.models import Event, Obligation
from shouwen.rehearsal.cast import Cast


def main() -> None:
    if "--engine" in sys.argv:
        run_engine(datetime.fromisoformat(sys.argv[sys.argv.index("--engine") + 1]))
        return
    due = 5_000 if quick() else 50_000
    migrated()
    people = cast()
    for duty in (T7, T6):
        one_minute(people, duty, due)


def one_minute(people: Cast, duty: Duty, due: int) -> None:
    """So many of one duty: T7's breach is told; T6's is told, fined, and opens the next day's."""
    sql("TRUNCATE kernel_notice CASCADE")
    now = clock.now()
    rows.cases(people, due * 5, now)
    rows.obligations(people, 1, now + timedelta(days=30), now, duty)
    instant = now - timedelta(minutes=1)
    rows.make_due(due, instant, duty)
    sql(
        "UPDATE kernel_obligation SET duty = 'complaints.order.poison' WHERE id = (SELECT min(id) FROM"
        " kernel_obligation WHERE next_fire_at <= %s)",
        instant,
    )
    rows.settled_statistics()
    command = [sys.executable, "-m", "benchmarks.minute", "--engine", instant.isoformat()]
    engines = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    spans = [[float(word) for word in one.communicate()[0].split()] for one in engines]
    report(duty, due, instant, max(end for _, end in spans) - min(start for start, _ in spans))


def run_engine(instant: datetime) -> None:
    """One engine; it says when it began and ended, so that starting a process is not measured."""
    started = time.time()
    engine.sweep(instant)
    print(started, time.time())


def report(duty: Duty, due: int, instant: datetime, took: float) -> None:
    breaches = Event.objects.filter(code="obligation.breached", data__code=duty.code)
    assert breaches.count() == due - 1, f"{breaches.count()} of {due - 1} fired"
    twice = breaches.values("data__obligation").annotate(n=Count("id")).filter(n__gt=1)
    assert not twice.exists(), "an obligation fired twice"
    aside = Obligation.objects.filter(errors=1, code=duty.code)
    assert aside.count() == 1, "the poison row is set aside"
    assert not Obligation.objects.filter(next_fire_at__lte=instant, errors=0).exists(), "something is left"
    aside.update(next_fire_at=None)
    print(f"{duty.code}: {due:,} due in one minute, two engines: {took:.1f} s, each once, one set aside")
    verdict(f"{duty.code} fired a second", due / took, 5_000, at_most=False)


if __name__ == "__main__":
    main()
