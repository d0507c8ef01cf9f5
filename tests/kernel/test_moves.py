"""The one door: what is refused writes nothing, what is repeated has one effect."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from shouwen.complaints.flows import Complaint, Order
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Case, Event, Evidence, Notice, Obligation, PenaltyLine
from tests.factories import centre
from tests.factories.story import Story, agreed, at, drafted, issued, registered, submitted

pytestmark = pytest.mark.django_db


def everything() -> tuple[int, ...]:
    tables: list[Any] = [Case, Event, Obligation, Notice, PenaltyLine]
    attached = Evidence.objects.exclude(event=None).count()
    return (*(table.objects.count() for table in tables), attached)


def refused(step: Callable[[], object]) -> Refused:
    """The refusal; and nothing was written."""
    before = everything()
    with pytest.raises(Refused) as caught:
        step()
    assert everything() == before
    return caught.value


def test_the_wrong_role_is_refused() -> None:
    told = submitted()
    refusal = refused(lambda: told.take(Order.endorse, "agent", "2024-05-06 10:30", given={"opinion": "自批"}))
    assert refusal.code == Why.WRONG_ROLE


def test_what_is_out_of_scope_reads_like_what_does_not_exist() -> None:
    told = submitted()
    stranger = told.take
    elsewhere = refused(lambda: stranger(Order.submit, "agent3", "2024-05-06 10:30"))
    assert told.order is not None
    absent = refused(lambda: moves.take(Order.submit, 10**12, by=told.cast.actor("agent3")))
    assert (elsewhere.code, str(elsewhere)) == (absent.code, str(absent)) == (Why.NOT_FOUND, str(absent))


def test_the_wrong_state_is_refused() -> None:
    told = drafted()
    refusal = refused(lambda: told.take(Order.issue, "gm", "2024-05-06 10:30", given={"opinion": "越级"}))
    assert refusal.code == Why.WRONG_STATE


@pytest.mark.requirement("S3-22d", "S3-28a")
def test_missing_evidence_is_refused_and_named() -> None:
    told = issued()
    told.take(Order.check_in, "head_property_repair", "2024-05-06 12:05", ("doorstep_photo",))
    plan = {"findings": "属实", "plan": "换锁", "negotiated_finish_at": "2024-05-07 12:00"}
    refusal = refused(
        lambda: told.take(Order.agree_plan, "head_property_repair", "2024-05-06 12:30", ("problem_photo",), given=plan)
    )
    assert refusal.code == Why.MISSING_EVIDENCE


@pytest.mark.requirement("S3-13a", "S3-12a")
@pytest.mark.parametrize("field", ["customer_name", "phone", "demand", "required_finish_at", "comfort_note"])
def test_each_of_the_required_fields_is_asked_for_by_name(field: str) -> None:
    refusal = refused(lambda: registered(**{field: ""}) and None)
    assert refusal.code == Why.BAD_PAYLOAD
    assert list(refusal.fields) == [field]


def test_a_page_that_is_out_of_date_is_refused() -> None:
    told = submitted()
    assert told.order is not None
    old = told.order.version
    told.take(Order.return_for_edit, "dgm", "2024-05-06 10:30", given={"reason": "补照片"})
    told.take(Order.submit, "agent", "2024-05-06 10:35")
    refusal = refused(
        lambda: told.take(Order.endorse, "dgm", "2024-05-06 10:36", given={"opinion": "同意"}, version=old)
    )
    assert refusal.code == Why.STALE_PAGE


def test_a_double_click_has_one_effect_and_the_same_answer() -> None:
    told = drafted()
    first = told.take(Order.submit, "agent", "2024-05-06 10:20", key="one")
    again = told.take(Order.submit, "agent", "2024-05-06 10:21", key="one")
    assert (again.event_id, again.repeated) == (first.event_id, True)
    assert Event.objects.filter(code="complaints.order.submit").count() == 1


def test_evidence_of_another_person_cannot_be_used() -> None:
    told = issued()
    piece = told.piece("doorstep_photo", "agent")
    refusal = refused(lambda: told.take(Order.check_in, "head_property_repair", "2024-05-06 12:00", given={}) and piece)
    assert refusal.code == Why.MISSING_EVIDENCE


@pytest.mark.requirement("S3-13b")
def test_a_signature_binds_what_was_signed_and_a_correction_asks_for_a_new_one() -> None:
    told = registered()
    told.take(Complaint.sign, "agent", "2024-05-06 09:50", ("customer_signature",))
    assert told.complaint is not None
    first = Evidence.objects.get(case=told.complaint).binds
    told.take(Complaint.correct, "agent", "2024-05-06 09:52", given={"demand": "两处渗水"})
    told.complaint.refresh_from_db()
    assert told.complaint.state == Complaint.State.AWAITING_SIGNATURE
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    second = Evidence.objects.filter(case=told.complaint).latest("id").binds
    assert len(first) == 64
    assert first != second


def test_a_signature_given_for_other_content_is_refused() -> None:
    told = registered()
    piece = told.piece("customer_signature", "agent")
    Evidence.objects.filter(pk=piece).update(binds="0" * 64)
    assert told.complaint is not None
    case_id = told.complaint.pk
    refusal = refused(lambda: moves.take(Complaint.sign, case_id, by=told.cast.actor("agent"), proofs=[piece]))
    assert refusal.code == Why.MISSING_EVIDENCE


@pytest.mark.requirement("S3-I06")
def test_a_delegate_acts_in_the_principals_name_and_both_are_on_record() -> None:
    told = submitted()
    stand_in = told.cast.staff["group_agent"]
    centre.delegate(told.cast.staff["dgm"], stand_in, at("2024-05-06 10:00"), at("2024-05-06 12:00"))
    told.take(Order.endorse, "group_agent", "2024-05-06 10:30", given={"opinion": "代审"})
    event = Event.objects.get(code="complaints.order.endorse")
    assert (event.staff, event.on_behalf_of) == (stand_in, told.cast.staff["dgm"])


def test_a_delegation_that_has_ended_no_longer_counts() -> None:
    told = submitted()
    centre.delegate(
        told.cast.staff["dgm"], told.cast.staff["group_agent"], at("2024-05-06 10:00"), at("2024-05-06 10:30")
    )
    refusal = refused(lambda: told.take(Order.endorse, "group_agent", "2024-05-06 10:30", given={"opinion": "迟"}))
    assert refusal.code == Why.WRONG_ROLE


def test_a_visit_reported_late_from_a_place_without_signal_was_in_time() -> None:
    """Engine.md, case 15: done at 12:05, sent at 12:40; the breach of 12:10 is taken back, its price reversed."""
    told = issued()
    told.sweep("2024-05-06 12:30")
    assert told.owed("T3").outcome == Obligation.Outcome.BREACHED
    told.take(
        Order.check_in,
        "head_property_repair",
        "2024-05-06 12:40",
        ("doorstep_photo",),
        occurred_at=at("2024-05-06 12:05"),
    )
    visit = told.owed("T3")
    assert (visit.outcome, visit.met_at) == (Obligation.Outcome.MET, at("2024-05-06 12:05"))
    assert sum(line.amount for line in PenaltyLine.objects.filter(obligation=visit)) == 0
    event = Event.objects.get(code="complaints.order.check_in")
    assert (event.occurred_at, event.recorded_at) == (at("2024-05-06 12:05"), at("2024-05-06 12:40"))


def test_a_device_clock_in_the_future_is_capped() -> None:
    told = issued()
    told.take(
        Order.check_in,
        "head_property_repair",
        "2024-05-06 12:05",
        ("doorstep_photo",),
        occurred_at=at("2024-05-06 13:00"),
    )
    assert told.owed("T3").met_at == at("2024-05-06 12:05")


def test_a_late_report_beyond_the_trusted_delay_counts_from_its_arrival() -> None:
    told = issued()
    told.take(
        Order.check_in,
        "head_property_repair",
        "2024-05-07 09:00",
        ("doorstep_photo",),
        occurred_at=at("2024-05-06 12:00"),
    )
    assert told.owed("T3").outcome == Obligation.Outcome.BREACHED


@pytest.mark.requirement("S3-25a", "S3-25b")
def test_the_earlier_of_ordered_and_negotiated_completion_is_what_counts() -> None:
    told = agreed()
    assert told.owed("T8").due_at == at("2024-05-08 12:00")
    plan = {"findings": "属实", "plan": "再议", "negotiated_finish_at": "2024-05-12 12:00"}
    told.take(
        Order.agree_plan,
        "head_property_repair",
        "2024-05-07 09:00",
        ("customer_signature", "problem_photo"),
        given=plan,
    )
    duty = told.owed("T8")
    assert (duty.due_at, duty.plan_version) == (at("2024-05-10 18:00"), 3)


@pytest.mark.requirement("S3-I07")
def test_a_complaint_closes_with_the_last_of_its_orders() -> None:
    told = agreed()
    first = told.order
    told.take(Complaint.raise_order, "agent", "2024-05-06 13:00", given={"type": "title_certificate"})
    closing = ("completion_signed", "photo_before", "photo_during", "photo_after")
    told.take(Order.apply_closure, "head_property_repair", "2024-05-07 11:00", closing, given={"site_cleared": True})
    told.take(Order.verify_closure, "agent", "2024-05-07 11:10", given={"score": 5, "solved": True})
    told.take(Order.review_closure, "dgm", "2024-05-07 11:20", given={"opinion": "同意"})
    told.take(Order.close, "gm", "2024-05-07 11:30", given={"opinion": "同意"})
    assert told.complaint is not None
    assert first is not None
    told.complaint.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, told.complaint.state) == (Order.State.CLOSED, Complaint.State.ORDER_RAISED)


def test_offers_are_what_this_person_may_do_now() -> None:
    told = submitted()
    assert told.order is not None
    told.order.refresh_from_db()
    with clock.moved_to(at("2024-05-06 10:30")):
        offered = {
            name: [offer.step.name for offer in moves.offers(told.order, told.cast.actor(name))]
            for name in ("dgm", "agent", "head_engineering", "customer2")
        }
    assert offered == {
        "dgm": ["endorse", "return_for_edit", "propose_level", "record_escalation", "judge_escalation"],
        "agent": ["raise_claim", "propose_level", "record_escalation"],
        "head_engineering": [],
        "customer2": [],
    }


# ---- races ---------------------------------------------------------------------------------------------------------


def at_once(how_many: int, action: Callable[[int], object]) -> list[object]:
    """The action in as many threads, each with its own connection, all let go at the same moment."""
    gate, answers = threading.Barrier(how_many), [None] * how_many

    def run(number: int) -> None:
        gate.wait()
        try:
            answers[number] = action(number)  # type: ignore[call-overload]
        except Refused as refusal:
            answers[number] = refusal  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(how_many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(answers)


@pytest.mark.django_db(transaction=True)
def test_of_eight_endorsements_at_once_one_is_taken() -> None:
    told: Story = submitted()
    answers = at_once(8, lambda _: told.take(Order.endorse, "dgm", "2024-05-06 10:30", given={"opinion": "同意"}))
    assert sum(isinstance(answer, moves.Done) for answer in answers) == 1
    assert Event.objects.filter(code="complaints.order.endorse").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_request_from_eight_tabs_at_once_has_one_effect() -> None:
    told = drafted()
    answers = at_once(8, lambda _: told.take(Order.submit, "agent", "2024-05-06 10:20", key="same"))
    assert len({answer.event_id for answer in answers if isinstance(answer, moves.Done)}) == 1
    assert sum(answer.repeated for answer in answers if isinstance(answer, moves.Done)) == 7


@pytest.mark.django_db(transaction=True)
def test_two_orders_of_one_complaint_closing_at_once_close_it_without_a_deadlock() -> None:
    told = issued()
    told.take(Complaint.raise_order, "agent", "2024-05-06 11:20", given={"type": "title_certificate"})
    agent = told.cast.actor("agent")
    assert told.complaint is not None
    orders = list(Case.objects.filter(parent=told.complaint).order_by("id"))
    gm: Actor = told.cast.actor("gm")

    def step(number: int) -> object:
        with clock.moved_to(at("2024-05-06 11:30") + timedelta(seconds=number)):
            if number == 0:
                return moves.take(Order.submit, orders[1].pk, by=agent)
            return moves.take(Order.grade, orders[0].pk, by=gm, given={"level": "major", "verification": "查实"})

    answers = at_once(2, step)
    assert all(isinstance(answer, moves.Done) for answer in answers)
