"""The company's own handling of a complaint: six steps beside the regulation's orders, one case to a complaint."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.handling import contents, duties, parties, payloads
from shouwen.complaints.handling.rules import CLAUSE, STANDARD
from shouwen.complaints.handling.words import BEFORE_THE_ANSWER, UNDER_WAY, WITH_A_DEPARTMENT, HandlingState
from shouwen.complaints.models import HandlingRecord
from shouwen.complaints.payloads import Reason
from shouwen.kernel.access import SYSTEM
from shouwen.kernel.duties import Tell
from shouwen.kernel.flows import Flow, Nothing, Step, start

S, P = HandlingState, payloads
HANDLER, DEPARTMENT, IN_CHARGE, MANAGER = parties.HANDLER, parties.DEPARTMENT, parties.IN_CHARGE, parties.MANAGER


class Handling(Flow[HandlingRecord]):
    """接收 → 登记 → 转达并调查 → 处理 → 反馈并回访 → 结案 → 总结归档;任一步可转督办。(S4-CMP-01 … S4-CMP-16)"""

    code, record, title, prefix = "complaints.handling", HandlingRecord, _("Company's handling"), "KS"
    State, parent = HandlingState, Complaint
    REPLY, ACKNOWLEDGE, RESULT = duties.REPLY, duties.ACKNOWLEDGE, duties.RESULT
    CALL_BACK, CLOSE, SUMMARY = duties.CALL_BACK, duties.CLOSE, duties.SUMMARY

    # ---- 接收、登记
    receive = start(
        to=S.RECEIVED, by=SYSTEM, takes=P.Reception, title=_("Receive the complaint"), opens=[REPLY, CLOSE],
        tells=[
            Tell("complaint_accepted", customer=True, data=contents.accepted),
            Tell("handling_assigned", HANDLER.holders),
        ],
        clause=CLAUSE, hidden=True,
    )  # fmt: skip
    register = Step(
        [S.RECEIVED], S.REGISTERED, parties.DESK, P.Classification, _("Register and classify"), clause=CLAUSE
    )
    reclassify = Step(
        [S.REGISTERED, *WITH_A_DEPARTMENT], None, IN_CHARGE, P.Reclassification, _("Classify anew"), clause=CLAUSE
    )

    # ---- 转达、签收、调查
    transfer = Step(
        [S.REGISTERED, *WITH_A_DEPARTMENT], S.INVESTIGATING, IN_CHARGE, P.Transfer, _("Transfer to the department"),
        cancels=[ACKNOWLEDGE, RESULT], opens=[ACKNOWLEDGE], tells=[Tell("handling_transferred", DEPARTMENT.holders)],
        clause=CLAUSE,
    )  # fmt: skip
    acknowledge = Step(
        [S.INVESTIGATING], None, DEPARTMENT, Nothing, _("Acknowledge the transfer"), meets=[ACKNOWLEDGE], clause=CLAUSE
    )
    investigate = Step(
        [S.INVESTIGATING], None, IN_CHARGE | DEPARTMENT, P.Investigation, _("Record the investigation"), clause=CLAUSE
    )

    # ---- 处理、协调
    plan = Step(
        [S.INVESTIGATING], S.HANDLING, DEPARTMENT, P.Plan, _("Give plan and date"), opens=[RESULT], clause=CLAUSE
    )
    coordinate = Step(
        [S.REGISTERED, *WITH_A_DEPARTMENT], None, IN_CHARGE, P.Task, _("Ask another department"), clause=CLAUSE
    )
    report_result = Step(
        [S.HANDLING], None, DEPARTMENT | HANDLER, P.Result, _("Report the result"), meets=[RESULT],
        tells=[Tell("handling_result", HANDLER.holders)], clause=CLAUSE,
    )  # fmt: skip

    # ---- 反馈、回访
    reply = Step(
        [*BEFORE_THE_ANSWER, S.ESCALATED], None, IN_CHARGE, P.Reply, _("Answer the customer"), meets=[REPLY],
        clause=STANDARD,
    )  # fmt: skip
    note_reply = Step(
        [*BEFORE_THE_ANSWER, S.ESCALATED], None, SYSTEM, P.NotedReply, _("The order answered the customer"),
        meets=[REPLY], hidden=True, clause=STANDARD,
    )  # fmt: skip
    answer_solved = Step(
        [S.HANDLING], S.REPLIED, IN_CHARGE, P.Reply, _("Tell the customer it is solved"), meets=[REPLY],
        opens=[CALL_BACK], clause=CLAUSE,
    )  # fmt: skip
    take_over = Step(
        BEFORE_THE_ANSWER, S.REPLIED, SYSTEM, P.TakenOver, _("The complaint was solved"),
        meets=[REPLY], cancels=[ACKNOWLEDGE, RESULT], opens=[CALL_BACK], hidden=True, clause=CLAUSE,
    )  # fmt: skip
    close_with_orders = Step(
        [*BEFORE_THE_ANSWER, S.ESCALATED], S.CLOSED, SYSTEM, P.TakenOver, _("The supervision orders are closed"),
        meets=[REPLY, CLOSE], cancels=[ACKNOWLEDGE, RESULT], opens=[SUMMARY], hidden=True, clause=CLAUSE,
    )  # fmt: skip
    call_back = Step(
        [S.REPLIED], [S.REPLIED, S.HANDLING], IN_CHARGE, P.CallBack, _("Call back about satisfaction"),
        meets=[CALL_BACK], clause=CLAUSE,
    )  # fmt: skip
    miss = Step([S.REPLIED], None, IN_CHARGE, P.Missed, _("Note a call-back in vain"), clause=CLAUSE)

    # ---- 结案、总结
    send_back = Step(
        [S.REPLIED], S.HANDLING, MANAGER, Reason, _("Send back to the handling"), cancels=[CALL_BACK],
        tells=[Tell("handling_sent_back", parties.handler_and_department)], clause=CLAUSE,
    )  # fmt: skip
    close = Step(
        [S.REPLIED], S.CLOSED, MANAGER, P.Closing, _("Close the complaint"), meets=[CLOSE], cancels=[CALL_BACK],
        opens=[SUMMARY], tells=[Tell("handling_closed", parties.handler_and_department)], clause=CLAUSE,
    )  # fmt: skip
    summarise = Step(
        [S.CLOSED], S.SUMMARISED, IN_CHARGE, P.Summary, _("Summarise and archive"), meets=[SUMMARY], clause=CLAUSE
    )

    # ---- 升级、随投诉作废
    escalate = Step(
        UNDER_WAY, S.ESCALATED, parties.ESCALATES, Reason, _("Hand to a supervision order"),
        cancels=[ACKNOWLEDGE, RESULT, CALL_BACK], tells=[Tell("handling_escalated", HANDLER.holders)],
        one_by_one=True, clause=CLAUSE,
    )  # fmt: skip
    withdraw = Step(
        [*UNDER_WAY, S.ESCALATED], S.WITHDRAWN, SYSTEM, Nothing, _("The complaint is void"), hidden=True, clause=CLAUSE
    )
