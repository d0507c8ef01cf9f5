"""One turn of the engine: it lets the last second pass, signs life, and tells how far behind it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shouwen.kernel import clock
from shouwen.kernel.models import Heartbeat, Obligation
from shouwen.kernel.runner import FORGET_AFTER, Runner, lag_at, sign_life
from tests.factories import story

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def test_who_acts_within_the_last_second_of_a_limit_is_in_time() -> None:
    visit = story.issued().owed("T3")
    with clock.moved_to(visit.due_at):
        Runner().turn()
    visit.refresh_from_db()
    assert visit.breached_at is None
    with clock.moved_to(visit.due_at + SECOND):
        Runner().turn()
    visit.refresh_from_db()
    assert visit.breached_at == visit.due_at


def test_a_turn_signs_life_with_the_lag_that_is_left() -> None:
    story.issued()
    oldest = Obligation.objects.filter(next_fire_at__isnull=False).earliest("next_fire_at")
    now = oldest.next_fire_at + timedelta(seconds=90)
    assert lag_at(now) == timedelta(seconds=90)
    with clock.moved_to(now):
        Runner(name="engine:here:1").turn()
    beat = Heartbeat.objects.get()
    assert (beat.process, beat.at, beat.lag_seconds) == ("engine:here:1", now, 0)


def test_copies_that_have_long_been_silent_are_forgotten() -> None:
    now = clock.now()
    Heartbeat.objects.create(process="engine:gone:1", at=now - FORGET_AFTER - SECOND, lag_seconds=900)
    Heartbeat.objects.create(process="engine:busy:1", at=now - SECOND)
    Heartbeat.objects.create(process="worker:gone:1", at=now - FORGET_AFTER - SECOND)
    sign_life("engine:here:1")
    assert set(Heartbeat.objects.values_list("process", flat=True)) == {
        "engine:busy:1",
        "engine:here:1",
        "worker:gone:1",
    }
