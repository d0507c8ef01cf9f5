"""The supervision order: approved, issued, visited, handled, closed — the heart of the regulation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import duties, parties, payloads, rules, supervision_payloads
from shouwen.complaints.flows import order_level_steps as levels
from shouwen.complaints.flows import order_overdue_steps as overdue
from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.models import OrderRecord
from shouwen.complaints.words import (
    BEFORE_ISSUE,
    BEING_CLOSED,
    BEING_HANDLED,
    ISSUED_AND_OPEN,
    ComplaintType,
    OrderState,
)
from shouwen.kernel.duties import Tell
from shouwen.kernel.evidence import Proof
from shouwen.kernel.flows import Flow, Nothing, Step, start

S = OrderState
P = payloads
V = supervision_payloads
R = parties.RESPONSIBLE
OPEN = (*BEFORE_ISSUE, *BEING_HANDLED, *BEING_CLOSED)


def what_is_agreed(order: OrderRecord, given: P.Agreement) -> Mapping[str, Any]:
    """What the customer signs at the door: the plan and its date (S3-22d)."""
    return {"order": order.case_id, "plan": given.plan, "negotiated_finish_at": given.negotiated_finish_at}


def closing_proofs(order: OrderRecord, _given: Any) -> list[str]:
    """第二十八条 signed completion; 第二十四条 photos before, during and after a repair (S3-24f)."""
    photos = [Proof.PHOTO_BEFORE, Proof.PHOTO_DURING, Proof.PHOTO_AFTER]
    return [Proof.COMPLETION_SIGNED, *(photos if order.type == ComplaintType.MAINTENANCE else [])]


class Order(Flow[OrderRecord]):
    """编制 → 副总审批 → 总经理签发 → 上门回访 → 处理 → 申请结案 → 核查回访 → 副总审核 → 总经理批准。(S3-14 … S3-29)"""

    code, record, title, prefix = "complaints.order", OrderRecord, _("Supervision order"), "DD"
    State, parent = OrderState, Complaint

    T2, T3, T4, T5, T6, T6B, T7, T8 = (
        duties.T2, duties.T3, duties.T4, duties.T5, duties.T6, duties.T6B, duties.T7, duties.T8,
    )  # fmt: skip
    T9, T10, T11, T13, T16, URGE = duties.T9, duties.T10, duties.T11, duties.T13, duties.T16, duties.URGE

    # ---- 编制、审批、签发 (第十四条)
    draft = start(
        to=S.ORDER_DRAFTING, by=parties.AGENT | parties.ESCALATES, takes=P.Drafting, title=_("Draft the order"),
        hidden=True,
    )  # fmt: skip
    edit = Step([S.ORDER_DRAFTING, S.RETURNED_FOR_EDIT], None, parties.AGENT, P.Editing, _("Complete the order"))
    submit = Step(
        [S.ORDER_DRAFTING, S.RETURNED_FOR_EDIT], S.PENDING_DGM_ISSUE, parties.AGENT, Nothing,
        _("Submit the supervision order"), opens=[T2], clause="第十四条",
    )  # fmt: skip
    endorse = Step(
        [S.PENDING_DGM_ISSUE], S.PENDING_GM_ISSUE, parties.DGM, P.Opinion,
        _("Approve, on to the general manager"), clause="第十四条", can_be_taken_back=True,
    )  # fmt: skip
    issue = Step(
        [S.PENDING_GM_ISSUE], S.ISSUED, parties.GM, P.Opinion, _("Issue the order"), clause="第十四条",
        meets=[T2], opens=[T3, T6, T8, T13, T16, URGE],
        tells=[Tell("order_issued", R.holders), Tell("cooperation_requested", parties.heads_of_cooperating)],
        can_be_taken_back=True,
    )  # fmt: skip
    return_for_edit = Step(
        [S.PENDING_DGM_ISSUE, S.PENDING_GM_ISSUE], S.RETURNED_FOR_EDIT, parties.DGM | parties.GM, P.Reason,
        _("Return for correction"), clause="第十四条", can_be_taken_back=True,
    )  # fmt: skip
    grade = Step(
        [*BEFORE_ISSUE, *BEING_HANDLED], None, parties.GM, P.Grading, _("Verify and grade"), clause="第三十三条"
    )

    # ---- 上门回访 (第二十二条 … 第二十四条)
    arrange = Step(
        [S.ISSUED, S.VISIT_BLOCKED, S.IN_PROGRESS], None, R, P.Arrangement, _("Arrange in person"), clause="第五条"
    )
    check_in = Step(
        [S.ISSUED], None, R, P.CheckIn, _("Check in at the door"), needs=[Proof.DOORSTEP_PHOTO],
        meets=[T3], opens=[T6B], trusts=rules.VISIT_TRUSTED, clause="第二十二条",
    )  # fmt: skip
    agree_plan = Step(
        [S.ISSUED, S.IN_PROGRESS], S.IN_PROGRESS, R, P.Agreement, _("Agree the plan with the customer"),
        needs=[Proof.CUSTOMER_SIGNATURE, Proof.PROBLEM_PHOTO], signs={Proof.CUSTOMER_SIGNATURE: what_is_agreed},
        meets=[T6B], trusts=rules.VISIT_TRUSTED, clause="第二十二条",
    )  # fmt: skip
    record_blocked = Step(
        [S.ISSUED, S.IN_PROGRESS], S.VISIT_BLOCKED, R, P.Blocked, _("Record a blocked visit"),
        meets=[T3], cancels=[T6B], opens=[T5], trusts=rules.VISIT_TRUSTED, clause="第二十三条",
    )  # fmt: skip
    call_back = Step(
        [S.VISIT_BLOCKED], [S.ISSUED, S.IN_PROGRESS, S.VISIT_BLOCKED], parties.GROUP_AGENT | parties.AGENT,
        P.CallBack, _("Record the call-back"), meets=[T5], clause="第二十三条",
    )  # fmt: skip
    close_unreasonable = Step(
        [S.VISIT_BLOCKED], S.CLOSED_UNREASONABLE, parties.GM, P.Reason, _("Close as unreasonable"),
        tells=[Tell("case_closed", R.holders, customer=True)], one_by_one=True, clause="第二十三条",
    )  # fmt: skip

    # ---- 处理 (第二十条、第二十五条、第二十六条)
    report_progress = Step(
        [S.ISSUED, S.IN_PROGRESS], None, R, P.Progress, _("Report progress"), meets=[T6],
        trusts=rules.REPORT_TRUSTED, clause="第二十六条",
    )  # fmt: skip
    ask_cooperation = Step(
        BEING_HANDLED, None, R, P.CooperationRequest, _("Ask a department to cooperate"), clause="第二十条"
    )
    accept_cooperation = Step(
        BEING_HANDLED, None, parties.ASKED_HEAD, Nothing, _("Accept the cooperation task"), one_by_one=True,
        clause="第二十条",
    )  # fmt: skip
    finish_cooperation = Step(
        BEING_HANDLED, None, parties.ASKED_HEAD, P.CooperationResult, _("Report cooperation done"), clause="第二十条"
    )
    sanction_refusal = Step(
        BEING_HANDLED, None, R, P.Uncooperative, _("Sanction a refusal to cooperate"), clause="第四条"
    )
    reassign = Step(
        BEING_HANDLED, None, parties.GM, P.Reassignment, _("Assign to another department"), clause="第二十条"
    )
    extend = Step(
        [*BEING_HANDLED, *BEING_CLOSED], None, parties.GM, P.Extension, _("Extend the completion"), clause="第二十三条"
    )

    # ---- 结案 (第二十八条、第二十九条)
    apply_closure = Step(
        [S.IN_PROGRESS], S.CLOSURE_APPLIED, R, P.ClosureApplication, _("Apply for closure"), needs=closing_proofs,
        holds=[T8], opens=[T7], trusts=rules.REPORT_TRUSTED, clause="第二十八条",
        tells=[Tell("closure_applied", parties.AGENT.holders), Tell("closure_applied", parties.GROUP_AGENT.holders)],
    )  # fmt: skip
    verify_closure = Step(
        [S.CLOSURE_APPLIED], S.PENDING_DGM_CLOSE, parties.AGENT, P.ClosureCheck,
        _("Check the closure, call the customer"), meets=[T7], clause="第二十九条",
    )  # fmt: skip
    return_closure = Step(
        BEING_CLOSED, S.IN_PROGRESS, parties.WHOSE_TURN, P.Reason, _("Return to the department"),
        meets=[T7], releases=[T8], tells=[Tell("closure_returned", R.holders)], clause="第二十九条",
        can_be_taken_back=True,
    )  # fmt: skip
    review_closure = Step(
        [S.PENDING_DGM_CLOSE], S.PENDING_GM_CLOSE, parties.DGM, P.Opinion,
        _("Closure reviewed, on to the general manager"), clause="第二十九条", can_be_taken_back=True,
    )  # fmt: skip
    close = Step(
        [S.PENDING_GM_CLOSE], S.CLOSED, parties.GM, P.Opinion, _("Approve the closure"), meets=[T8],
        tells=[Tell("case_closed", parties.closing_readers, customer=True)], clause="第二十九条",
    )  # fmt: skip

    # ---- 索赔、专题会议、处分 (第三十三条、第三十四条、第三十六条)
    raise_claim = Step(
        OPEN, None, parties.AGENT | R, P.ClaimRaising, _("Register a claim"), opens=[T10], clause="第三十四条"
    )
    submit_claim_report = Step(
        OPEN, None, parties.FIRST_HEAD, P.ClaimReport, _("Submit the report on the claim"),
        meets=[T10], clause="第三十四条",
    )  # fmt: skip
    decide_claim = Step(
        OPEN, None, parties.CLAIM_DECIDER, P.ClaimDecision, _("Decide the claim"), opens=[T11],
        clause="第三十四条",
    )  # fmt: skip
    execute_claim = Step(OPEN, None, R, P.ClaimExecution, _("Execute the claim"), clause="第三十四条")
    file_claim = Step(
        OPEN, None, R, Nothing, _("File the claim with the group centre"), meets=[T11], clause="第三十四条"
    )
    hold_meeting = Step(
        [*BEING_HANDLED, *BEING_CLOSED], None, parties.CHAIRMAN, P.Meeting, _("Record the special meeting"),
        clause="第三十三条",
    )  # fmt: skip
    file_minutes = Step(
        [*BEING_HANDLED, *BEING_CLOSED], None, parties.CHAIRMAN, P.Minutes, _("File the minutes"),
        meets=[T9], clause="第三十三条",
    )  # fmt: skip
    decide_sanction = Step(
        [*BEING_HANDLED, *BEING_CLOSED, S.CLOSED], None, parties.GM, P.SanctionDecision, _("Decide a sanction"),
        clause="第三十六条",
    )  # fmt: skip

    # ---- 跟进、督促、工作小组、处理不力 (第二十一条、第二十六条、第二十七条)
    follow_up = Step(
        ISSUED_AND_OPEN, None, parties.GROUP_AGENT, V.FollowUp, _("Note today's follow-up"), clause="第二十六条"
    )
    mark_slow = Step(
        ISSUED_AND_OPEN, None, parties.GROUP_AGENT, V.SlowReview, _("Check slow handling"), clause="第二十六条"
    )
    urge_leader = Step(
        ISSUED_AND_OPEN, None, parties.DGM, V.Urging, _("Urge the leader in charge"),
        tells=[Tell("leader_urged", parties.LEADER.holders)], clause="第二十六条",
    )  # fmt: skip
    warn = Step(
        ISSUED_AND_OPEN, None, parties.GROUP_AGENT, V.Danger, _("Flag serious slowness and risk"),
        clause="第二十七条",
    )  # fmt: skip
    form_task_force = Step(ISSUED_AND_OPEN, None, parties.GM, V.TaskForce, _("Form a task force"), clause="第二十七条")
    report_task_force = Step(
        ISSUED_AND_OPEN, None, parties.GM | parties.GROUP_AGENT, V.TaskForceReport,
        _("Report from the site"), needs=[Proof.SITE_PHOTO], clause="第二十七条",
    )  # fmt: skip
    record_failure = Step(
        [*ISSUED_AND_OPEN, S.CLOSED, S.CLOSED_UNREASONABLE], None, parties.DGM | parties.GM, V.FailureEvent,
        _("Record poor handling against a leader"), clause="第二十一条",
    )  # fmt: skip

    # ---- 回访质量、客户否认签字 (第三十五条、第三十七条)
    judge_visit = Step(
        [*BEING_HANDLED, *BEING_CLOSED], None, parties.AGENT | parties.GROUP_AGENT, P.Reason,
        _("Judge the visit poor"), one_by_one=True, clause="第三十五条",
    )  # fmt: skip
    deny_signature = Step(
        [*BEING_HANDLED, *BEING_CLOSED], None, parties.AGENT | parties.GROUP_AGENT, P.SignatureDenied,
        _("Customer denies the signature"), in_confidence=True, one_by_one=True,
        clause="第三十七条",
    )  # fmt: skip

    # ---- 级别建议、专项考核、亲自督促、投诉升级与品牌事件 (第三十三条)
    propose_level, remove_special = levels.propose_level, levels.remove_special
    urge_chairman = levels.urge_chairman
    record_escalation, judge_escalation = levels.record_escalation, levels.judge_escalation

    # ---- 超期原因、整改项 (第三十条、第三十一条)
    explain_delay, finish_plan_item = overdue.explain_delay, overdue.finish_plan_item
