"""What the measurements share: a migrated database, the cast, bulk rows, and the arithmetic of figures."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402

from shouwen.rehearsal.cast import Cast, build  # noqa: E402


def quick() -> bool:
    """Whether smaller data was asked for."""
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true")
    return bool(options.parse_args().quick)


def migrated() -> None:
    """The product's own tables in the empty database."""
    call_command("migrate", verbosity=0)


def cast() -> Cast:
    return build()


def milliseconds(action: Callable[[], object], times: int) -> list[float]:
    """How long each of so many calls takes."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        found.append((time.perf_counter() - started) * 1000)
    return found


def p50(figures: list[float]) -> float:
    return statistics.median(figures)


def p95(figures: list[float]) -> float:
    return statistics.quantiles(figures, n=20)[-1] if len(figures) > 1 else figures[0]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def verdict(what: str, figure: float, bar: float, *, at_most: bool = True) -> None:
    """One line of the report: the figure, the bar, whether it holds."""
    holds = figure <= bar if at_most else figure >= bar
    print(f"{'✓' if holds else '✗'} {what}: {figure:,.2f} (bar {'≤' if at_most else '≥'} {bar:,g})", flush=True)
