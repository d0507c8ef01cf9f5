"""Timed jobs beside the obligations: each slot is run once, whenever and by however many engines.

A job declares when its slots are; ``run_due`` runs every slot that has come since the job last ran, in order, each in
a transaction of its own with the row that marks it done. A job that raises stays due and is tried again. Any past slot
can be previewed (nothing of it stays) and run again by hand: a job writes what is missing and nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shouwen.common.remembering import remembering_each_instant
from shouwen.kernel import clock, rulebook
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import JobRun
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.kernel.rulebook import Quantity
from shouwen.people.models import Staff
from shouwen.people.queries import holders
from shouwen.people.roles import Role

log = logging.getLogger(__name__)

FIRST_LOOK = timedelta(days=1)  # how far back a job that never ran looks for its first slot
GRACE = timedelta(minutes=30)
PASSED_OVER, SINCE = "passed_over", "since"  # in a run's result: slots it stands for, and the first of them


@dataclass(frozen=True)
class Job:
    """What to do at which instants. ``next_slot`` gives the first slot strictly after an instant;
    ``run`` gets the slot and returns figures for the run log. After ``grace`` without a run somebody is alarmed.

    ``figures``: what each figure is called, for people who read the log.

    ``latest_only``: one run does what the slots before it would have done, so that of slots that passed while no engine
    ran only the last is run (R11); the run log says how many it stands for, and since when.
    """

    code: str
    title: str | Promise
    clause: str
    next_slot: Callable[[datetime], datetime]
    run: Callable[[datetime], dict[str, Any]]
    grace: timedelta = GRACE
    figures: Mapping[str, str | Promise] = field(default_factory=dict)
    latest_only: bool = False

    def slots_on(self, day: date) -> list[datetime]:
        """The job's slots of one day."""
        found, slot = [], self.next_slot(clock.at_time(day, time()) - timedelta(seconds=1))
        while clock.day_of(slot) == day:
            found.append(slot)
            slot = self.next_slot(slot)
        return found


_jobs: dict[str, Job] = {}


def register(job: Job) -> Job:
    """Make a job known; ValueError for a code that is taken."""
    if job.code in _jobs:
        raise ValueError(f"two jobs are called {job.code}")
    _jobs[job.code] = job
    return job


def all_jobs() -> list[Job]:
    return [_jobs[code] for code in sorted(_jobs)]


def job_named(code: str) -> Job:
    """The job called ``code``; KeyError if there is none."""
    return _jobs[code]


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


def every_monday(wall: Quantity) -> Callable[[datetime], datetime]:
    """Slots at a wall time of every Monday, as the rulebook has it at the instant asked from."""

    def next_slot(after: datetime) -> datetime:
        at = time.fromisoformat(rulebook.value(wall, after))
        day = clock.day_of(after)
        slot = clock.at_time(day - timedelta(days=day.weekday()), at)
        return slot if slot > after else clock.at_time(clock.day_of(slot) + timedelta(days=7), at)

    return next_slot


def every_day(wall: Quantity) -> Callable[[datetime], datetime]:
    """Slots at a wall time of every day, as the rulebook has it at the instant asked from."""

    def next_slot(after: datetime) -> datetime:
        return clock.next_time(after, time.fromisoformat(rulebook.value(wall, after)))

    return next_slot


def run_due(now: datetime, *, since: datetime | None = None, only: Collection[str] | None = None) -> int:
    """Run every slot up to ``now``; returns how many ran. A job that never ran looks back a day, or to ``since``.

    Of a job that is ``latest_only`` the last of them is run.

    With ``since`` no slot before it is run. ``only`` names the jobs (by code) if not all are meant.
    """
    last = last_slots()
    chosen = [job for job in all_jobs() if only is None or job.code in only]
    return sum(_run_all(job, _slots(job, now, _from(job, last, now, since))) for job in chosen)


def play(after: datetime, upto: datetime, only: Collection[str]) -> None:
    """Every slot after ``after`` and up to ``upto``, in order, whether or not it ran before; the run log is left alone.

    For rehearsals: what an installation did in those days is no part of the story. A job that raises writes nothing.
    """
    with remembering_each_instant():  # the rulebook does not change while the slots are made out
        slots = sorted(
            ((slot, job) for code in only for job in [job_named(code)] for slot in _slots(job, upto, after)),
            key=lambda found: (found[0], found[1].code),
        )
    for slot, job in slots:
        try:
            with transaction.atomic():
                job.run(slot)
        except Exception:
            log.exception("job %s could not be rehearsed", job.code)


def _run_all(job: Job, slots: Iterator[datetime]) -> int:
    """The slots in order, up to the first that breaks off: it is tried again before those after it."""
    ran = 0
    for slot, facts in _latest(slots) if job.latest_only else ((slot, {}) for slot in slots):
        done = _run(job, slot, facts)
        if done is None:
            break
        ran += done
    return ran


def _latest(slots: Iterator[datetime]) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """The last slot, and what the run log says of those it stands for."""
    first = last = next(slots, None)
    passed = 0
    for slot in slots:
        last, passed = slot, passed + 1
    if first is not None and last is not None:
        yield last, {PASSED_OVER: passed, SINCE: first.isoformat()} if passed else {}


def stands_for(run: JobRun) -> datetime:
    """The first slot that was done by this run."""
    since = run.result.get(SINCE)
    return datetime.fromisoformat(since) if since else run.slot


def last_slots() -> dict[str, datetime]:
    """Job to the latest slot that was done."""
    done = JobRun.objects.filter(finished_at__isnull=False).order_by().values_list("job")
    return dict(done.annotate(last=Max("slot")))


def _from(job: Job, last: Mapping[str, datetime], now: datetime, since: datetime | None) -> datetime:
    done = last.get(job.code)
    if done is None:
        return since or now - FIRST_LOOK
    return max(done, since) if since else done


def _slots(job: Job, now: datetime, after: datetime) -> Iterator[datetime]:
    slot = job.next_slot(after)
    while slot <= now:
        yield slot
        slot = job.next_slot(slot)


_TAKE = """
INSERT INTO kernel_jobrun (job, slot, started_at, result, error, again) VALUES (%s, %s, %s, '{}', '', '[]')
ON CONFLICT (job, slot) DO UPDATE SET started_at = kernel_jobrun.started_at RETURNING id, finished_at IS NOT NULL
"""


def _take(job: str, slot: datetime) -> tuple[int, bool]:
    """The slot's row under lock, and whether it was done before; another engine waits here until ours has ended."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [job, slot, clock.now()])
        pk, was_done = cursor.fetchone()
    return int(pk), bool(was_done)


def _run(job: Job, slot: datetime, facts: Mapping[str, Any]) -> bool | None:
    """Whether the slot ran now; False when it had run before, None when it broke off. ``facts`` go into the log."""
    try:
        with transaction.atomic():
            pk, was_done = _take(job.code, slot)
            if was_done:
                return False
            result = {**job.run(slot), **facts}
            JobRun.objects.filter(pk=pk).update(result=result, finished_at=clock.now(), error="")
    except Exception as error:
        log.exception("job %s did not run", job.code)
        JobRun.objects.update_or_create(
            job=job.code,
            slot=slot,
            defaults={"error": f"{type(error).__name__}: {error}"[:2000]},
            create_defaults={"started_at": clock.now(), "error": f"{type(error).__name__}: {error}"[:2000]},
        )
        return None
    return True


# ---- by hand ------------------------------------------------------------


@dataclass(frozen=True)
class Preview:
    """What running a slot now would do: its figures, and rows written by table (verbose name to count)."""

    slot: datetime
    result: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    error: str = ""


def preview(job: Job, slot: datetime) -> Preview:
    """Run the slot in a transaction that is rolled back. Refused for an instant that is no slot of the job."""
    _check_slot(job, slot)
    try:
        with transaction.atomic():
            before = _rows_written()
            result = job.run(slot)
            after = _rows_written()
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 — a preview says what would break off, whatever it is
        return Preview(slot, error=f"{type(error).__name__}: {error}"[:400])
    rows = {_table(name): count - before.get(name, 0) for name, count in after.items() if count > before.get(name, 0)}
    return Preview(slot, result, rows)


def run_again(job: Job, slot: datetime, by: Staff) -> JobRun:
    """Run a past slot by hand; who did, when and what came of it stays in the run log. Raises what the job raises."""
    _check_slot(job, slot)
    with transaction.atomic():
        began = clock.now()
        run, _made = JobRun.objects.get_or_create(job=job.code, slot=slot, defaults={"started_at": began})
        run = JobRun.objects.select_for_update().get(pk=run.pk)
        result = job.run(slot)
        run.again = [*run.again, {"by": by.name, "staff": by.pk, "at": began.isoformat(), "result": result}]
        if run.finished_at is None:
            run.result, run.finished_at, run.error = result, clock.now(), ""
        run.save(update_fields=["again", "result", "finished_at", "error"])
    return run


def _check_slot(job: Job, slot: datetime) -> None:
    if slot > clock.now() or job.next_slot(slot - timedelta(microseconds=1)) != slot:
        raise Refused(_("This is no past slot of the job."), Why.BAD_PAYLOAD, {"slot": [_("No past slot.")]})


def _rows_written() -> dict[str, int]:
    """Table to rows written in this transaction so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


def _table(name: str) -> str:
    found = next((model for model in apps.get_models() if model._meta.db_table == name), None)
    return str(found._meta.verbose_name) if found else name


# ---- those that did not run ------------------------------------------------------------


@dataclass(frozen=True)
class Missing:
    """A job whose slot passed its grace without a run."""

    job: Job
    slot: datetime


def missing_at(now: datetime) -> list[Missing]:
    """The first slot of each job that should have run by ``now`` and did not; a job that never ran is given a day."""
    last, found = last_slots(), []
    for job in all_jobs():
        slot = job.next_slot(_from(job, last, now, None))
        if slot + job.grace < now:
            found.append(Missing(job, slot))
    return found


def alarm(now: datetime) -> int:
    """Tell auditors and administrators of every job that did not run in its grace time, once a slot; how many."""
    missing = missing_at(now)
    people = [*holders(Role.AUDITOR, now), *holders(Role.ADMINISTRATOR, now)] if missing else []
    for one in missing:
        at = clock.local(one.slot)
        data = {"job": str(one.job.title), "slot": f"{at:%Y-%m-%d %H:%M}", "rule": one.job.clause}
        key = f"job_missed:{one.job.code}:{at:%Y%m%d%H%M}"
        post(NoticeDraft("job_missed", f"{key}:s{pk}", now, staff_id=pk, data=data) for pk in dict.fromkeys(people))
    return len(missing)
