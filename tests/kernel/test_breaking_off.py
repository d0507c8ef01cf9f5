"""Asked to end, the engine drops what it can do anew, between two statements, and nothing of it stays behind."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from shouwen.kernel import auditor, clock, jobs
from shouwen.kernel.breaking_off import Breaking
from shouwen.kernel.models import Case, Heartbeat, JobRun
from shouwen.kernel.runner import Runner
from tests.factories.story import at

pytestmark = pytest.mark.django_db(transaction=True)
SLOT = at("2024-05-06 08:00")


def every_day(after: datetime) -> datetime:
    return SLOT if after < SLOT else SLOT + timedelta(days=1)


def test_a_job_is_dropped_with_what_it_wrote_and_runs_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = [True, False]
    runner = Runner(name="engine:here:1")

    def run(slot: datetime) -> dict[str, Any]:
        Heartbeat.objects.create(process=f"job:{slot:%Y%m%d}", at=slot)
        if ends.pop(0):
            runner.stop()
        return {"cases": Case.objects.count()}

    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register(jobs.Job("tests.daily", "d", "第一条", every_day, run))
    with clock.moved_to(SLOT + timedelta(minutes=1)):
        runner.run_jobs()
        assert not JobRun.objects.exists()
        assert not Heartbeat.objects.exists()
        Runner(name="engine:here:2").run_jobs()
    assert JobRun.objects.get().finished_at is not None
    assert Heartbeat.objects.get().process == "job:20240506"


def test_no_job_begins_once_the_end_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[datetime] = []
    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register(jobs.Job("tests.daily", "d", "第一条", every_day, lambda slot: ran.append(slot) or {}))
    runner = Runner()
    runner.stop()
    with clock.moved_to(SLOT + timedelta(minutes=1)):
        runner.run_jobs()
    assert ran == []


def test_an_audit_that_was_dropped_is_carried_out_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def ends(now: datetime) -> Any:
        ended.set()
        return auditor.nobody_owes(now)

    with clock.moved_to(SLOT):
        with monkeypatch.context() as first:
            first.setattr(auditor, "CHECKS", (ends, auditor.set_aside))
            with Breaking(ended).work():
                auditor.audit_when_due()
        assert JobRun.objects.get(job=auditor.JOB).finished_at is None
        with Breaking(threading.Event()).work():
            run = auditor.audit_when_due()
    assert run is not None
    assert run.finished_at == SLOT
    assert run.result == {"findings": [], "strays_removed": 0}


def test_a_statement_that_takes_long_is_cancelled() -> None:
    ended = threading.Event()
    breaking = Breaking(ended)
    waits = threading.Event()

    def job() -> None:
        with breaking.work(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            waits.set()
            cursor.execute("SELECT pg_sleep(60)")
        connection.close()

    thread = threading.Thread(target=job)
    thread.start()
    assert waits.wait(10)
    ended.set()
    for _ in range(50):  # the statement may not have reached the server yet
        breaking.cancel()
        thread.join(0.2)
    assert not thread.is_alive()
