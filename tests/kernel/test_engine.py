"""The deadline engine: exactly once, from the due instant, whoever runs it and whenever (engine.md §4)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from shouwen.complaints import duties
from shouwen.complaints.flows import Order
from shouwen.kernel import clock, engine, obligations
from shouwen.kernel.models import Event, Notice, Obligation, PenaltyLine
from tests.factories.story import agreed, at, drafted, issued, registered, submitted

pytestmark = pytest.mark.django_db


def lines_of(name: str, told: object) -> list[tuple[str, int]]:
    person = told.cast.staff[name]  # type: ignore[attr-defined]
    found = PenaltyLine.objects.filter(person=person).order_by("at", "id")
    return [(clock.local(line.at).strftime("%m-%d %H:%M"), int(line.amount)) for line in found]


@pytest.mark.requirement("S3-14d", "S3-18a")
@pytest.mark.parametrize(
    ("submitted_at", "fined"),
    [
        ("10:30:00", 0),
        ("10:34:59", 0),
        ("10:35:00", 100),
        ("10:47:00", 300),
        ("12:30:00", 2400),
    ],
)
def test_five_full_minutes_late_cost_a_hundred(submitted_at: str, fined: int) -> None:
    told = drafted()
    told.take(Order.submit, "agent", f"2024-05-06 {submitted_at}")
    told.sweep("2024-05-06 13:00")
    assert sum(amount for _, amount in lines_of("agent", told)) == fined


@pytest.mark.requirement("S3-18b")
def test_it_makes_no_difference_whether_the_engine_ran_every_minute_or_not_at_all() -> None:
    def play(*, swept: bool) -> list[tuple[str, str, int]]:
        told = submitted()
        minute = at("2024-05-06 10:21")
        while minute < at("2024-05-06 11:50"):
            if swept:
                told.sweep(clock.local(minute).strftime("%Y-%m-%d %H:%M"))
            if minute == at("2024-05-06 11:27"):
                told.take(Order.endorse, "dgm", "2024-05-06 11:27", given={"opinion": "同意"})
            if minute == at("2024-05-06 11:32"):
                told.take(Order.issue, "gm", "2024-05-06 11:32", given={"opinion": "签发"})
            minute += timedelta(minutes=1)
        assert told.order is not None
        rows = PenaltyLine.objects.filter(case=told.order).order_by("at")
        return [(row.person.name, clock.local(row.at).strftime("%H:%M"), int(row.amount)) for row in rows]

    assert play(swept=True) == play(swept=False) == [("dgm", "11:25", 100), ("gm", "11:30", 100)]


def test_a_breach_counts_from_the_due_instant_however_late_it_is_noticed() -> None:
    told = issued()
    told.sweep("2024-05-06 17:00")
    visit = told.owed("T3")
    event = Event.objects.get(code="obligation.breached", data__obligation=visit.pk)
    assert (visit.breached_at, event.occurred_at) == (at("2024-05-06 12:10"), at("2024-05-06 12:10"))


def test_a_sweep_that_runs_twice_fires_once() -> None:
    told = issued()
    told.sweep("2024-05-06 18:30")
    before = (Event.objects.count(), Notice.objects.count(), PenaltyLine.objects.count())
    assert told.sweep("2024-05-06 18:30").fired == 0
    assert (Event.objects.count(), Notice.objects.count(), PenaltyLine.objects.count()) == before


def test_days_missed_while_the_engine_was_down_exist_all_the_same() -> None:
    """Engine.md, case 16: down over several evenings; one line a day, dated as it fell due."""
    told = agreed()
    told.sweep("2024-05-09 09:00")
    evenings = [line for line in lines_of("head_property_repair", told) if line[1] == 200]
    assert evenings == [("05-06 18:00", 200), ("05-07 18:00", 200), ("05-08 18:00", 200)]


def test_a_poison_row_is_set_aside_and_the_others_go_on() -> None:
    first, second = issued(), issued()
    broken = first.owed("T3") if first.owed("T3").case_id == first.order.pk else None  # type: ignore[union-attr]
    broken = broken or Obligation.objects.get(case=first.order, code="T3")
    Obligation.objects.filter(pk=broken.pk).update(duty="complaints.order.nonsense")
    second.sweep("2024-05-06 12:15")
    broken.refresh_from_db()
    sound = Obligation.objects.get(case=second.order, code="T3")
    assert (broken.errors, broken.outcome) == (1, Obligation.Outcome.OPEN)
    assert broken.next_fire_at is not None
    assert broken.next_fire_at > at("2024-05-06 12:15")
    assert "KeyError" in broken.last_error
    assert sound.outcome == Obligation.Outcome.BREACHED


def test_escalation_climbs_the_organisation_even_for_what_nobody_has_taken() -> None:
    told = submitted()
    duty = told.owed("T2")
    duty.terms = duty.terms | {"escalate": [10, 20]}
    duty.next_step = ""
    obligations.replan(duty, at("2024-05-06 11:20"), at("2024-05-06 10:30"))
    duty.save()
    told.sweep("2024-05-06 11:45")
    levels = Event.objects.filter(code="obligation.escalated").order_by("occurred_at")
    assert [clock.local(event.occurred_at).strftime("%H:%M") for event in levels] == ["11:30", "11:40"]
    assert Notice.objects.filter(code="escalated").values("staff").distinct().count() >= 1


def test_a_plan_that_was_replaced_can_no_longer_fire() -> None:
    """Engine.md, case 9."""
    told = agreed()
    told.take(Order.extend, "gm", "2024-05-07 10:00", given={"finish_at": "2024-05-20 18:00", "reason": "备料"})
    told.sweep("2024-05-12 09:00")
    duty = told.owed("T8")
    assert (duty.outcome, duty.due_at) == (Obligation.Outcome.OPEN, at("2024-05-20 18:00"))


def test_after_closing_nothing_fires_any_more() -> None:
    told = drafted()
    assert told.complaint is not None
    Obligation.objects.filter(case=told.complaint).update(next_fire_at=None)
    assert told.sweep("2024-05-07 09:00").fired == 0


def test_the_terms_in_force_at_the_opening_stay_with_the_obligation() -> None:
    told = registered()
    assert told.owed("T1").terms["limit"] == {"kind": "minutes", "n": 30}
    assert told.owed("T1").terms["clause"] == duties.T1.clause


@pytest.mark.django_db(transaction=True)
def test_two_engines_at_once_fire_each_step_once() -> None:
    """Engine.md, case 12."""
    told = [issued() for _ in range(6)]
    gate = threading.Barrier(2)
    swept: list[int] = []

    def run() -> None:
        gate.wait()
        instant = at("2024-05-08 12:00")
        with clock.moved_to(instant):
            swept.append(engine.sweep(instant, batch=7).fired)
        connection.close()

    engines = [threading.Thread(target=run) for _ in range(2)]
    for one in engines:
        one.start()
    for one in engines:
        one.join()
    with clock.moved_to(at("2024-05-08 12:00")):
        swept.append(engine.sweep(at("2024-05-08 12:00")).fired)
    keys = list(Event.objects.exclude(key=None).values_list("key", flat=True))
    assert len(keys) == len(set(keys))
    per_order = Event.objects.filter(code="obligation.breached", data__code="T6").values("case").distinct()
    assert per_order.count() == len(told)
    assert Event.objects.filter(code="obligation.breached", data__code="T6").count() == 2 * len(told)


@pytest.mark.django_db(transaction=True)
def test_a_completion_and_a_breach_in_the_same_second_have_one_outcome() -> None:
    """Engine.md, case 14: the act at the due instant is in time, whoever gets the lock first."""
    told = issued()
    gate = threading.Barrier(2)
    due = at("2024-05-06 12:10")

    def sweep() -> None:
        gate.wait()
        with clock.moved_to(due):
            engine.sweep(due - clock.TICK)
        connection.close()

    thread = threading.Thread(target=sweep)
    thread.start()
    gate.wait()
    told.take(Order.check_in, "head_property_repair", "2024-05-06 12:10", ("doorstep_photo",))
    thread.join()
    visit = told.owed("T3")
    assert (visit.outcome, visit.met_at) == (Obligation.Outcome.MET, due)
