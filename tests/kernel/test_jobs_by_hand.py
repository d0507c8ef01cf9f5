"""Jobs previewed, run again by hand, and missed ones said aloud (S3 §7)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from inspect import getdoc
from typing import Any

import pytest

from shouwen.kernel import clock, jobs
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Heartbeat, JobRun, Notice
from shouwen.kernel.runner import Runner
from shouwen.people.roles import Role
from tests.factories import centre
from tests.factories.story import at

pytestmark = pytest.mark.django_db


def leave_a_trace(slot: datetime) -> dict[str, Any]:
    """第三十条:每天留一行痕迹."""
    _row, made = Heartbeat.objects.get_or_create(process=f"job:{slot:%m%d}", defaults={"at": slot})
    return {"new": made}


def daily(after: datetime) -> datetime:
    return clock.next_time(after, time(8, 30))


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> jobs.Job:
    monkeypatch.setattr(jobs, "_jobs", {})
    return jobs.register(jobs.Job("tests.daily", "d", "第三十条", daily, leave_a_trace))


def test_a_preview_says_what_would_be_written_and_keeps_nothing(job: jobs.Job) -> None:
    with clock.moved_to(at("2024-05-10 12:00")):
        seen = jobs.preview(job, at("2024-05-08 08:30"))
        assert (seen.result, dict(seen.rows)) == ({"new": True}, {str(Heartbeat._meta.verbose_name): 1})
        assert not Heartbeat.objects.exists()
        for wrong in ("2024-05-08 08:31", "2024-05-11 08:30"):
            with pytest.raises(Refused):
                jobs.preview(job, at(wrong))


def test_a_past_slot_is_run_by_hand_and_the_log_says_who(job: jobs.Job) -> None:
    clerk = centre.staff("何总")
    with clock.moved_to(at("2024-05-10 12:00")):
        run = jobs.run_again(job, at("2024-05-08 08:30"), clerk)
        again = jobs.run_again(job, at("2024-05-08 08:30"), clerk)
    assert (run.result, [one["by"] for one in again.again]) == ({"new": True}, ["何总", "何总"])
    assert again.again[1]["result"] == {"new": False}
    assert JobRun.objects.count() == 1


def test_an_engine_that_stood_still_for_days_makes_up_every_slot(job: jobs.Job) -> None:
    with clock.moved_to(at("2024-05-06 08:31")):
        assert jobs.run_due(clock.now()) == 1
    with clock.moved_to(at("2024-05-10 08:31")):
        assert jobs.run_due(clock.now()) == 4


def test_the_engine_runs_jobs_and_says_once_which_did_not_run(job: jobs.Job) -> None:
    auditor = centre.holder(Role.AUDITOR, centre.group_centre(centre.group()))
    with clock.moved_to(at("2024-05-10 08:31")):
        Runner().run_jobs()
        assert JobRun.objects.filter(finished_at__isnull=False).exists()
    with clock.moved_to(at("2024-05-11 08:59")):
        assert jobs.alarm(clock.now()) == 0
    with clock.moved_to(at("2024-05-11 09:01")):
        assert jobs.alarm(clock.now()) == 1
        jobs.alarm(clock.now() + timedelta(minutes=1))
    assert Notice.objects.filter(code="job_missed", staff=auditor, channel=Notice.Channel.INBOX).count() == 1


def test_every_job_of_the_house_states_its_sentence() -> None:
    assert [job.code for job in jobs.all_jobs() if job.clause and not getdoc(job.run)] == []
