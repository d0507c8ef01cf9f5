"""One complaint, two rule sets at once: what the regulation's steps mean for the company (S3 §10, S4-CMP)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shouwen.complaints.flows import Complaint, Coordination, Handling, Order
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Case, Event, Obligation
from tests.complaints.handling import stage
from tests.complaints.handling.stage import handling, owed, record, take
from tests.factories.story import Story, at

pytestmark = pytest.mark.django_db
S = Handling.State


def orders(told: Story) -> list[Case]:
    return list(Case.objects.filter(parent=told.complaint, flow=Order.code).order_by("pk"))


def steps_of(case: Case | None) -> list[str]:
    """What people did, without what the engine fired meanwhile."""
    found = Event.objects.filter(case=case).exclude(code__startswith="obligation.").order_by("seq")
    return list(found.values_list("code", flat=True))


def close_the_order(told: Story, first: str = "2024-05-06", last: str = "2024-05-08") -> None:
    """The regulation's way from the draft on the first day to the closing on the last, score 4."""
    told.order = orders(told)[0]
    told.take(Order.submit, "agent", f"{first} 10:28")
    told.take(Order.endorse, "dgm", f"{first} 10:40", given={"opinion": "同意"})
    told.take(Order.issue, "gm", f"{first} 11:10", given={"opinion": "签发"})
    head = "head_property_repair"
    told.take(Order.check_in, head, f"{first} 12:05", ("doorstep_photo",))
    plan = {"findings": "属实", "plan": "重做防水", "negotiated_finish_at": f"{last} 12:00"}
    told.take(Order.agree_plan, head, f"{first} 12:30", ("customer_signature", "problem_photo"), given=plan)
    photos = ("completion_signed", "photo_before", "photo_during", "photo_after")
    told.take(Order.apply_closure, head, f"{last} 10:00", photos, given={"site_cleared": True})
    told.take(Order.verify_closure, "agent", f"{last} 10:10", given={"score": 4, "solved": True})
    told.take(Order.review_closure, "dgm", f"{last} 10:20", given={"opinion": "属实"})
    told.take(Order.close, "gm", f"{last} 10:30", given={"opinion": "结案"})


@pytest.mark.requirement("S4-CMP-16", "S4-CMP-02")
def test_one_press_drafts_the_supervision_order_and_all_history_stays() -> None:
    told = stage.transferred()
    before = steps_of(told.complaint), steps_of(handling(told))
    done = take(told, Handling.escalate, "cs_manager", "2024-05-06 10:25", reason="总部管辖")
    [order] = orders(told)
    assert (order.state, done.opened, handling(told).state) == ("order_drafting", [order.number], S.ESCALATED)
    assert order.order.first_department == "property_repair"
    after = steps_of(told.complaint), steps_of(handling(told))
    assert after[0] == [*before[0], "complaints.complaint.escalate"]
    assert after[1] == [*before[1], "complaints.handling.escalate"]
    assert Obligation.objects.get(case=told.complaint, code="T1").outcome == "open"  # the regulation's clock runs on


@pytest.mark.requirement("S4-CMP-16")
def test_an_order_under_way_goes_on_instead_of_a_second_one() -> None:
    told = stage.registered()
    told.take(Complaint.raise_order, "agent", "2024-05-06 10:15")
    take(told, Handling.escalate, "gm", "2024-05-06 10:25", reason="集团督办")
    assert (len(orders(told)), handling(told).state) == (1, S.ESCALATED)


@pytest.mark.requirement("S4-CMP-16")
def test_the_clerk_does_not_escalate_and_a_closed_complaint_raises_nothing() -> None:
    told = stage.registered()
    with pytest.raises(Refused) as refused:
        take(told, Handling.escalate, "cs_clerk", "2024-05-06 10:25", reason="想升级")
    assert refused.value.code == Why.WRONG_ROLE
    told.take(Complaint.sign, "agent", "2024-05-06 10:26", ("customer_signature",))
    told.take(
        Complaint.resolve_on_spot, "agent", "2024-05-06 10:28", ("customer_signature",), given={"solution": "已修"}
    )
    with pytest.raises(Refused) as late:
        take(told, Handling.escalate, "cs_manager", "2024-05-06 11:00", reason="想升级")
    assert late.value.code == Why.WRONG_STATE


@pytest.mark.requirement("S4-CMP-16", "S4-CMP-08")
def test_closed_by_its_orders_an_escalated_complaint_still_wants_its_summary() -> None:
    told = stage.transferred()
    take(told, Handling.escalate, "cs_manager", "2024-05-06 10:25", reason="总部管辖")
    close_the_order(told)
    found = record(told)
    assert (handling(told).state, found.result, found.score) == (S.CLOSED, "重做防水", 4)
    assert owed(told, "CLOSE").outcome == Obligation.Outcome.MET
    take(told, Handling.summarise, "cs_assistant", "2024-05-08 14:00", **stage.SUMMARY)
    assert handling(told).state == S.SUMMARISED


@pytest.mark.requirement("S4-CMP-09", "S4-CMP-16")
@pytest.mark.parametrize("brought_to", [stage.received, stage.registered, stage.transferred])
def test_orders_raised_at_the_counter_close_the_companys_case_too(brought_to: Callable[[], Story]) -> None:
    told = brought_to()
    told.take(Complaint.raise_order, "agent", "2024-05-06 10:25")
    close_the_order(told)
    found = record(told)
    assert (handling(told).state, found.result, found.score) == (S.CLOSED, "重做防水", 4)
    assert (found.surveyed_at, found.concluded_at) == (at("2024-05-08 10:30"), at("2024-05-08 10:30"))
    assert owed(told, "CLOSE").outcome == Obligation.Outcome.MET
    assert [duty.code for duty in handling(told).obligations.filter(settled_at=None)] == ["SUMMARY"]


@pytest.mark.requirement("S4-CMP-14", "S4-CMP-16")
def test_whom_the_company_has_told_of_the_solution_it_calls_itself() -> None:
    told = stage.answered()
    told.take(Complaint.raise_order, "agent", "2024-05-08 10:40")
    close_the_order(told, "2024-05-09", "2024-05-11")
    assert (handling(told).state, owed(told, "CALL_BACK").outcome) == (S.REPLIED, "open")


@pytest.mark.requirement("S4-CMP-04")
def test_the_plan_signed_at_the_door_is_an_answer() -> None:
    told = stage.registered()
    told.take(Complaint.raise_order, "agent", "2024-05-06 10:15")
    told.order = orders(told)[0]
    told.take(Order.submit, "agent", "2024-05-06 10:20")
    told.take(Order.endorse, "dgm", "2024-05-06 10:40", given={"opinion": "同意"})
    told.take(Order.issue, "gm", "2024-05-06 11:10", given={"opinion": "签发"})
    told.take(Order.check_in, "head_property_repair", "2024-05-06 12:05", ("doorstep_photo",))
    plan = {"findings": "属实", "plan": "重做防水", "negotiated_finish_at": "2024-05-08 12:00"}
    proofs = ("customer_signature", "problem_photo")
    told.take(Order.agree_plan, "head_property_repair", "2024-05-06 12:30", proofs, given=plan)
    assert (owed(told, "REPLY").outcome, record(told).replied_at) == ("met", at("2024-05-06 12:30"))
    assert handling(told).state == S.REGISTERED


@pytest.mark.requirement("S4-CMP-01", "S4-CMP-14")
def test_solved_on_the_spot_only_the_customers_word_is_left_to_ask_for() -> None:
    told = stage.received()
    told.take(Complaint.sign, "agent", "2024-05-06 10:00", ("customer_signature",))
    told.take(
        Complaint.resolve_on_spot,
        "agent",
        "2024-05-06 10:20",
        ("customer_signature",),
        given={"solution": "换了密封圈"},
    )
    assert (handling(told).state, record(told).result) == (S.REPLIED, "换了密封圈")
    assert (owed(told, "REPLY").outcome, owed(told, "CALL_BACK").due_at) == ("met", at("2024-05-08 10:20"))
    take(told, Handling.call_back, "cs_assistant", "2024-05-06 15:00", score=5)
    take(told, Handling.close, "cs_manager", "2024-05-06 16:00", cause_kind="product_quality", remark="同意")
    assert handling(told).state == S.CLOSED


def test_a_void_complaint_is_handled_no_further() -> None:
    told = stage.transferred()
    told.take(Complaint.void, "group_agent", "2024-05-06 11:00", given={"reason": "重复登记"})
    case = handling(told)
    assert (case.state, case.closed_at) == (S.WITHDRAWN, at("2024-05-06 11:00"))
    assert not Obligation.objects.filter(case=case, settled_at=None).exists()


# ---- what other departments were asked for ---------------------------------------------------------------------------


def withdrawn(told: Story) -> None:
    told.take(Complaint.void, "group_agent", "2024-05-06 12:30", given={"reason": "重复登记"})


def solved_on_the_spot(told: Story) -> None:
    told.take(Complaint.sign, "agent", "2024-05-06 12:10", ("customer_signature",))
    solution = {"solution": "换了密封圈"}
    told.take(Complaint.resolve_on_spot, "agent", "2024-05-06 12:20", ("customer_signature",), given=solution)


def closed_with_its_orders(told: Story) -> None:
    told.take(Complaint.raise_order, "agent", "2024-05-06 12:10")
    close_the_order(told, "2024-05-07")


def closed_after_the_escalation(told: Story) -> None:
    take(told, Handling.escalate, "cs_manager", "2024-05-06 12:10", reason="总部管辖")
    close_the_order(told, "2024-05-07")


@pytest.mark.requirement("S4-CMP-03", "S4-CMP-09")
@pytest.mark.parametrize("end", [withdrawn, solved_on_the_spot, closed_with_its_orders, closed_after_the_escalation])
def test_no_task_of_another_department_outlives_the_handling(end: Callable[[Story], None]) -> None:
    told = stage.transferred()
    running = stage.a_task(told, due="2024-05-20 12:00")
    finished = stage.a_task(told, "2024-05-06 12:01", due="2024-05-20 12:00")
    take(told, Coordination.finish, "head_engineering", "2024-05-06 12:05", on=finished, result="图纸已给")
    end(told)
    assert [Case.objects.get(pk=one.pk).state for one in (running, finished)] == ["dropped", "done"]
    assert running.obligations.get().outcome == Obligation.Outcome.CANCELLED
    told.sweep("2024-05-21 09:00")
    assert running.obligations.get().outcome == Obligation.Outcome.CANCELLED
