"""A sweep of 500 due obligations among 5 million (1 million open), against 500 among 100 thousand."""

from __future__ import annotations

from datetime import timedelta

from benchmarks import rows
from benchmarks.ground import cast, migrated, milliseconds, p50, quick, verdict
from shouwen.kernel import clock, engine
from shouwen.kernel.models import Case
from shouwen.rehearsal.cast import Cast

DUE, ROUNDS = 500, 7


def main() -> None:
    large = 500_000 if quick() else 5_000_000
    migrated()
    people = cast()
    small_ms = measure(people, 100_000)
    large_ms = measure(people, large)
    print(f"sweep of {DUE}: {small_ms:.0f} ms among 100,000; {large_ms:.0f} ms among {large:,} obligations (medians)")
    verdict("time among many ÷ time among few", large_ms / small_ms, 1.3)


def measure(people: Cast, obligations: int) -> float:
    """The median of several sweeps of 500, each made due anew."""
    now = clock.now()
    rows.cases(people, obligations // 5 - Case.objects.count(), now)
    rows.obligations(people, 5, now + timedelta(days=30), now)
    rows.settled_statistics()
    return p50([one_sweep() for _ in range(ROUNDS)])


def one_sweep() -> float:
    instant = clock.now() - timedelta(minutes=1)
    rows.make_due(DUE, instant)
    return milliseconds(lambda: engine.sweep(instant, batch=DUE), 1)[0]


if __name__ == "__main__":
    main()
