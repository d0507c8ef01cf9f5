"""A decision taken back within ten seconds: everything is again as it was, and both are on record (ui.md §6)."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.complaints.flows import Order
from shouwen.complaints.models import OrderRecord
from shouwen.kernel import clock, events, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Case, Event, Notice, Obligation, PenaltyLine
from shouwen.kernel.notices import delivery, inbox
from shouwen.kernel.taking_back import standing
from tests.factories.story import Story, agreed, at, submitted

pytestmark = pytest.mark.django_db

OPINION = {"opinion": "同意"}


def stands(told: Story) -> dict[str, Any]:
    """The case, its record and what is owed on it, without what counts the moves."""
    assert told.order is not None
    case = Case.objects.values("state", "title", "closed_at", "agent").get(pk=told.order.pk)
    record = OrderRecord.objects.values().get(case=told.order)
    owed = Obligation.objects.filter(case=told.order).exclude(outcome=Obligation.Outcome.CANCELLED)
    return {"case": case, "record": record, "owed": list(owed.order_by("id").values())}


def take_back(told: Story, event_id: int, by: str, when: str) -> Case:
    with clock.moved_to(at(when)):
        return moves.take_back(event_id, by=told.cast.actor(by))


def at_the_general_managers() -> Story:
    told = submitted()
    told.take(Order.endorse, "dgm", "2024-05-06 10:40", given=OPINION)
    return told


def test_an_order_that_was_issued_is_again_to_be_issued_with_the_same_deadline() -> None:
    told = at_the_general_managers()
    told.sweep("2024-05-06 11:09")
    before = stands(told)
    issued = told.take(Order.issue, "gm", "2024-05-06 11:10:00", given=OPINION)
    take_back(told, issued.event_id, "gm", "2024-05-06 11:10:09")
    assert stands(told) == before
    told.sweep("2024-05-06 11:26")
    assert list(PenaltyLine.objects.values_list("code", "amount")) == [("P8", 100)]
    assert list(events.verify()) == []


def test_a_return_is_taken_back_and_what_it_released_is_held_again() -> None:
    told = submitted()
    before = stands(told)
    returned = told.take(Order.return_for_edit, "dgm", "2024-05-06 10:40:00", given={"reason": "补照片"})
    take_back(told, returned.event_id, "dgm", "2024-05-06 10:40:05")
    assert stands(told) == before


def test_it_is_decided_anew_afterwards() -> None:
    told = at_the_general_managers()
    issued = told.take(Order.issue, "gm", "2024-05-06 11:10:00", given=OPINION)
    take_back(told, issued.event_id, "gm", "2024-05-06 11:10:09")
    told.take(Order.issue, "gm", "2024-05-06 11:10:30", given=OPINION)
    assert told.owed("T3").started_at == at("2024-05-06 11:10:30")
    assert Obligation.objects.filter(case=told.order, code="T3", settled_at=None).count() == 1
    assert [e.occurred_at for e in standing(Event.objects.filter(code=Order.issue.code))] == [at("2024-05-06 11:10:30")]


def test_both_the_decision_and_its_withdrawal_stay_on_record() -> None:
    told = at_the_general_managers()
    issued = told.take(Order.issue, "gm", "2024-05-06 11:10:00", given=OPINION)
    take_back(told, issued.event_id, "gm", "2024-05-06 11:10:09")
    codes = list(Event.objects.filter(case=told.order).order_by("seq").values_list("code", flat=True))
    assert codes[-2:] == [Order.issue.code, "case.taken_back"]
    undone = Event.objects.get(code="case.taken_back")
    assert (undone.staff, undone.data["event"]) == (told.cast.staff["gm"], issued.event_id)


def test_nothing_leaves_the_house_before_the_ten_seconds_are_over_and_nothing_after_a_withdrawal() -> None:
    told = at_the_general_managers()
    Notice.objects.all().update(next_attempt_at=None)
    issued = told.take(Order.issue, "gm", "2024-05-06 11:10:00", given=OPINION)
    outside = Notice.objects.filter(event=issued.event_id).exclude(channel="inbox")
    assert outside.exists()
    with clock.moved_to(at("2024-05-06 11:10:10")):
        assert delivery.deliver().sent == 0
        moves.take_back(issued.event_id, by=told.cast.actor("gm"))
    with clock.moved_to(at("2024-05-06 12:10")):
        assert delivery.deliver().sent == 0
        told_of = {n.event_id for n in inbox.inbox_of(told.cast.staff["head_property_repair"])}
    assert issued.event_id not in told_of
    assert set(outside.values_list("status", flat=True)) == {"dropped"}


def test_who_did_not_decide_takes_nothing_back() -> None:
    told = at_the_general_managers()
    issued = told.take(Order.issue, "gm", "2024-05-06 11:10:00", given=OPINION)
    with pytest.raises(Refused) as refusal:
        take_back(told, issued.event_id, "dgm", "2024-05-06 11:10:05")
    assert refusal.value.code == Why.NOT_FOUND


def test_later_than_ten_seconds_the_decision_stands() -> None:
    told = at_the_general_managers()
    issued = told.take(Order.issue, "gm", "2024-05-06 11:10:00", given=OPINION)
    after = stands(told)
    with pytest.raises(Refused) as refusal:
        take_back(told, issued.event_id, "gm", "2024-05-06 11:10:13")
    assert refusal.value.code == Why.WRONG_STATE
    assert stands(told) == after


def test_once_somebody_went_on_the_decision_stands() -> None:
    told = submitted()
    endorsed = told.take(Order.endorse, "dgm", "2024-05-06 10:40:00", given=OPINION)
    told.take(Order.issue, "gm", "2024-05-06 10:40:05", given=OPINION)
    with pytest.raises(Refused) as refusal:
        take_back(told, endorsed.event_id, "dgm", "2024-05-06 10:40:08")
    assert refusal.value.code == Why.WRONG_STATE


def test_it_is_taken_back_once() -> None:
    told = at_the_general_managers()
    issued = told.take(Order.issue, "gm", "2024-05-06 11:10:00", given=OPINION)
    take_back(told, issued.event_id, "gm", "2024-05-06 11:10:05")
    with pytest.raises(Refused) as refusal:
        take_back(told, issued.event_id, "gm", "2024-05-06 11:10:06")
    assert refusal.value.code == Why.WRONG_STATE


def test_a_step_that_does_not_declare_it_cannot_be_taken_back() -> None:
    told = agreed()
    progress = {"note": "已拆吊顶", "percent": 30}
    told.take(Order.report_progress, "head_property_repair", "2024-05-06 15:00", given=progress)
    last = Event.objects.filter(case=told.order).latest("seq")
    with pytest.raises(Refused) as refusal:
        take_back(told, last.pk, "head_property_repair", "2024-05-06 15:00:03")
    assert refusal.value.code == Why.NOT_FOUND


def test_what_the_decision_must_know_to_be_undone_is_not_told_outside() -> None:
    from shouwen.kernel.api import showing  # noqa: PLC0415 — one test's subject

    told = submitted()
    done = told.take(Order.endorse, "dgm", "2024-05-06 10:40", given=OPINION)
    event = Event.objects.select_related("case", "staff").get(pk=done.event_id)
    assert "undo" in event.data
    assert "undo" not in showing.event(event).data
