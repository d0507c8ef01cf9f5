"""Complaints that come again, come twice, or ask for several things at once (S3-I07, S3-I08; S3 §2.4 K, N)."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.models import ComplaintRecord, LevelProposal, OrderRecord, Sanction
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Case, Event, Notice, Obligation
from tests.factories.story import Story, agreed, at, issued, registered, registration

pytestmark = pytest.mark.django_db


def again(told: Story, when: str, by: str = "customer", room: str = "101", **changes: Any) -> Case:
    """The same household complains once more."""
    unit = told.cast.unit("agent", f"1-1-{room}")
    assert unit is not None
    given = registration(contact_ended_at=when, required_finish_at="2025-12-30 18:00", **changes)
    with clock.moved_to(at(when)):
        place = moves.Place(unit.project, unit, told.cast.customers[by])
        return moves.start(Complaint.register, place, by=told.cast.actor("agent"), given=given).case


def complaint_of(case: Case) -> ComplaintRecord:
    return ComplaintRecord.objects.get(pk=case.pk)


# ---- repeats ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("S3-I08")
def test_a_repeat_is_counted_on_the_original_even_when_it_comes_a_third_time() -> None:
    told = issued()
    assert told.complaint is not None
    second, third = again(told, "2024-05-20 10:00"), again(told, "2024-06-20 10:00")
    original = complaint_of(told.complaint)
    assert [one.case for one in original.repeated_by.order_by("case_id")] == [second, third]


@pytest.mark.requirement("S3-I08")
def test_the_window_runs_from_the_closing_to_the_second_and_an_open_one_never_gets_too_old() -> None:
    told = registered()
    assert told.complaint is not None
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    assert complaint_of(again(told, "2025-05-06 10:00")).repeats is not None
    Case.objects.exclude(pk=told.complaint.pk).update(unit=told.cast.unit("agent", "1-1-109"))
    told.take(Complaint.resolve_on_spot, "agent", "2024-05-06 10:00", ("customer_signature",), given={"solution": "好"})
    assert complaint_of(again(told, "2024-11-02 10:00")).repeats is not None
    Case.objects.exclude(pk=told.complaint.pk).update(unit=told.cast.unit("agent", "1-1-109"))
    assert complaint_of(again(told, "2024-11-02 10:00:01")).repeats is None


@pytest.mark.requirement("S3-I08")
def test_the_specialist_may_say_that_it_is_a_matter_of_its_own() -> None:
    told = registered()
    assert complaint_of(again(told, "2024-05-07 10:00", is_repeat=False)).repeats is None


@pytest.mark.requirement("S3-33j")
def test_a_repeat_raises_the_proposed_level_and_judged_slow_it_is_the_chairmans() -> None:
    told = agreed()
    second = again(told, "2024-05-07 10:00")
    original = OrderRecord.objects.get(case=told.order)
    told.complaint = second
    told.take(Complaint.raise_order, "agent", "2024-05-07 10:05")
    proposal = LevelProposal.objects.get()
    assert (proposal.level, proposal.order.case.parent) == ("major", second)
    judged = {"cause": "slow_solution", "facts": "首次投诉一日未处理"}
    with pytest.raises(Refused):
        told.take(Complaint.judge_repeat, "agent", "2024-05-07 11:00", given=judged)
    told.take(Complaint.judge_repeat, "gm", "2024-05-07 11:00", given=judged)
    sanction = Sanction.objects.get(code="P10")
    assert (sanction.person, sanction.order) == (told.cast.staff["chairman_property"], original)
    with pytest.raises(Refused):
        told.take(Complaint.judge_repeat, "gm", "2024-05-07 11:01", given=judged)


def test_what_is_no_repeat_has_no_cause_to_judge() -> None:
    told = registered()
    with pytest.raises(Refused) as refused:
        told.take(Complaint.judge_repeat, "gm", "2024-05-07 11:00", given={"cause": "other", "facts": "x"})
    assert refused.value.code == Why.WRONG_STATE


# ---- several orders --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("S3-I07")
def test_a_complaint_of_two_demands_has_two_orders_with_their_own_departments_and_clocks() -> None:
    told = registered(demand="房产证未办,卫生间漏水")
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    told.take(Complaint.raise_order, "agent", "2024-05-06 10:00", given={"type": "maintenance", "part": "卫生间漏水"})
    told.take(Complaint.raise_order, "agent", "2024-05-06 10:01", given={"type": "title_certificate", "part": "房产证"})
    first, second = Case.objects.filter(parent=told.complaint).order_by("id")
    assert (first.title, second.title) == ("卫生间漏水", "房产证")
    assert (first.order.first_department, second.order.first_department) == ("property_repair", "marketing")
    for order, when in ((first, "2024-05-06 10:05"), (second, "2024-05-06 10:20")):
        told.order = order
        told.take(Order.submit, "agent", when)
    due = Obligation.objects.filter(code="T2").order_by("case_id").values_list("due_at", flat=True)
    assert list(due) == [at("2024-05-06 11:05"), at("2024-05-06 11:20")]
    assert told.owed("T1").met_at == at("2024-05-06 10:20")


# ---- duplicates ------------------------------------------------------------------------------------------------------


def test_a_complaint_taken_down_twice_goes_on_as_one_and_its_customer_is_told() -> None:
    told = issued()
    assert told.complaint is not None
    twice = again(told, "2024-05-06 11:30", by="customer2")
    number = told.complaint.number
    first, told.complaint = told.complaint, twice
    given = {"into": number, "reason": "同一户重复登记"}
    with pytest.raises(Refused):
        told.take(Complaint.merge, "agent", "2024-05-06 11:40", given=given)
    told.take(Complaint.merge, "group_agent", "2024-05-06 11:40", given=given)
    merged = complaint_of(twice)
    assert (merged.case.state, merged.merged_into_id) == ("voided", first.pk)
    assert Obligation.objects.get(case=twice, code="T1").outcome == "cancelled"
    assert Notice.objects.get(code="complaint_merged").customer == told.cast.customers["customer2"]


def test_when_the_one_that_went_on_is_closed_the_other_customer_hears_of_it() -> None:
    told = registered()
    assert told.complaint is not None
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    first, twice = told.complaint, again(told, "2024-05-06 09:56", by="customer2")
    told.complaint = twice
    told.take(Complaint.merge, "gm", "2024-05-06 09:57", given={"into": first.number, "reason": "重复"})
    told.complaint = first
    told.take(Complaint.resolve_on_spot, "agent", "2024-05-06 10:00", ("customer_signature",), given={"solution": "好"})
    closed = Notice.objects.filter(code="case_closed", customer=told.cast.customers["customer2"])
    assert [notice.case for notice in closed] == [twice]


def test_only_a_complaint_of_the_same_unit_can_go_on() -> None:
    told = registered()
    other = again(told, "2024-05-06 11:30", room="102", by="customer2")
    with pytest.raises(Refused) as refused:
        told.take(Complaint.merge, "gm", "2024-05-06 11:40", given={"into": other.number, "reason": "x"})
    assert "into" in refused.value.fields


# ---- reassignment ----------------------------------------------------------------------------------------------------


def test_at_a_special_level_another_department_means_the_other_companys_chairman_and_the_same_clocks() -> None:
    told = agreed()
    told.take(Order.grade, "gm", "2024-05-06 14:00", given={"level": "major", "verification": "涉人身安全"})
    due = Obligation.objects.get(code="T8", settled_at=None).due_at
    told.take(
        Order.reassign, "gm", "2024-05-06 15:00", given={"first_department": "engineering", "reason": "主体结构问题"}
    )
    owed = Obligation.objects.get(code="T8", settled_at=None)
    assert (owed.debtor, owed.due_at) == (told.cast.staff["chairman_region"], due)
    assert Obligation.objects.get(code="T13").debtor == told.cast.staff["chairman_region"]


def test_telling_the_customer_stands_in_the_history_of_the_case() -> None:
    told = issued()
    told.take(Complaint.inform, "group_agent", "2024-05-06 15:00", given={"text": "管井明日停水检修"})
    event = Event.objects.get(code="complaints.complaint.inform")
    assert event.data["given"] == {"text": "管井明日停水检修"}
    assert Notice.objects.get(code="household_informed").customer == told.cast.customers["customer"]
