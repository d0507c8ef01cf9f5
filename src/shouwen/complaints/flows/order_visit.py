"""Effects at the customer's door, of the call-back, and of the daily handling (第二十二条 … 第二十六条)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouwen.complaints import duties, payloads, routing, rules
from shouwen.complaints.discipline import clues
from shouwen.complaints.flows.order import Order
from shouwen.complaints.models import CooperationTask, OrderRecord
from shouwen.complaints.sanctions import record_decided
from shouwen.complaints.standards import missing_checks
from shouwen.complaints.words import CallBackOutcome, OrderState
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.fired import is_in_force
from shouwen.kernel.flows import Act, Nothing
from shouwen.kernel.wording import listed


@Order.arrange.does
def note_the_first_arrangement(order: OrderRecord, act: Act[payloads.Arrangement]) -> None:
    """一把手第一时间亲自安排: the first one is measured from the issue (S3-05c)."""
    order.arranged_at = order.arranged_at or act.at


@Order.check_in.does
def arrive(order: OrderRecord, act: Act[payloads.CheckIn]) -> None:
    """必须上门,电话联系不算 (S3-22a); 上门服务标准自检 (S3-24)."""
    if act.given.self_check is not None and (missing := missing_checks(order.type, act.given.self_check)):
        raise Refused(
            _("Before ringing, still to check: {items}.").format(items=listed(missing)),
            Why.BAD_PAYLOAD,
            {"self_check": missing},
        )
    order.visited_at = act.at
    order.visits += 0 if order.is_checked_in else 1
    order.is_checked_in = True


@Order.agree_plan.waits_for
def the_visit(order: OrderRecord) -> str | None:
    """必须上门,电话联系不算 (S3-22a)."""
    first = order.case.state == OrderState.ISSUED and not order.is_checked_in
    return _("Check in at the customer's door first; a phone call is no visit.") if first else None


@Order.agree_plan.does
def agree(order: OrderRecord, act: Act[payloads.Agreement]) -> None:
    """商谈完成时间及处理方案;考核节点取短 (S3-22c, S3-25)."""
    order.findings, order.plan = act.given.findings, act.given.plan
    order.negotiated_finish_at = act.given.negotiated_finish_at
    order.plan_version += 1
    act.work.replan(duties.T8, order.effective_deadline)


@Order.record_blocked.does
def note_the_blocked_visit(order: OrderRecord, act: Act[payloads.Blocked]) -> None:
    """第二十三条:于回访后一个小时内将回访材料录入系统 (T4 runs from the visit to this entry)."""
    visited_at = act.given.visited_at
    if not (order.issued_at and order.issued_at <= visited_at <= act.at):
        raise Refused(
            _("The visit lies between the issue of the order and now."),
            Why.BAD_PAYLOAD,
            {"visited_at": [_("The visit lies between the issue of the order and now.")]},
        )
    order.blocked_kind, order.call_back_outcome, order.visited_at = act.given.kind, "", visited_at
    order.visits += 0 if order.is_checked_in else 1
    act.work.record_done(duties.T4, started_at=visited_at)


@Order.call_back.does
def follow_the_call_back(order: OrderRecord, act: Act[payloads.CallBack]) -> None:
    """回访后的去向 (S3-23d)."""
    given = act.given
    order.call_back_outcome = given.outcome
    if given.outcome in (CallBackOutcome.RESCHEDULE, CallBackOutcome.DENIED):
        _visit_again(order, act)
    elif given.outcome == CallBackOutcome.COORDINATED:
        act.goes_to(OrderState.IN_PROGRESS)
    else:
        act.goes_to(OrderState.VISIT_BLOCKED)


def _visit_again(order: OrderRecord, act: Act[payloads.CallBack]) -> None:
    if act.given.next_visit_at is None:
        raise Refused(_("Agree on the next visit."), Why.BAD_PAYLOAD, {"next_visit_at": [_("This is still empty.")]})
    order.is_checked_in = False
    act.goes_to(OrderState.ISSUED)
    act.work.open(duties.T3, started_at=act.given.next_visit_at)
    if act.given.outcome == CallBackOutcome.DENIED and order.responsible_id:
        _charge_visit(act, "P11", order.responsible_id)
        act.after(lambda: clues.open_on(order.case_id, act.at))


@Order.deny_signature.does
def open_a_clue_of_false_work(order: OrderRecord, act: Act[payloads.SignatureDenied]) -> None:
    """回访客户否认签字→一键生成“弄虚作假”线索 (S3-37c)."""
    act.after(lambda: clues.open_on(order.case_id, act.at))


@Order.deny_signature.only_while
def something_was_signed(order: OrderRecord) -> str | None:
    """There is a visit or a completion that somebody claims the customer signed."""
    signed = order.plan_version > 0 or order.applied_at is not None
    return None if signed else _("Nothing has been signed on this order yet.")


def _charge_visit(act: Act[payloads.CallBack] | Act[payloads.Reason], code: str, person_id: int) -> None:
    """第三十五条:每次扣罚20%月度综合奖金; nothing before the regulation's first day (S3-46a)."""
    if not is_in_force(act.work.book.value(rules.IN_FORCE_FROM), act.at):
        return
    share = act.work.book.value(rules.VISIT_BONUS)
    act.work.charge_share(act, {"percent": share, "code": code, "clause": "第三十五条"}, person_id)


@Order.close_unreasonable.waits_for
def that_outcome(order: OrderRecord) -> str | None:
    found = order.call_back_outcome == CallBackOutcome.UNREASONABLE
    return None if found else _("First the call-back must have found the demand unreasonable.")


@Order.judge_visit.only_while
def a_visit_to_judge(order: OrderRecord) -> str | None:
    return _("There is no visit that has not been judged yet.") if order.judged_visits >= order.visits else None


@Order.judge_visit.does
def judge_once_a_visit(order: OrderRecord, act: Act[payloads.Reason]) -> None:
    """回访质量较差的,每次扣罚20%月度综合奖金 (S3-35b)."""
    order.judged_visits = order.visits
    if order.responsible_id:
        _charge_visit(act, "P12", order.responsible_id)


@Order.report_progress.does
def note_progress(order: OrderRecord, act: Act[payloads.Progress]) -> None:
    order.percent = act.given.percent


@Order.ask_cooperation.does
def ask(order: OrderRecord, act: Act[payloads.CooperationRequest]) -> None:
    """配合部门须无条件配合 (S3-20h)."""
    given = act.given
    CooperationTask.objects.create(
        order=order, department=given.department, task=given.task, due_at=given.due_at, asked_at=act.at
    )
    act.tells("cooperation_requested", routing.heads_of(act.case.project, given.department, act.at))


def _my_task(order: OrderRecord, act: Act[Nothing] | Act[payloads.CooperationResult]) -> CooperationTask:
    """The oldest open task of a department the actor heads."""
    for task in order.tasks.filter(finished_at=None).order_by("id"):
        heads = routing.heads_of(act.case.project, task.department, act.at)
        if act.stands_for(heads):
            return task
    raise Refused(_("Your department has no open task here."), Why.WRONG_STATE)


@Order.accept_cooperation.does
def accept(order: OrderRecord, act: Act[Nothing]) -> None:
    task = _my_task(order, act)
    task.accepted_at = task.accepted_at or act.at
    task.save(update_fields=["accepted_at"])


@Order.finish_cooperation.does
def finish(order: OrderRecord, act: Act[payloads.CooperationResult]) -> None:
    task = _my_task(order, act)
    task.accepted_at = task.accepted_at or act.at
    task.finished_at, task.result = act.at, act.given.result
    task.save(update_fields=["accepted_at", "finished_at", "result"])


@Order.sanction_refusal.does
def sanction_the_refusal(order: OrderRecord, act: Act[payloads.Uncooperative]) -> None:
    """第四条:对拒不配合的部门具有处分权 — facts and sanction go on the register, the head is told."""
    for head in routing.heads_of(act.case.project, act.given.department, act.at)[:1]:
        record_decided(order, "P1", "第四条", head, act.given.facts, act.given.sanction, act)
        act.tells("sanction_recorded", [head])
