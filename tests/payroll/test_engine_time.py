"""What is charged depends on what happened and when, never on when the engine ran; and nobody pays twice (Q5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.complaints.flows import Complaint, Order
from shouwen.kernel import clock, engine
from shouwen.kernel.models import Case, PenaltyLine
from tests.factories.story import Story, at, drafted, issued, registered

pytestmark = pytest.mark.django_db

HEAD = "head_property_repair"
LEFT = at("2024-05-06 10:00")
WEEK_LATER = at("2024-05-13 10:00")
# Minutes between leaving, submitting, endorsing, issuing and the visit: in time, on the instant, and late.
delays = st.tuples(*[st.sampled_from([1, 10, 29, 30, 31, 44, 60, 61, 95]) for _step in range(4)])


def often() -> Iterator[datetime]:
    """Every minute of the first seven hours, every hour of the week."""
    yield from (LEFT + timedelta(minutes=n) for n in range(7 * 60))
    yield from (LEFT + timedelta(hours=n) for n in range(7, 7 * 24))


def play(waits: tuple[int, ...], runs: Iterator[datetime]) -> set[tuple[Any, ...]]:
    """The steps after these waits, the engine at these instants; the lines when a week has passed."""
    told = drafted()
    instants = iter([*runs, WEEK_LATER])
    turn = next(instants)
    due = LEFT
    for (step, by, given_), wait in zip(STEPS, waits, strict=True):
        due += timedelta(minutes=wait)
        while turn < due:
            sweep(turn)
            turn = next(instants)
        told.take(step, by, f"{clock.local(due):%Y-%m-%d %H:%M}", PROOFS.get(step.name, ()), given=given_)
    for later in [turn, *instants]:
        sweep(later)
    fields = ("code", "clause", "person__name", "amount", "percent", "on", "at", "arithmetic")
    return set(PenaltyLine.objects.values_list(*fields))


STEPS: list[tuple[Any, str, dict[str, Any] | None]] = [
    (Order.submit, "agent", None),
    (Order.endorse, "dgm", {"opinion": "同意"}),
    (Order.issue, "gm", {"opinion": "签发"}),
    (Order.check_in, HEAD, None),
]
PROOFS = {"check_in": ("doorstep_photo",)}


def sweep(when: datetime) -> None:
    with clock.moved_to(when):
        engine.sweep(when)


@pytest.mark.requirement("S3-36e")
@given(delays)
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_lines_are_the_same_whether_the_engine_ran_every_minute_or_once_after_a_week(
    db: None, waits: tuple[int, ...]
) -> None:
    found = []
    for runs in (often(), iter(())):
        point = transaction.savepoint()
        found.append(play(waits, runs))
        transaction.savepoint_rollback(point)
    assert found[0] == found[1]


@pytest.mark.requirement("S3-36e")
def test_a_chairman_who_is_owner_and_liable_leader_pays_once_and_the_leader_in_charge_the_leaders_share() -> None:
    """Q5: 只按责任人档扣一次;原分管领导仍按分管领导档扣罚."""
    told = issued()
    told.take(Order.grade, "gm", "2024-05-06 11:30", given={"level": "major", "verification": "漏水波及三户"})
    told.sweep("2024-05-12 00:06")
    days = PenaltyLine.objects.filter(case=told.order, code="P15", reverses=None)
    assert days.exists()
    for day in set(days.values_list("on", flat=True)):
        people = list(days.filter(on=day).values_list("person__name", "amount"))
        assert len(people) == len({name for name, _amount in people})
        assert people.count(("chairman_property", 100)) == 1


def test_one_miss_is_one_line_however_often_the_engine_runs() -> None:
    told: Story = registered()
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    for _run in range(3):
        told.sweep("2024-05-06 10:41")
    assert PenaltyLine.objects.count() == 2
    assert Case.objects.count() == 1
