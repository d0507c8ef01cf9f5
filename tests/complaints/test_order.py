"""The supervision order from approval to closing (articles 4, 5, 14, 19 to 29)."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Order
from shouwen.complaints.models import Sanction
from shouwen.complaints.standards import checks_for
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Event, Notice, Obligation, PenaltyLine
from tests.factories import centre
from tests.factories.story import Story, agreed, at, issued, submitted

pytestmark = pytest.mark.django_db

HEAD = "head_property_repair"
CLOSING = ("completion_signed", "photo_before", "photo_during", "photo_after")


def applied(clock_time: str = "2024-05-07 11:00") -> Story:
    told = agreed()
    told.take(Order.apply_closure, HEAD, clock_time, CLOSING, given={"site_cleared": True})
    return told


@pytest.mark.requirement("S3-14c")
def test_the_deputy_comes_first_and_then_the_general_manager() -> None:
    told = submitted()
    with pytest.raises(Refused):
        told.take(Order.issue, "gm", "2024-05-06 10:30", given={"opinion": "越级"})
    assert told.owed("T2").debtor == told.cast.staff["dgm"]
    told.take(Order.endorse, "dgm", "2024-05-06 10:30", given={"opinion": "同意"})
    assert told.owed("T2").debtor == told.cast.staff["gm"]
    told.take(Order.issue, "gm", "2024-05-06 10:40", given={"opinion": "签发"})
    assert told.order is not None
    told.order.refresh_from_db()
    assert told.order.order.issued_at == at("2024-05-06 10:40")


@pytest.mark.requirement("S3-05c")
def test_the_head_arranges_in_person_and_a_stand_in_is_marked() -> None:
    told = issued()
    plan = {"who": "张师傅", "resources": "水工两名", "when_at": "2024-05-06 11:40"}
    told.take(Order.arrange, HEAD, "2024-05-06 11:15", given=plan)
    assert Event.objects.get(code="complaints.order.arrange").on_behalf_of is None


@pytest.mark.requirement("S3-04b", "S3-04c", "S3-20h")
def test_who_is_asked_to_cooperate_can_accept_and_finish_but_not_refuse() -> None:
    told = issued()
    ask = {"department": "engineering", "task": "楼上闭水试验", "due_at": "2024-05-07 12:00"}
    told.take(Order.ask_cooperation, HEAD, "2024-05-06 11:20", given=ask)
    offered = {step.name for step in Order.steps_from(Order.State.ISSUED) if "cooperat" in step.name}
    assert offered == {"ask_cooperation", "accept_cooperation", "finish_cooperation"}
    told.take(Order.accept_cooperation, "head_engineering", "2024-05-06 11:30")
    told.take(Order.finish_cooperation, "head_engineering", "2024-05-06 15:00", given={"result": "不渗"})
    assert told.order is not None
    task = told.order.order.tasks.get()
    assert (task.accepted_at, task.finished_at) == (at("2024-05-06 11:30"), at("2024-05-06 15:00"))
    assert told.order.order.responsible == told.cast.staff[HEAD]


@pytest.mark.requirement("S3-04d")
def test_a_refusal_to_cooperate_is_sanctioned_by_the_first_department_and_told() -> None:
    told = issued()
    facts = {"department": "engineering", "facts": "三次不接单", "sanction": "通报批评"}
    told.take(Order.sanction_refusal, HEAD, "2024-05-06 15:00", given=facts)
    sanction = Sanction.objects.get()
    assert (sanction.code, sanction.clause, sanction.person.name) == ("P1", "第四条", "head_engineering")
    assert Notice.objects.filter(code="sanction_recorded", staff=sanction.person).exists()


@pytest.mark.requirement("S3-22b", "S3-22c")
@pytest.mark.parametrize("left_out", ["findings", "plan", "negotiated_finish_at"])
def test_findings_plan_and_date_are_all_asked_for_at_the_door(left_out: str) -> None:
    told = issued()
    told.take(Order.check_in, HEAD, "2024-05-06 12:00", ("doorstep_photo",))
    given = {"findings": "属实", "plan": "换管", "negotiated_finish_at": "2024-05-08 12:00"}
    del given[left_out]
    with pytest.raises(Refused) as refusal:
        told.take(Order.agree_plan, HEAD, "2024-05-06 12:10", ("customer_signature", "problem_photo"), given=given)
    assert list(refusal.value.fields) == [left_out]


@pytest.mark.requirement("S3-22a")
def test_a_plan_without_having_been_at_the_door_is_refused() -> None:
    told = issued()
    given = {"findings": "电话", "plan": "换管", "negotiated_finish_at": "2024-05-08 12:00"}
    with pytest.raises(Refused) as refusal:
        told.take(Order.agree_plan, HEAD, "2024-05-06 12:10", ("customer_signature", "problem_photo"), given=given)
    assert refusal.value.code == Why.WRONG_STATE


@pytest.mark.requirement("S3-24a", "S3-24b", "S3-24c", "S3-24d", "S3-24e")
def test_the_self_check_must_be_whole_and_repairs_have_two_items_more() -> None:
    assert set(checks_for("maintenance")) - set(checks_for("marketing_contract")) == {"tool_box", "protection"}
    told = issued()
    ticked = ["uniform", "wording", "water", "shoe_covers", "tool_box"]
    with pytest.raises(Refused) as refusal:
        told.take(Order.check_in, HEAD, "2024-05-06 12:00", ("doorstep_photo",), given={"self_check": ticked})
    assert list(refusal.value.fields) == ["self_check"]
    whole = {"self_check": [*ticked, "protection"], "consent_at": "2024-05-06 12:01"}
    told.take(Order.check_in, HEAD, "2024-05-06 12:02", ("doorstep_photo",), given=whole)
    assert Event.objects.get(code="complaints.order.check_in").data["given"]["consent_at"].startswith("2024-05-06")


@pytest.mark.requirement("S3-24f", "S3-24g", "S3-28a", "S3-28b")
@pytest.mark.parametrize("missing", CLOSING)
def test_each_proof_of_a_finished_repair_is_needed(missing: str) -> None:
    told = agreed()
    proofs = tuple(kind for kind in CLOSING if kind != missing)
    with pytest.raises(Refused) as refusal:
        told.take(Order.apply_closure, HEAD, "2024-05-07 11:00", proofs, given={"site_cleared": True})
    assert refusal.value.code == Why.MISSING_EVIDENCE


@pytest.mark.requirement("S3-24g")
def test_the_site_must_be_cleared() -> None:
    told = agreed()
    with pytest.raises(Refused) as refusal:
        told.take(Order.apply_closure, HEAD, "2024-05-07 11:00", CLOSING, given={"site_cleared": False})
    assert list(refusal.value.fields) == ["site_cleared"]


@pytest.mark.requirement("S3-28c", "S3-29a")
def test_an_application_reaches_both_centres_and_starts_the_half_hour() -> None:
    told = applied()
    readers = {n.staff.name for n in Notice.objects.filter(code="closure_applied") if n.staff}
    assert readers == {"agent", "group_agent"}
    check = told.owed("T7")
    assert (check.due_at, check.debtor) == (at("2024-05-07 11:30"), told.cast.staff["agent"])
    told.sweep("2024-05-07 12:30")
    check.refresh_from_db()
    assert check.outcome == Obligation.Outcome.BREACHED
    assert not PenaltyLine.objects.filter(obligation=check).exists()


@pytest.mark.requirement("S3-29b", "S3-29c", "S3-24h", "S3-24i")
def test_the_call_back_is_asked_for_and_what_the_customer_saw_becomes_a_finding() -> None:
    told = applied()
    with pytest.raises(Refused):
        told.take(Order.verify_closure, "agent", "2024-05-07 11:10", given={"solved": True})
    with pytest.raises(Refused):
        told.take(Order.verify_closure, "agent", "2024-05-07 11:10", given={"score": 2, "solved": False})
    answers = {"score": 4, "solved": True, "took_gifts": True, "comment": "收了烟"}
    told.take(Order.verify_closure, "agent", "2024-05-07 11:12", given=answers)
    assert Event.objects.get(code="complaints.discipline_finding").data == {"severe": True}
    recorded = Event.objects.get(code="complaints.order.verify_closure")
    assert recorded.data["given"] == {"smoked": False, **answers}


@pytest.mark.requirement("S3-29d")
def test_the_general_manager_cannot_close_before_the_deputy_has_reviewed() -> None:
    told = applied()
    told.take(Order.verify_closure, "agent", "2024-05-07 11:10", given={"score": 5, "solved": True})
    with pytest.raises(Refused):
        told.take(Order.close, "gm", "2024-05-07 11:20", given={"opinion": "同意"})


@pytest.mark.requirement("S3-29e", "S3-28b")
def test_a_rejected_application_is_void_and_the_lateness_runs_on() -> None:
    told = applied("2024-05-08 11:00")
    told.sweep("2024-05-10 09:00")
    assert told.owed("T8").outcome == Obligation.Outcome.OPEN
    told.take(Order.return_closure, "agent", "2024-05-10 10:00", given={"reason": "仍渗"})
    told.sweep("2024-05-10 10:01")
    duty = told.owed("T8")
    assert (duty.outcome, duty.breached_at) == (Obligation.Outcome.BREACHED, at("2024-05-08 12:00"))
    days = PenaltyLine.objects.filter(obligation=duty, person=told.cast.staff[HEAD]).values_list("on", flat=True)
    assert [day.day for day in days.order_by("on")] == [9, 10]


def test_every_application_for_closure_is_counted_also_those_sent_back() -> None:
    told = applied("2024-05-08 11:00")
    told.take(Order.return_closure, "agent", "2024-05-08 11:20", given={"reason": "仍渗"})
    told.take(Order.apply_closure, HEAD, "2024-05-08 16:00", CLOSING, given={"site_cleared": True})
    assert told.order is not None
    told.order.order.refresh_from_db()
    assert told.order.order.applications == 2


@pytest.mark.requirement("S3-19a", "S3-19b", "S3-I03")
def test_the_daily_message_goes_once_to_each_of_three_and_not_again_when_the_engine_runs_twice() -> None:
    told = issued()
    told.sweep("2024-05-07 09:30")
    told.sweep("2024-05-07 09:31")
    daily = Notice.objects.filter(code="daily_unfinished", channel=Notice.Channel.SMS)
    assert sorted(n.staff.name for n in daily if n.staff) == [
        "chairman_property",
        HEAD,
        "leader_property_engineering",
    ]
    assert {n.at for n in daily} == {at("2024-05-07 09:30")}


@pytest.mark.requirement("S3-35b")
def test_a_poor_visit_costs_once_a_visit() -> None:
    told = issued()
    with pytest.raises(Refused):
        told.take(Order.judge_visit, "agent", "2024-05-06 11:30", given={"reason": "还没去"})
    told.take(Order.check_in, HEAD, "2024-05-06 12:00", ("doorstep_photo",))
    told.take(Order.judge_visit, "group_agent", "2024-05-06 15:00", given={"reason": "态度敷衍"})
    with pytest.raises(Refused):
        told.take(Order.judge_visit, "agent", "2024-05-06 15:01", given={"reason": "再罚"})
    line = PenaltyLine.objects.get(code="P12")
    assert (line.percent, line.amount, line.person) == (20, 0, told.cast.staff[HEAD])


@pytest.mark.requirement("S3-33a")
def test_only_the_general_manager_grades() -> None:
    told = submitted()
    for name in ("agent", "dgm", HEAD):
        with pytest.raises(Refused):
            told.take(Order.grade, name, "2024-05-06 10:30", given={"level": "major", "verification": "x"})


@pytest.mark.requirement("S3-I01")
def test_every_step_stands_in_the_history_with_who_when_from_and_to() -> None:
    told = agreed()
    assert told.order is not None
    steps = Event.objects.filter(case=told.order, by=Event.By.STAFF).order_by("seq")
    assert [(e.code.rpartition(".")[2], e.staff.name if e.staff else "", e.from_state, e.to_state) for e in steps] == [
        ("draft", "agent", "", "order_drafting"),
        ("submit", "agent", "order_drafting", "pending_dgm_issue"),
        ("endorse", "dgm", "pending_dgm_issue", "pending_gm_issue"),
        ("issue", "gm", "pending_gm_issue", "issued"),
        ("check_in", HEAD, "issued", ""),
        ("agree_plan", HEAD, "issued", "in_progress"),
    ]


@pytest.mark.requirement("S3-I06")
def test_who_returns_a_closure_for_another_is_on_record_with_both() -> None:
    told = applied()
    told.take(Order.verify_closure, "agent", "2024-05-07 11:10", given={"score": 5, "solved": True})
    dgm, stand_in = told.cast.staff["dgm"], told.cast.staff["group_agent"]
    centre.delegate(dgm, stand_in, at("2024-05-07 08:00"), at("2024-05-08 08:00"))
    told.take(Order.return_closure, "group_agent", "2024-05-07 12:00", given={"reason": "照片不清"})
    event = Event.objects.get(code="complaints.order.return_closure")
    assert (event.staff, event.on_behalf_of) == (stand_in, dgm)
