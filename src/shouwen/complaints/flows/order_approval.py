"""Effects of drafting, approving, issuing and grading an order (第十四条、第二十条、第二十一条、第三十三条)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouwen.complaints import duties, payloads, routing
from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.flows.order import Order
from shouwen.complaints.models import OrderRecord
from shouwen.complaints.words import BEFORE_ISSUE, ComplaintType, OrderState
from shouwen.kernel import moves
from shouwen.kernel.access import ENGINE
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Nothing
from shouwen.kernel.models import Case


def appoint(order: OrderRecord, act: Act[object]) -> None:  # type: ignore[type-var] # any act will do
    """Resolve the company, the person responsible and the leader, as of this instant (S3-05, S3-21)."""
    project = act.case.project
    order.company_id = routing.company_id_of(project, order.first_department)
    order.responsible_id = routing.responsible_for(project, order.first_department, order.level, act.at)
    order.leader_id = routing.leader_for(project, order.first_department, act.at)


@Order.draft.does
def fill_in(order: OrderRecord, act: Act[payloads.Drafting]) -> None:
    """系统自动生成督办令 (S3-14b)."""
    given = act.given
    order.type, order.first_department = given.type, given.first_department
    order.cooperating, order.override_reason = list(given.cooperating), given.override_reason
    order.ordered_finish_at, order.part = given.ordered_finish_at, given.part
    order.company_id = routing.company_id_of(act.case.project, given.first_department)
    heads = routing.heads_of(act.case.project, given.first_department, act.at)
    order.responsible_id = heads[0] if heads else None
    order.leader_id = routing.leader_for(act.case.project, given.first_department, act.at)


@Order.edit.does
def complete_the_order(order: OrderRecord, act: Act[payloads.Editing]) -> None:
    given = act.given
    if given.ordered_finish_at:
        order.ordered_finish_at = given.ordered_finish_at
    if given.first_department and given.first_department != order.first_department:
        change_department(order, given.first_department, given.override_reason)
        order.company_id = routing.company_id_of(act.case.project, given.first_department)


def change_department(order: OrderRecord, department: str, reason: str | None) -> None:
    """Another first department; one that differs from the matrix needs a reason (S3-20g)."""
    route = routing.MATRIX[ComplaintType(order.type)]
    if department != route.first and not reason:
        raise Refused(
            _("Another first department than the regulation's needs a reason."),
            Why.BAD_PAYLOAD,
            {"override_reason": [_("This is still empty.")]},
        )
    order.first_department, order.override_reason = department, reason or ""
    order.cooperating = [d for d in (*route.cooperating, route.first) if d != department]


@Order.submit.does
def submit_for_approval(order: OrderRecord, act: Act[Nothing]) -> None:
    """第十四条:报批. The first submission starts T2; once no order is left in draft, T1 is met."""
    appoint(order, act)  # type: ignore[arg-type] # any act will do
    if order.submitted_at is None:
        order.submitted_at = act.at
    parent = act.case.parent_id
    siblings = Case.objects.filter(parent_id=parent, state=OrderState.ORDER_DRAFTING).exclude(pk=act.case.pk)
    if parent and not siblings.exists():
        moves.take(Complaint.note_submission, parent, by=ENGINE)


@Order.issue.does
def command_the_department(order: OrderRecord, act: Act[payloads.Opinion]) -> None:
    """总经理签发; the persons are frozen as they stand at this instant (S3-21a)."""
    appoint(order, act)  # type: ignore[arg-type] # any act will do
    order.issued_at = act.at


@Order.grade.does
def set_the_level(order: OrderRecord, act: Act[payloads.Grading]) -> None:
    """重大、群体性、共性问题投诉的责任人为董事长 (S3-05b); the leader in charge stays (Q5)."""
    was_special = order.is_special
    order.level, order.verification = act.given.level, act.given.verification
    if act.case.state in BEFORE_ISSUE:
        return
    order.responsible_id = routing.responsible_for(act.case.project, order.first_department, order.level, act.at)
    if order.is_special and not was_special:
        act.work.open(duties.T13)
        act.tells("order_handed_on", [order.responsible_id])
    elif was_special and not order.is_special:
        act.work.cancel(duties.T13)


@Order.reassign.does
def hand_to_another(order: OrderRecord, act: Act[payloads.Reassignment]) -> None:
    """第二十条:改派. The clocks run on; what accrued stays where it accrued (S3 §2.4 N)."""
    change_department(order, act.given.first_department, act.given.reason)
    appoint(order, act)  # type: ignore[arg-type] # any act will do
    act.tells("order_handed_on", [order.responsible_id])


@Order.extend.does
def extend_the_completion(order: OrderRecord, act: Act[payloads.Extension]) -> None:
    """延期须总经理批准 (S3-23d)."""
    if act.given.finish_at <= act.at:
        raise Refused(
            _("The new completion must lie ahead."),
            Why.BAD_PAYLOAD,
            {"finish_at": [_("The new completion must lie ahead.")]},
        )
    order.ordered_finish_at, order.negotiated_finish_at = act.given.finish_at, None
    act.work.replan(duties.T8, order.effective_deadline)
