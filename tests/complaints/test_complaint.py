"""Taking a complaint down, asking the department, signing, rating, repeating (articles 12 to 17)."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Complaint
from shouwen.complaints.models import ComplaintRecord
from shouwen.kernel import clock, moves
from shouwen.kernel.access import visible_cases
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Event, Notice
from tests.factories.story import at, drafted, issued, registered, registration

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S3-12b")
def test_a_question_reaches_the_department_at_once_and_its_answer_stands_in_the_history() -> None:
    told = registered()
    told.take(
        Complaint.ask_department,
        "agent",
        "2024-05-06 09:45",
        given={"department": "engineering", "question": "防水保修到何时?"},
    )
    notices = Notice.objects.filter(code="department_asked", staff=told.cast.staff["head_engineering"])
    assert {notice.at for notice in notices} == {at("2024-05-06 09:45")}
    told.take(Complaint.answer, "head_engineering", "2024-05-06 09:50", given={"answer": "至 2028 年"})
    event = Event.objects.get(code="complaints.complaint.answer")
    assert (event.data["given"]["answer"], event.occurred_at) == ("至 2028 年", at("2024-05-06 09:50"))


@pytest.mark.requirement("S3-12c")
def test_what_was_not_solved_on_site_must_become_an_order() -> None:
    told = registered()
    told.take(Complaint.request_onsite, "agent", "2024-05-06 09:42", given={"department": "property_repair"})
    report = {"handler": "张师傅", "arrived_at": "2024-05-06 09:50", "solved": False}
    told.take(Complaint.report_onsite, "head_property_repair", "2024-05-06 09:52", given=report)
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    with pytest.raises(Refused):
        told.take(
            Complaint.resolve_on_spot,
            "agent",
            "2024-05-06 09:57",
            ("customer_signature",),
            given={"solution": "已修"},
        )
    told.take(Complaint.raise_order, "agent", "2024-05-06 09:58")
    assert Notice.objects.filter(code="onsite_requested").exists()


@pytest.mark.requirement("S3-13d")
@pytest.mark.parametrize("proof", ["call_recording", "letter_scan"])
def test_without_a_hand_to_sign_a_reason_and_a_recording_or_scan_will_do(proof: str) -> None:
    told = registered(channel="phone")
    with pytest.raises(Refused) as refusal:
        told.take(Complaint.sign, "agent", "2024-05-06 09:50", given={"unsigned_reason": "来电客户"})
    assert refusal.value.code == Why.MISSING_EVIDENCE
    told.take(Complaint.sign, "agent", "2024-05-06 09:51", (proof,), given={"unsigned_reason": "来电客户"})
    record = ComplaintRecord.objects.get()
    assert (record.is_signed, record.unsigned_reason) == (False, "来电客户")


@pytest.mark.requirement("S3-13b", "S3-13c", "S3-13d")
def test_the_customer_may_sign_alone_on_the_own_page() -> None:
    told = registered(channel="phone")
    told.take(Complaint.sign, "customer", "2024-05-06 09:50", ("customer_signature",))
    event = Event.objects.get(code="complaints.complaint.sign")
    assert (event.by, event.customer) == (Event.By.CUSTOMER, told.cast.customers["customer"])
    assert len(event.data["proofs"][0]["sha256"]) == 64


@pytest.mark.requirement("S3-16a", "S3-16b")
@pytest.mark.requirement("S3-13d")
def test_whoever_has_signed_is_asked_no_more() -> None:
    told = issued()
    agent = told.cast.actor("agent")
    with clock.moved_to(at("2024-05-06 11:00")):
        offered = {offer.step.code for offer in moves.offers(told.complaint, agent)}
    assert not offered & {Complaint.sign.code, Complaint.request_signature.code}
    with pytest.raises(Refused) as refusal:
        told.take(Complaint.sign, "agent", "2024-05-06 11:00", ("customer_signature",))
    assert refusal.value.code == Why.WRONG_STATE


def test_only_the_customer_rates_once_and_nobody_can_change_it() -> None:
    told = drafted()
    for name in ("agent", "dgm", "customer2"):
        with pytest.raises(Refused):
            told.take(Complaint.rate, name, "2024-05-06 10:05", given={"score": 5})
    told.take(Complaint.rate, "customer", "2024-05-06 10:06", given={"score": 2, "comment": "等太久"})
    with pytest.raises(Refused):
        told.take(Complaint.rate, "customer", "2024-05-06 10:07", given={"score": 5})
    assert ComplaintRecord.objects.get().score == 2
    event = Event.objects.get(code="complaints.complaint.rate")
    seen_by_the_group = visible_cases(told.cast.actor("group_agent")).get(pk=event.case_id)
    assert seen_by_the_group.complaint.score == 2


@pytest.mark.requirement("S3-I08")
def test_the_same_unit_and_type_again_is_linked_to_the_first() -> None:
    told = registered()
    unit = told.cast.unit("agent", "1-1-101")
    place = moves.Place(told.cast.projects["P1"], unit, told.cast.customers["customer"])
    with clock.moved_to(at("2024-05-20 10:00")):
        again = moves.start(Complaint.register, place, by=told.cast.actor("agent"), given=registration())
        other = moves.start(
            Complaint.register, place, by=told.cast.actor("agent"), given=registration(type="title_certificate")
        )
    assert told.complaint is not None
    assert again.case.complaint.repeats_id == told.complaint.pk
    assert other.case.complaint.repeats_id is None
    assert told.complaint.complaint.repeated_by.count() == 1


@pytest.mark.requirement("S3-I08")
def test_after_the_window_it_is_a_complaint_of_its_own() -> None:
    told = registered()
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    told.take(Complaint.resolve_on_spot, "agent", "2024-05-06 10:00", ("customer_signature",), given={"solution": "好"})
    unit = told.cast.unit("agent", "1-1-101")
    place = moves.Place(told.cast.projects["P1"], unit, told.cast.customers["customer"])
    with clock.moved_to(at("2024-11-20 10:00")):
        again = moves.start(Complaint.register, place, by=told.cast.actor("agent"), given=registration())
    assert again.case.complaint.repeats_id is None


def test_only_the_group_declares_a_complaint_void() -> None:
    told = registered()
    with pytest.raises(Refused):
        told.take(Complaint.void, "agent", "2024-05-06 09:50", given={"reason": "误录"})
    told.take(Complaint.void, "group_agent", "2024-05-06 09:51", given={"reason": "误录"})
    assert told.owed("T1").outcome == "cancelled"


@pytest.mark.requirement("S3-I02")
def test_who_serves_another_project_sees_nothing_of_it() -> None:
    told = registered()
    sees = {
        name: visible_cases(told.cast.actor(name)).count()
        for name in ("agent", "agent2", "agent3", "head_finance", "head_property_repair", "gm", "customer", "customer2")
    }
    assert sees == {
        "agent": 1,
        "agent2": 1,
        "agent3": 0,
        "head_finance": 1,
        "head_property_repair": 1,
        "gm": 1,
        "customer": 1,
        "customer2": 0,
    }
