"""Timed jobs: each slot once."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest

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
