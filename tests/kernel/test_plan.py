"""The arithmetic of a plan: what fires when, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.kernel import clock, plan
from shouwen.kernel.plan import Step, Terms

START = datetime(2024, 5, 6, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
FINE = {"kind": "block", "minutes": 5, "amount": "100", "round": "floor", "code": "P7", "clause": "第十八条"}
DAYS = [[7, "100", "50"], [15, "200", "100"]]
TIERS = {"kind": "days", "at": "00:05", "tiers": DAYS, "code": ["a", "b"], "clause": "c"}


def terms(limit: dict[str, Any], **more: Any) -> Terms:
    return Terms(clause="第十四条", ref="S3-14d", limit=limit, **more)


def steps_of(rule: Terms, due: datetime | None, how_many: int, now: datetime = START) -> list[Step]:
    found: list[Step] = []
    step = plan.first_step(rule, START, due, now)
    while step is not None and len(found) < how_many:
        found.append(step)
        step = plan.step_after(rule, START, due, step.name)
    return found


def test_clock_minutes_run_through_the_night() -> None:
    due = plan.due_of(terms({"kind": "minutes", "n": 30}), datetime(2024, 5, 6, 15, 50, tzinfo=UTC))
    assert clock.local(due.at or START).strftime("%d %H:%M") == "07 00:20"


def test_a_budget_of_nothing_is_due_at_once() -> None:
    assert plan.due_of(terms({"kind": "minutes", "n": 0}), START).at == START


def test_a_daily_limit_is_the_next_time_strictly_after_the_start() -> None:
    at_six = datetime(2024, 5, 6, 10, 0, tzinfo=UTC)
    rule = terms({"kind": "daily", "at": "18:00"})
    assert plan.due_of(rule, at_six - timedelta(seconds=1)).at == at_six
    assert plan.due_of(rule, at_six).at == at_six + timedelta(days=1)


def test_the_steps_of_a_fined_limit_come_in_order() -> None:
    rule = terms({"kind": "minutes", "n": 30}, remind=[{"after": 20}], price=FINE)
    names = [(step.name, step.at - START) for step in steps_of(rule, START + timedelta(minutes=30), 4)]
    assert names == [
        ("remind:0", timedelta(minutes=20)),
        ("breach", timedelta(minutes=30)),
        ("block:1", timedelta(minutes=35)),
        ("block:2", timedelta(minutes=40)),
    ]


def test_a_block_that_begins_counts_where_the_rulebook_says_so() -> None:
    rule = terms({"kind": "minutes", "n": 30}, price={**FINE, "round": "ceil"})
    _, first, second = steps_of(rule, START + timedelta(minutes=30), 3)
    assert (first.at - START, second.at - START) == (
        timedelta(minutes=30, seconds=1),
        timedelta(minutes=35, seconds=1),
    )


def test_late_days_are_fifteen_and_the_sixteenth_ends_them() -> None:
    due = datetime(2024, 5, 10, 10, 0, tzinfo=UTC)
    days = [step for step in steps_of(terms({"kind": "instant"}, price=TIERS), due, 50) if step.rank == plan.DAY]
    assert [step.name for step in days] == [f"day:{n}" for n in range(1, 17)]
    assert clock.local(days[0].at).strftime("%m-%d %H:%M") == "05-11 00:05"


def test_a_reminder_that_lies_in_the_past_is_left_out() -> None:
    rule = terms({"kind": "minutes", "n": 60}, remind=[{"after": 40}, {"after": 55}])
    due = START + timedelta(minutes=60)
    first = plan.first_step(rule, START, due, START + timedelta(minutes=41))
    assert first is not None
    assert first.name == "remind:1"


def test_a_watch_fires_every_day_for_ever() -> None:
    rule = terms({"kind": "watch", "at": "09:30"})
    walls = [clock.local(step.at).strftime("%m-%d %H:%M") for step in steps_of(rule, None, 3)]
    assert walls == ["05-07 09:30", "05-08 09:30", "05-09 09:30"]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_zone_of_the_server_changes_nothing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Engine.md, cases 1 and 2: National Day in Shanghai, still September elsewhere."""
    import time  # noqa: PLC0415 — only here, to move the process

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    half_past_midnight = datetime(2026, 9, 30, 16, 30, tzinfo=UTC)
    due = plan.due_of(terms({"kind": "daily", "at": "18:00"}), half_past_midnight)
    monkeypatch.undo()
    time.tzset()
    assert due.at == datetime(2026, 10, 1, 10, 0, tzinfo=UTC)


minutes = st.integers(min_value=0, max_value=50_000)


@given(
    limit=minutes,
    reminders=st.lists(minutes, max_size=4),
    escalations=st.lists(minutes, max_size=3, unique=True),
    price=st.sampled_from([None, FINE, TIERS]),
)
def test_each_step_fires_once_and_never_before_the_one_it_follows(
    limit: int, reminders: list[int], escalations: list[int], price: dict[str, Any] | None
) -> None:
    rule = terms(
        {"kind": "minutes", "n": limit}, remind=[{"after": n} for n in reminders], price=price, escalate=escalations
    )
    due = plan.due_of(rule, START).at
    steps = steps_of(rule, due, 60)
    assert all(a[:3] < b[:3] for a, b in pairwise(steps))
    assert [s.name for s in steps].count("breach") == 1
    assert all(plan.same_step(rule, START, due, s.name) == s for s in steps)
    assert Terms.from_json(rule.as_json()) == rule
