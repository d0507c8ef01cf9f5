"""The six steps: 接收→登记→调查→处理→反馈→总结, what each asks for, and what may not be skipped (S4-CMP)."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Coordination, Handling
from shouwen.complaints.handling.panels import six_steps
from shouwen.exchange import lessons
from shouwen.improvement import casestudies
from shouwen.improvement.models import SystemicIssue
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Case, Notice, Obligation, PenaltyLine
from tests.complaints.handling import stage
from tests.complaints.handling.stage import DEPARTMENT, handling, owed, record, take
from tests.factories.story import at

pytestmark = pytest.mark.django_db
S = Handling.State


def told_to(code: str) -> set[str]:
    return {notice.staff.name for notice in Notice.objects.filter(code=code).exclude(staff=None) if notice.staff}


@pytest.mark.requirement("S4-CMP-01", "S4-CMP-10")
def test_a_complaint_taken_down_by_the_companys_clerk_starts_both_clocks() -> None:
    told = stage.received(by="cs_clerk")
    t1 = Obligation.objects.get(case=told.complaint, code="T1")
    assert (t1.due_at, t1.debtor) == (at("2024-05-06 10:30"), told.cast.staff["cs_clerk"])
    case, found = handling(told), record(told)
    assert (case.state, case.parent) == (S.RECEIVED, told.complaint)
    assert (found.received_at, found.received_by) == (at("2024-05-06 09:40"), told.cast.staff["cs_clerk"])
    assert found.complaint.demand == "卫生间顶板渗水"


@pytest.mark.requirement("S4-CMP-10")
def test_the_customer_gets_the_number_under_which_the_complaint_is_accepted() -> None:
    told = stage.received()
    notice = Notice.objects.get(code="complaint_accepted", customer=told.cast.customers["customer"])
    assert told.complaint is not None
    assert notice.data["accepted"] == told.complaint.number


def test_a_company_without_a_customer_service_department_handles_nothing_of_its_own() -> None:
    told = stage.received(stage.story())
    assert not Case.objects.filter(parent=told.complaint).exists()


@pytest.mark.requirement("S4-CMP-11")
def test_registering_writes_category_level_and_importance_into_the_same_record() -> None:
    told = stage.registered(category="design_defect", level="major", is_important=True)
    found = record(told)
    assert (found.category, found.level, found.is_important) == ("design_defect", "major", True)
    assert found.complaint == told.complaint.complaint  # type: ignore[union-attr] # there is a complaint
    customer = told.cast.customers["customer"]
    customer.refresh_from_db()
    assert customer.is_important


@pytest.mark.requirement("S4-CMP-02")
def test_a_transfer_waits_for_the_departments_signature_and_shows_when_it_came() -> None:
    told = stage.transferred()
    duty = owed(told, "ACKNOWLEDGE")
    assert (duty.debtor, duty.due_at) == (told.cast.staff[DEPARTMENT], at("2024-05-06 14:20"))
    assert told_to("handling_transferred") == {DEPARTMENT}
    take(told, Handling.acknowledge, DEPARTMENT, "2024-05-06 11:00")
    found = record(told)
    assert (found.acknowledged_at, found.acknowledged_by) == (at("2024-05-06 11:00"), told.cast.staff[DEPARTMENT])
    assert owed(told, "ACKNOWLEDGE").outcome == Obligation.Outcome.MET


@pytest.mark.requirement("S4-CMP-02")
def test_another_department_must_sign_anew() -> None:
    told = stage.transferred()
    take(told, Handling.acknowledge, DEPARTMENT, "2024-05-06 11:00")
    again = {"department": "engineering", "transfer_note": "系结构渗漏"}
    take(told, Handling.transfer, "cs_assistant", "2024-05-06 12:00", **again)
    found = record(told)
    assert (found.acknowledged_at, found.transfers) == (None, 2)
    assert owed(told, "ACKNOWLEDGE").debtor == told.cast.staff["head_engineering"]
    with pytest.raises(Refused) as refused:
        take(told, Handling.acknowledge, DEPARTMENT, "2024-05-06 12:10")
    assert refused.value.code == Why.WRONG_ROLE


@pytest.mark.requirement("S4-CMP-12")
def test_without_a_record_of_the_investigation_there_is_no_handling() -> None:
    told = stage.transferred()
    take(told, Handling.acknowledge, DEPARTMENT, "2024-05-06 11:00")
    with pytest.raises(Refused, match=r"investigation|调查") as refused:
        take(told, Handling.plan, DEPARTMENT, "2024-05-06 12:00", **stage.PLAN)
    assert (refused.value.code, handling(told).state) == (Why.WRONG_STATE, S.INVESTIGATING)
    take(told, Handling.investigate, "cs_assistant", "2024-05-06 12:30", **stage.FOUND)
    take(told, Handling.plan, DEPARTMENT, "2024-05-06 13:00", **stage.PLAN)
    found = record(told)
    assert (found.findings, found.cause, found.statement) == ("立管接口渗漏", "密封圈老化", "属保修范围")
    assert handling(told).state == S.HANDLING


@pytest.mark.requirement("S4-CMP-12")
def test_what_is_not_signed_for_is_not_planned() -> None:
    told = stage.transferred()
    take(told, Handling.investigate, "cs_assistant", "2024-05-06 11:00", **stage.FOUND)
    with pytest.raises(Refused) as refused:
        take(told, Handling.plan, DEPARTMENT, "2024-05-06 12:00", **stage.PLAN)
    assert refused.value.code == Why.WRONG_STATE


@pytest.mark.requirement("S4-CMP-13")
def test_the_plan_has_a_person_and_a_date_and_the_earlier_date_closes() -> None:
    told = stage.planned()
    found, result = record(told), owed(told, "RESULT")
    assert (found.responsible, found.plan_due_at) == ("王师傅", at("2024-05-08 12:00"))
    assert (result.debtor, result.due_at) == (told.cast.staff[DEPARTMENT], at("2024-05-08 12:00"))
    assert owed(told, "CLOSE").due_at == at("2024-05-08 12:00")  # before, the customer's wish: the 10th, 18:00


@pytest.mark.requirement("S4-CMP-13")
def test_a_plan_later_than_the_customers_wish_does_not_move_the_closing() -> None:
    told = stage.transferred()
    take(told, Handling.acknowledge, DEPARTMENT, "2024-05-06 11:00")
    take(told, Handling.investigate, DEPARTMENT, "2024-05-06 11:10", **stage.FOUND)
    later = {**stage.PLAN, "plan_due_at": "2024-05-20 12:00"}
    take(told, Handling.plan, DEPARTMENT, "2024-05-06 12:00", **later)
    assert owed(told, "CLOSE").due_at == at("2024-05-10 18:00")


@pytest.mark.requirement("S4-CMP-13")
def test_a_plan_that_is_due_already_is_refused_at_its_field() -> None:
    told = stage.transferred()
    take(told, Handling.acknowledge, DEPARTMENT, "2024-05-06 11:00")
    take(told, Handling.investigate, DEPARTMENT, "2024-05-06 11:10", **stage.FOUND)
    with pytest.raises(Refused) as refused:
        take(told, Handling.plan, DEPARTMENT, "2024-05-09 12:00", **stage.PLAN)
    assert list(refused.value.fields) == ["plan_due_at"]


@pytest.mark.requirement("S4-CMP-03")
def test_while_a_coordination_task_is_open_the_customer_is_not_told_that_it_is_solved() -> None:
    told = stage.planned()
    task = stage.a_task(told)
    duty = Obligation.objects.get(case=task, code="COORDINATE")
    assert (duty.debtor, duty.due_at) == (told.cast.staff["head_engineering"], at("2024-05-07 12:00"))
    take(told, Handling.report_result, DEPARTMENT, "2024-05-07 10:00", **stage.RESULT)
    with pytest.raises(Refused) as refused:
        take(told, Handling.answer_solved, "cs_assistant", "2024-05-07 10:30", **stage.SOLVED)
    assert (refused.value.code, handling(told).state) == (Why.WRONG_STATE, S.HANDLING)
    take(told, Coordination.accept, "head_engineering", "2024-05-07 10:40", on=task)
    take(told, Coordination.finish, "head_engineering", "2024-05-07 11:00", on=task, result="图纸已给")
    assert told_to("coordination_done") == {"cs_assistant"}
    take(told, Handling.answer_solved, "cs_assistant", "2024-05-07 11:30", **stage.SOLVED)
    assert handling(told).state == S.REPLIED


@pytest.mark.requirement("S4-CMP-03")
def test_a_task_that_is_taken_back_holds_nothing_up() -> None:
    told = stage.planned()
    task = stage.a_task(told)
    take(told, Coordination.drop, "cs_manager", "2024-05-07 09:00", on=task, reason="不需要了")
    take(told, Handling.report_result, DEPARTMENT, "2024-05-07 10:00", **stage.RESULT)
    take(told, Handling.answer_solved, "cs_assistant", "2024-05-07 10:30", **stage.SOLVED)
    assert Obligation.objects.get(case=task, code="COORDINATE").outcome == Obligation.Outcome.CANCELLED


@pytest.mark.requirement("S4-CMP-04", "S4-SVC-17")
@pytest.mark.parametrize(("when", "outcome"), [("09:40:00", "met"), ("09:40:01", "breached")])
def test_the_first_answer_is_owed_within_twenty_four_hours(when: str, outcome: str) -> None:
    told = stage.received()
    answer = {"channel": "phone", "content": "已安排核查", "response": "知道了"}
    take(told, Handling.reply, "cs_assistant", f"2024-05-07 {when}", **answer)
    found = record(told)
    assert owed(told, "REPLY").due_at == at("2024-05-07 09:40")
    assert owed(told, "REPLY").outcome == outcome
    assert (found.reply_channel, found.reply, found.response) == ("phone", "已安排核查", "知道了")
    assert found.replied_at == at(f"2024-05-07 {when}")


@pytest.mark.requirement("S4-SVC-17", "S4-CMP-04")
def test_the_handler_is_reminded_at_the_twentieth_hour_and_nobody_is_fined() -> None:
    told = stage.received()
    told.sweep("2024-05-07 09:41")
    reminded = Notice.objects.filter(code="deadline_warning", case=handling(told), channel="inbox")
    assert [notice.at for notice in reminded] == [at("2024-05-07 05:40")]
    assert owed(told, "REPLY").outcome == Obligation.Outcome.BREACHED
    assert not PenaltyLine.objects.filter(case=handling(told)).exists()


@pytest.mark.requirement("S4-CMP-14")
def test_the_answer_starts_the_call_back_about_satisfaction() -> None:
    told = stage.answered()
    duty = owed(told, "CALL_BACK")
    assert (duty.debtor, duty.due_at) == (told.cast.staff["cs_assistant"], at("2024-05-10 10:30"))
    take(told, Handling.call_back, "cs_assistant", "2024-05-08 11:00", score=4, comment="修得快")
    found = record(told)
    assert (found.score, found.surveyed_at, handling(told).state) == (4, at("2024-05-08 11:00"), S.REPLIED)
    assert owed(told, "CALL_BACK").outcome == Obligation.Outcome.MET


@pytest.mark.requirement("S4-CMP-14", "S4-CMP-05")
def test_a_dissatisfied_customer_sends_it_back_and_a_new_result_is_needed() -> None:
    told = stage.answered()
    take(told, Handling.call_back, "cs_assistant", "2024-05-08 11:00", score=2, comment="还在渗")
    assert (handling(told).state, record(told).rounds) == (S.HANDLING, 1)
    with pytest.raises(Refused):
        take(told, Handling.answer_solved, "cs_assistant", "2024-05-08 11:10", **stage.SOLVED)
    take(told, Handling.report_result, DEPARTMENT, "2024-05-08 15:00", **stage.RESULT)
    take(told, Handling.answer_solved, "cs_assistant", "2024-05-08 15:30", **stage.SOLVED)
    take(told, Handling.call_back, "cs_assistant", "2024-05-08 16:00", score=5)
    assert record(told).score == 5


@pytest.mark.requirement("S4-CMP-09", "S4-CMP-14")
def test_a_dissatisfied_answer_counts_until_the_customer_gives_another() -> None:
    told = stage.answered()
    take(told, Handling.call_back, "cs_assistant", "2024-05-08 11:00", score=2, comment="还在渗")
    take(told, Handling.report_result, DEPARTMENT, "2024-05-08 15:00", **stage.RESULT)
    take(told, Handling.answer_solved, "cs_assistant", "2024-05-08 15:30", **stage.SOLVED)
    with pytest.raises(Refused):  # the old answer is none to what was done since
        take(told, Handling.close, "cs_manager", "2024-05-08 15:40", cause_kind="delay", remark="同意")
    for hour in (16, 17, 18):
        take(told, Handling.miss, "cs_assistant", f"2024-05-08 {hour}:00", tried="电话无人接听")
    take(told, Handling.close, "cs_manager", "2024-05-08 19:00", cause_kind="delay", remark="三次未接通")
    assert (record(told).score, record(told).surveyed_at) == (2, at("2024-05-08 11:00"))


@pytest.mark.requirement("S4-CMP-09", "S4-CMP-14")
def test_sent_back_by_the_manager_the_customers_answer_counts_and_he_is_called_again() -> None:
    told = stage.answered()
    take(told, Handling.call_back, "cs_assistant", "2024-05-08 11:00", score=4)
    with pytest.raises(Refused):
        take(told, Handling.call_back, "cs_assistant", "2024-05-08 11:10", score=5)
    take(told, Handling.send_back, "cs_manager", "2024-05-08 11:40", reason="未拍修后照片")
    assert record(told).score == 4
    take(told, Handling.report_result, DEPARTMENT, "2024-05-08 15:00", **stage.RESULT)
    take(told, Handling.answer_solved, "cs_assistant", "2024-05-08 15:30", **stage.SOLVED)
    take(told, Handling.call_back, "cs_assistant", "2024-05-08 16:00", score=5)
    assert (record(told).score, record(told).surveyed_at) == (5, at("2024-05-08 16:00"))


@pytest.mark.requirement("S4-CMP-05")
def test_nothing_is_closed_before_the_customer_was_asked() -> None:
    told = stage.answered()
    with pytest.raises(Refused) as refused:
        take(told, Handling.close, "cs_manager", "2024-05-08 11:00", cause_kind="delay", remark="同意")
    assert refused.value.code == Why.WRONG_STATE
    for hour in (12, 13, 14):
        take(told, Handling.miss, "cs_assistant", f"2024-05-08 {hour}:00", tried="电话无人接听")
    assert owed(told, "CALL_BACK").outcome == Obligation.Outcome.MET
    take(told, Handling.close, "cs_manager", "2024-05-08 15:00", cause_kind="delay", remark="三次未接通")
    assert handling(told).state == S.CLOSED


@pytest.mark.requirement("S4-CMP-05")
def test_without_a_result_nobody_is_told_that_it_is_solved_and_nothing_closes() -> None:
    told = stage.planned()
    with pytest.raises(Refused, match=r"result|结果"):
        take(told, Handling.answer_solved, "cs_assistant", "2024-05-07 10:30", **stage.SOLVED)
    with pytest.raises(Refused):
        take(told, Handling.close, "cs_manager", "2024-05-07 11:00", cause_kind="delay", remark="同意")


@pytest.mark.requirement("S4-CMP-05")
def test_closing_keeps_result_cause_measures_and_satisfaction_and_tells_handler_and_department() -> None:
    told = stage.closed()
    found = record(told)
    assert (found.result, found.cause, found.plan, found.score) == ("闭水试验合格", "密封圈老化", "更换接口", 5)
    assert (found.cause_kind, found.concluded_at) == ("product_quality", at("2024-05-08 11:30"))
    assert told_to("handling_closed") == {"cs_assistant", DEPARTMENT}
    assert owed(told, "CLOSE").outcome == Obligation.Outcome.MET


@pytest.mark.requirement("S4-CMP-05")
def test_only_the_manager_closes_or_sends_back() -> None:
    told = stage.answered()
    take(told, Handling.call_back, "cs_assistant", "2024-05-08 11:00", score=5)
    with pytest.raises(Refused) as refused:
        take(told, Handling.close, "cs_assistant", "2024-05-08 11:30", cause_kind="delay", remark="同意")
    assert refused.value.code == Why.WRONG_ROLE
    take(told, Handling.send_back, "cs_manager", "2024-05-08 11:40", reason="未拍修后照片")
    assert (handling(told).state, record(told).done_at) == (S.HANDLING, None)


@pytest.mark.requirement("S4-CMP-08", "S4-CMP-15")
def test_nothing_is_archived_without_cause_lesson_and_prevention() -> None:
    told = stage.closed()
    case = handling(told)
    assert (case.state, case.closed_at) == (S.CLOSED, None)
    assert owed(told, "SUMMARY").due_at == at("2024-05-15 11:30")
    with pytest.raises(Refused) as refused:
        take(told, Handling.summarise, "cs_assistant", "2024-05-09 09:00", root_cause="老化", lesson="教训")
    assert list(refused.value.fields) == ["prevention"]
    take(told, Handling.summarise, "cs_assistant", "2024-05-09 09:00", **stage.SUMMARY)
    case = handling(told)
    assert (case.state, case.closed_at) == (S.SUMMARISED, at("2024-05-09 09:00"))


@pytest.mark.requirement("S4-CMP-08")
def test_the_six_steps_stand_with_who_came_to_them_when() -> None:
    told = stage.summarised()
    stages = six_steps(handling(told))
    assert [(one.who, one.at) for one in stages] == [
        ("agent", at("2024-05-06 09:40")),
        ("cs_assistant", at("2024-05-06 10:10")),
        ("cs_assistant", at("2024-05-06 10:20")),
        (DEPARTMENT, at("2024-05-06 15:00")),
        ("cs_assistant", at("2024-05-08 10:30")),
        ("cs_assistant", at("2024-05-09 09:00")),
    ]


@pytest.mark.requirement("S4-CMP-15", "S4-CMP-08")
def test_a_summary_becomes_a_case_study_that_names_nobody() -> None:
    told = stage.summarised()
    assert lessons.story_of(Handling.code, handling(told).pk) is not None
    with clock.moved_to(at("2024-05-10 09:00")):
        study = casestudies.tell(handling(told), told.cast.actor("group_agent"))
    assert "逐户检查同型接口" in study.body
    assert "陈女士" not in study.body


@pytest.mark.requirement("S4-CMP-15", "S4-CMP-08")
def test_what_is_systemic_goes_to_the_groups_improvement_work_once() -> None:
    told = stage.summarised(is_systemic=True)
    issue = SystemicIssue.objects.get()
    assert (issue.problem, issue.case.state) == ("密封圈老化", "proposed")
    assert list(issue.links.values_list("case_id", flat=True)) == [handling(told).pk]
