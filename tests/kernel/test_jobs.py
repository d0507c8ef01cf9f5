"""Timed jobs: each slot once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest

from shouwen.frontdesk.jobs import next_quarter
from shouwen.kernel import clock, jobs
from shouwen.kernel.models import JobRun
from tests.factories.story import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A job at the end of each month, and the slots it ran for."""
    slots: list[datetime] = []

    def run(slot: datetime) -> dict[str, Any]:
        if len(slots) == 1:
            slots.append(slot)
            raise RuntimeError("disk full")
        slots.append(slot)
        return {"n": len(slots)}

    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register(jobs.Job("tests.monthly", "m", "第一条", jobs.on_the_last_of_the_month(time(23, 50)), run))
    return slots


def test_each_slot_runs_once_and_a_failed_one_again(ran: list[datetime]) -> None:
    since = at("2024-01-15 00:00")
    with clock.moved_to(at("2024-03-01 00:00")):
        assert jobs.run_due(at("2024-03-01 00:00"), since=since) == 1
        assert JobRun.objects.get(finished_at=None).error == "RuntimeError: disk full"
        assert jobs.run_due(at("2024-03-01 00:00"), since=since) == 1
        assert jobs.run_due(at("2024-03-01 00:00"), since=since) == 0
    days = [clock.local(slot).strftime("%m-%d %H:%M") for slot in ran]
    assert days == ["01-31 23:50", "02-29 23:50", "02-29 23:50"]
    assert JobRun.objects.filter(error="").count() == 2


def test_two_jobs_do_not_share_a_code(ran: list[datetime]) -> None:
    with pytest.raises(ValueError, match="two jobs"):
        jobs.register(jobs.Job("tests.monthly", "m", "", jobs.on_the_last_of_the_month(time(1)), lambda _: {}))


def test_of_many_missed_slots_of_a_job_that_looks_at_the_present_only_the_last_is_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slots: list[datetime] = []

    def run(slot: datetime) -> dict[str, Any]:
        slots.append(slot)
        return {"n": 1}

    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register(jobs.Job("tests.quarters", "q", "第一条", next_quarter, run, latest_only=True))
    assert jobs.run_due(at("2024-01-15 00:10"), since=at("2024-01-14 23:50")) == 1
    with clock.moved_to(at("2024-05-15 00:05")):
        assert jobs.run_due(at("2024-05-15 00:05")) == 1
        assert jobs.run_due(at("2024-05-15 00:05")) == 0
        assert jobs.missing_at(at("2024-05-15 00:05")) == []
    assert slots == [at("2024-01-15 00:00"), at("2024-05-15 00:00")]
    first, last = JobRun.objects.order_by("slot")
    assert first.result == {"n": 1}
    assert last.result["passed_over"] == 121 * 96 - 1
    assert jobs.stands_for(last) == at("2024-01-15 00:15")


def test_a_run_that_stands_for_others_and_breaks_off_is_tried_again_for_the_last_of_them(
    ran: list[datetime],
) -> None:
    jobs._jobs["tests.monthly"] = replace(jobs.job_named("tests.monthly"), latest_only=True)
    ran.append(at("2023-12-31 23:50"))  # the fixture's job breaks off the second time
    since = at("2024-01-15 00:00")
    assert jobs.run_due(at("2024-03-01 00:00"), since=since) == 0
    assert jobs.run_due(at("2024-03-01 00:00"), since=since) == 1
    (run,) = JobRun.objects.all()
    assert (run.slot, run.error, run.result["passed_over"]) == (at("2024-02-29 23:50"), "", 1)
