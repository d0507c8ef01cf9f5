"""Effects of receiving, classifying, transferring, investigating, planning and carrying out (S4-CMP-07 … S4-CMP-13)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shouwen.complaints.flows.coordination import Coordination
from shouwen.complaints.flows.handling import Handling
from shouwen.complaints.handling import duties, payloads
from shouwen.complaints.handling.handlers import handler_for
from shouwen.complaints.models import HandlingRecord
from shouwen.customers.models import Customer
from shouwen.kernel import moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Nothing

Classified = payloads.Classification | payloads.Reclassification


@Handling.receive.does
def take_what_the_complaint_says(record: HandlingRecord, act: Act[payloads.Reception]) -> None:
    """Received when the customer came, not when somebody had time to type (the stricter of two instants)."""
    if act.case.parent is None:
        raise ValueError("a handling belongs to a complaint")
    complaint = act.case.parent.complaint
    record.complaint = complaint
    record.category = complaint.type
    record.received_at = min(complaint.contact_ended_at or act.at, act.at)
    record.received_by_id = act.given.received_by
    record.due_at = complaint.required_finish_at or act.at
    record.is_important = act.case.customer.is_important if act.case.customer else False


@Handling.register.does
def classify(record: HandlingRecord, act: Act[payloads.Classification]) -> None:
    """登记 (S4-CMP-11)."""
    record.expectation = act.given.expectation
    _route(record, act)


@Handling.reclassify.does
def classify_anew(record: HandlingRecord, act: Act[payloads.Reclassification]) -> None:
    _route(record, act)


def _route(record: HandlingRecord, act: Act[payloads.Classification] | Act[payloads.Reclassification]) -> None:
    """重要客户由经理,合同条款类由职员,一般由助理 (S4-CMP-07); whoever handles it stays if the post is the same."""
    given, case = act.given, act.case
    before = (record.category, record.is_important)
    record.category, record.level, record.is_important = given.category, given.level, given.is_important
    if case.customer_id:
        Customer.objects.filter(pk=case.customer_id).exclude(is_important=given.is_important).update(
            is_important=given.is_important
        )
    if before == (record.category, record.is_important) and case.agent_id:
        return
    found = handler_for(case.project, given.category, act.at, is_important=given.is_important, spread=case.pk)
    if found is not None and found != case.agent_id:
        case.agent_id = found
        act.tells("handling_assigned", [found])


@Handling.transfer.does
def hand_to_the_department(record: HandlingRecord, act: Act[payloads.Transfer]) -> None:
    """转达给责任部门;再次转达重新签收 (S4-CMP-02)."""
    record.department, record.transfer_note = act.given.department, act.given.transfer_note
    record.transferred_at, record.transfers = act.at, record.transfers + 1
    record.acknowledged_at = record.acknowledged_by_id = None


@Handling.acknowledge.only_while
def only_once(record: HandlingRecord) -> str | None:
    return _("The transfer is acknowledged.") if record.acknowledged_at else None


@Handling.acknowledge.does
def sign_for_it(record: HandlingRecord, act: Act[Nothing]) -> None:
    record.acknowledged_at, record.acknowledged_by_id = act.at, act.actor.staff_id


@Handling.investigate.does
def note_the_investigation(record: HandlingRecord, act: Act[payloads.Investigation]) -> None:
    """调查记录、原因、部门陈述 (S4-CMP-12)."""
    record.findings, record.cause = act.given.findings, act.given.cause
    record.statement = act.given.statement or record.statement


@Handling.plan.waits_for
def signed_for(record: HandlingRecord) -> str | None:
    return None if record.acknowledged_at else _("The department has not acknowledged the transfer yet.")


@Handling.plan.waits_for
def investigated(record: HandlingRecord) -> str | None:
    """无调查记录不能进入处理 (S4-CMP-12)."""
    return None if record.findings else _("There is no record of an investigation yet.")


@Handling.plan.does
def promise_a_date(record: HandlingRecord, act: Act[payloads.Plan]) -> None:
    """处理方案有时限与负责人 (S4-CMP-13); closing is owed by the earlier of both dates (S3 §10)."""
    given = act.given
    _must_lie_ahead(given.plan_due_at, act.at, "plan_due_at")
    record.plan, record.responsible, record.planned_cost = given.plan, given.responsible, given.planned_cost
    record.plan_due_at, record.due_at = given.plan_due_at, record.earlier_of(given.plan_due_at)
    act.work.replan(duties.CLOSE, record.due_at)


@Handling.coordinate.does
def ask_the_department(_record: HandlingRecord, act: Act[payloads.Task]) -> None:
    """协调任务是一件自己的事,有时限和结果 (S4-CMP-03)."""
    case = act.case
    _must_lie_ahead(act.given.due_at, act.at, "due_at")
    place = moves.Place(case.project, case.unit, case.customer, case.agent, parent=case, title=act.given.task[:200])
    act.notes_opened(moves.start(Coordination.ask, place, by=act.actor, given=act.given).case)


def _must_lie_ahead(instant: datetime, at: datetime, field: str) -> None:
    if instant <= at:
        says = _("The date must lie ahead.")
        raise Refused(says, Why.BAD_PAYLOAD, {field: [says]})


@Handling.report_result.does
def note_what_was_done(record: HandlingRecord, act: Act[payloads.Result]) -> None:
    """处理结果 (S4-CMP-05)."""
    record.actions, record.result, record.cost = act.given.actions, act.given.result, act.given.cost
    record.done_at = act.at
