"""Effects of answering, calling back, closing, summarising and escalating (S4-CMP-04, 05, 14, 15, 16)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.flows.coordination import open_tasks
from shouwen.complaints.flows.handling import Handling
from shouwen.complaints.flows.order import Order
from shouwen.complaints.handling import duties, payloads, rules
from shouwen.complaints.handling.words import HandlingState
from shouwen.complaints.models import HandlingRecord
from shouwen.complaints.payloads import Reason
from shouwen.exchange.lessons import SystemicSuspicion
from shouwen.kernel import clock, crossing, moves, rulebook
from shouwen.kernel.flows import Act
from shouwen.kernel.models import Case

S = HandlingState


# ---- 反馈 ----------------------------------------------------------------------------------------


@Handling.reply.does
@Handling.answer_solved.does
def keep_the_answer(record: HandlingRecord, act: Act[payloads.Reply]) -> None:
    """回复记录: the first one counts for the 24 hours, the latest is what the customer was told (S4-CMP-04)."""
    record.replied_at = record.replied_at or act.at
    record.reply_channel = act.given.channel
    record.reply, record.response = act.given.content, act.given.response


@Handling.note_reply.does
def keep_what_the_order_brought(record: HandlingRecord, act: Act[payloads.NotedReply]) -> None:
    record.replied_at = record.replied_at or act.at
    record.reply = record.reply or act.given.content


@Handling.answer_solved.waits_for
def the_department_has_reported(record: HandlingRecord) -> str | None:
    return None if record.done_at else _("No result has been reported yet.")


@Handling.answer_solved.waits_for
def the_tasks_are_done(record: HandlingRecord) -> str | None:
    """协调任务未完成不能回复客户“已解决” (S4-CMP-03)."""
    return _("A coordination task is still open.") if open_tasks(record.case_id) else None


@Handling.answer_solved.does
def ask_about_satisfaction_anew(record: HandlingRecord, act: Act[payloads.Reply]) -> None:
    record.answered_at, record.attempts = act.at, 0


@Handling.take_over.does
@Handling.close_with_orders.does
def take_over_how_it_ended(record: HandlingRecord, act: Act[payloads.TakenOver]) -> None:
    record.result = act.given.result
    record.done_at, record.replied_at = act.at, record.replied_at or act.at
    record.answered_at, record.reply = act.at, record.reply or act.given.result


@Handling.close_with_orders.does
def take_over_what_the_group_heard(record: HandlingRecord, act: Act[payloads.TakenOver]) -> None:
    """The group has called already: nobody asks the customer twice (S3 §10)."""
    record.concluded_at = act.at
    if act.given.score is not None:
        record.score, record.surveyed_at = act.given.score, act.at


# ---- 满意度回访 ----------------------------------------------------------------------------------


@Handling.call_back.only_while
@Handling.miss.only_while
def only_before_the_answer(record: HandlingRecord) -> str | None:
    return _("The customer has been called back.") if record.was_called_back else None


@Handling.call_back.does
def hear_the_customer(record: HandlingRecord, act: Act[payloads.CallBack]) -> None:
    """不满意 → 回处理 (S4 §3.8)."""
    record.score, record.surveyed_at = act.given.score, act.at
    record.response = act.given.comment or record.response
    if act.given.score > rulebook.value(rules.DISSATISFIED, act.at):
        act.goes_to(S.REPLIED)
        return
    act.goes_to(S.HANDLING)
    _begin_another_round(record)
    act.tells("handling_sent_back", [act.case.agent_id])


@Handling.miss.does
def count_the_attempt(record: HandlingRecord, act: Act[payloads.Missed]) -> None:
    record.attempts += 1
    if record.attempts >= rulebook.value(rules.CALL_BACK_ATTEMPTS, act.at):
        act.work.meet(duties.CALL_BACK)


def _begin_another_round(record: HandlingRecord) -> None:
    record.rounds, record.done_at, record.answered_at = record.rounds + 1, None, None


# ---- 结案、总结 ----------------------------------------------------------------------------------


@Handling.close.waits_for
def there_is_a_result(record: HandlingRecord) -> str | None:
    """未填处理结果不能结案 (S4-CMP-05)."""
    return None if record.done_at and record.result else _("No result has been reported yet.")


@Handling.close.waits_for
def the_customer_was_asked(record: HandlingRecord) -> str | None:
    tried = record.attempts >= rulebook.value(rules.CALL_BACK_ATTEMPTS, clock.now())
    return None if record.was_called_back or tried else _("The customer has not been called back yet.")


@Handling.close.does
def conclude(record: HandlingRecord, act: Act[payloads.Closing]) -> None:
    record.cause_kind, record.concluded_at = act.given.cause_kind, act.at


@Handling.send_back.does
def handle_it_again(record: HandlingRecord, _act: Act[Reason]) -> None:
    _begin_another_round(record)


@Handling.summarise.does
def learn_from_it(record: HandlingRecord, act: Act[payloads.Summary]) -> None:
    """原因、教训、预防;系统性问题提交集团优化 (S4-CMP-15)."""
    given, case = act.given, act.case
    record.root_cause, record.lesson, record.prevention = given.root_cause, given.lesson, given.prevention
    record.summarised_at = act.at
    if given.is_systemic:
        crossing.send(
            act,
            SystemicSuspicion(
                key=f"handling:{case.pk}", problem=given.root_cause[:200], project_id=case.project_id,
                case_id=case.pk, at=act.at,
            ),
        )  # fmt: skip


# ---- 升级 ----------------------------------------------------------------------------------------


@Handling.escalate.waits_for
def the_complaint_is_open(record: HandlingRecord) -> str | None:
    if record.complaint.case.closed_at is None:
        return None
    return _("The complaint itself is closed; what comes again is registered as a repeat complaint.")


@Handling.escalate.does
def draft_the_order_unless_there_is_one(record: HandlingRecord, act: Act[Reason]) -> None:
    """一键转督办: an order is drafted from the complaint, or the one under way goes on; history stays (S4-CMP-16)."""
    record.escalated_at = act.at
    running = Case.objects.filter(parent_id=record.complaint_id, flow=Order.code, closed_at=None)
    if numbers := list(running.order_by("pk").values_list("number", flat=True)):
        act.facts["orders"] = numbers
        return
    given: dict[str, Any] = {} if record.complaint.type else {"type": record.category}
    done = moves.take(Complaint.escalate, record.complaint_id, by=act.actor, given=given)
    act.facts["opened"] = list(done.opened)
