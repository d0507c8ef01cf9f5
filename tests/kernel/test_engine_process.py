"""The engine as a process: killed at any moment, started in copies, without its database, asked to end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from shouwen.kernel import clock, jobs, plan
from shouwen.kernel.models import Case, Event, Heartbeat, JobRun, Notice, Obligation, PenaltyLine
from tests.factories import story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

CASES = 150
PATIENCE = 60.0


class Copies:
    """Engine processes on the test's database; whatever is left running at the end is killed."""

    def __init__(self, home: Path) -> None:
        self.running: list[subprocess.Popen[bytes]] = []
        s = connection.settings_dict
        address = f"{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT']}"
        self.env = {
            **os.environ,
            "DATABASE_URL": f"postgresql://{address}/{s['NAME']}",
            "SHOUWEN_HOME": str(home),
            "SHOUWEN_LOG": "text",
        }

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "shouwen.ground.cli", "engine", *words]
        child = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL)
        self.running.append(child)
        return child

    def kill(self, child: subprocess.Popen[bytes]) -> None:
        child.send_signal(signal.SIGKILL)
        child.wait()

    def end(self) -> None:
        for child in self.running:
            if child.poll() is None:
                self.kill(child)


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[Copies]:
    made = Copies(tmp_path)
    yield made
    made.end()


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for it; fail the test when it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)


def many_due(count: int = CASES) -> None:
    """So many complaints whose T1 began 41 minutes ago, fined since 11 minutes; nobody has looked since."""
    told = story.registered()
    assert told.complaint is not None
    began = clock.now() - timedelta(minutes=41)
    first = Obligation.objects.get(case=told.complaint, code="T1")
    first.started_at, first.due_at = began, began + timedelta(minutes=first.terms["limit"]["n"])
    step = plan.first_step(plan.Terms.from_json(first.terms), began, first.due_at, began)
    assert step is not None
    first.next_fire_at, first.next_step = step.at, step.name
    first.save()
    _clone(told.complaint, first, count - 1)


def _clone(case: Case, owed: Obligation, count: int) -> None:
    record = case.complaint  # type: ignore[attr-defined]
    for number in range(count):
        case.pk, case.number = None, f"CLONE-{number}"
        case.events_count, case.head_hash = 0, b""
        case.save(force_insert=True)
        record.pk = record.case_id = case.pk
        record.save(force_insert=True)
        owed.pk, owed.case_id = None, case.pk
        owed.save(force_insert=True)


def fired() -> int:
    return Event.objects.filter(code__startswith="obligation.").count()


def all_fired() -> bool:
    return not Obligation.objects.filter(next_fire_at__lte=clock.now() - timedelta(seconds=2)).exists()


def histories() -> dict[int, list[str]]:
    """The steps that fired, by obligation, in the order they were written."""
    found: dict[int, list[str]] = defaultdict(list)
    for event in Event.objects.filter(code__startswith="obligation.").order_by("id"):
        found[event.data["obligation"]].append(event.data["step"])
    return found


def each_fired_exactly_once() -> None:
    """Every step up to now, once and in order; one notice a reminder and breach; one line a full block."""
    seen = histories()
    assert len(seen) == CASES
    for steps in seen.values():
        assert steps[:4] == ["remind:0", "breach", "block:1", "block:2"]
        assert steps[4:] in ([], ["block:3"])  # five minutes may pass while the test runs
    assert PenaltyLine.objects.count() == sum(len(steps) - 2 for steps in seen.values())
    told = Notice.objects.filter(channel=Notice.Channel.INBOX, event__code__in=["obligation.reminded", BREACHED])
    assert told.count() == 2 * CASES
    assert told.values("event_id", "staff_id").distinct().count() == 2 * CASES


BREACHED = "obligation.breached"


@pytest.mark.requirement("S3-I03")
def test_an_engine_killed_at_any_moment_loses_nothing_and_repeats_nothing(copies: Copies) -> None:
    many_due()
    chance = random.Random(20260507)
    for share in (0.1, 0.4, 0.7):
        child = copies.start("--batch", "5")
        mark = int(4 * CASES * share)
        until(lambda mark=mark: fired() >= mark or all_fired(), "the engine begins")  # type: ignore[misc]
        time.sleep(chance.random() / 20)
        copies.kill(child)
    copies.start("--batch", "5")
    until(all_fired, "what was left is fired")
    each_fired_exactly_once()


def test_two_engines_share_the_work_without_doing_any_of_it_twice(copies: Copies) -> None:
    many_due()
    copies.start("--batch", "7")
    copies.start("--batch", "7")
    until(all_fired, "everything is fired")
    each_fired_exactly_once()
    until(lambda: Heartbeat.objects.filter(process__startswith="engine:").count() == 2, "both give a sign of life")


def test_an_engine_survives_the_loss_of_its_database_connections(copies: Copies) -> None:
    child = copies.start()
    until(lambda: Heartbeat.objects.exists(), "a sign of life")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 1
    Heartbeat.objects.all().delete()
    until(lambda: Heartbeat.objects.exists(), "a sign of life after the loss")
    assert child.poll() is None


ENDS_WITHIN = 5.0  # seconds, whatever is in hand


def waiting_for_a_lock() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


@pytest.mark.requirement("S3-I03")
def test_an_engine_asked_to_end_drops_the_jobs_in_hand_and_the_next_one_does_them(copies: Copies) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE kernel_jobrun IN SHARE ROW EXCLUSIVE MODE")  # nobody can write a run
        child = copies.start()
        until(lambda: waiting_for_a_lock() > 0, "a job is in hand")
        began = time.monotonic()
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=PATIENCE) == 0
        assert time.monotonic() - began < ENDS_WITHIN
    assert not JobRun.objects.exists()
    copies.start()
    due = {job.code for job in jobs.all_jobs() if job.next_slot(clock.now() - jobs.FIRST_LOOK) <= clock.now()}
    assert due
    until(lambda: due <= set(jobs.last_slots()), "every job whose slot has come has run")


def test_an_engine_asked_to_end_finishes_and_takes_its_heartbeat_along(copies: Copies) -> None:
    child = copies.start()
    until(lambda: Heartbeat.objects.exists(), "a sign of life")
    child.send_signal(signal.SIGTERM)
    assert child.wait(timeout=30) == 0
    assert not Heartbeat.objects.exists()
