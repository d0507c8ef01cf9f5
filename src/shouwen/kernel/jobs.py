"""Timed jobs beside the obligations: each slot is run once, whenever and by however many engines.

A job declares when its slots are; ``run_due`` runs every slot that has come since the job was first seen, in order,
each in a transaction of its own with the row that marks it done. A job that raises stays due and is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from shouwen.kernel import clock, rulebook
from shouwen.kernel.models import JobRun
from shouwen.kernel.rulebook import Quantity

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What to do at which instants. ``next_slot`` gives the first slot strictly after an instant;
    ``run`` gets the slot and returns figures for the run log."""

    code: str
    title: str | Promise
    clause: str
    next_slot: Callable[[datetime], datetime]
    run: Callable[[datetime], dict[str, Any]]


_jobs: dict[str, Job] = {}


def register(job: Job) -> Job:
    """Make a job known; ValueError for a code that is taken."""
    if job.code in _jobs:
        raise ValueError(f"two jobs are called {job.code}")
    _jobs[job.code] = job
    return job


def all_jobs() -> list[Job]:
    return [_jobs[code] for code in sorted(_jobs)]


def on_the_last_of_the_month(wall: time) -> Callable[[datetime], datetime]:
    """Slots at a wall time of every month's last day."""

    def next_slot(after: datetime) -> datetime:
        day = clock.day_of(after)
        while True:
            last = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            slot = clock.at_time(last, wall)
            if slot > after:
                return slot
            day = last + timedelta(days=1)

    return next_slot


def on_the_first_of_the_month(wall: time) -> Callable[[datetime], datetime]:
    """Slots at a wall time of every month's first day."""

    def next_slot(after: datetime) -> datetime:
        first = clock.day_of(after).replace(day=1)
        slot = clock.at_time(first, wall)
        return slot if slot > after else clock.at_time((first + timedelta(days=32)).replace(day=1), wall)

    return next_slot


def every_day(wall: Quantity) -> Callable[[datetime], datetime]:
    """Slots at a wall time of every day, as the rulebook has it at the instant asked from."""

    def next_slot(after: datetime) -> datetime:
        return clock.next_time(after, time.fromisoformat(rulebook.value(wall, after)))

    return next_slot


def run_due(now: datetime, *, since: datetime | None = None, only: Collection[str] | None = None) -> int:
    """Run every slot up to ``now``; returns how many ran. ``since`` bounds a job that never ran (default: a day).

    ``only`` names the jobs (by code) if not all are meant.
    """
    chosen = [job for job in all_jobs() if only is None or job.code in only]
    return sum(_run(job, slot) for job in chosen for slot in _slots(job, now, since or now - timedelta(days=1)))


def _slots(job: Job, now: datetime, since: datetime) -> Iterator[datetime]:
    last = JobRun.objects.filter(job=job.code, finished_at__isnull=False).order_by("-slot").first()
    slot = job.next_slot(max(last.slot, since) if last else since)
    while slot <= now:
        yield slot
        slot = job.next_slot(slot)


def _run(job: Job, slot: datetime) -> bool:
    try:
        with transaction.atomic():
            run, _made = JobRun.objects.get_or_create(job=job.code, slot=slot, defaults={"started_at": clock.now()})
            run = JobRun.objects.select_for_update().get(pk=run.pk)
            if run.finished_at is not None:
                return False
            run.result = job.run(slot)
            run.finished_at = clock.now()
            run.error = ""
            run.save(update_fields=["result", "finished_at", "error"])
    except Exception as error:
        log.exception("job %s did not run", job.code)
        JobRun.objects.update_or_create(
            job=job.code,
            slot=slot,
            defaults={"error": f"{type(error).__name__}: {error}"[:2000]},
            create_defaults={"started_at": clock.now(), "error": f"{type(error).__name__}: {error}"[:2000]},
        )
        return False
    return True
