"""Effects of applying for closure, checking, calling the customer, and closing (第二十八条、第二十九条)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouwen.complaints import payloads
from shouwen.complaints.discipline import clues
from shouwen.complaints.flows.complaint import Complaint, open_orders
from shouwen.complaints.flows.order import Order
from shouwen.complaints.models import Claim, OrderRecord
from shouwen.complaints.sanctions import decide
from shouwen.complaints.words import ComplaintState
from shouwen.kernel import moves
from shouwen.kernel.access import ENGINE
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act
from shouwen.kernel.models import Case

DISCIPLINE_FINDING = "complaints.discipline_finding"


@Order.apply_closure.does
def everything_is_done(order: OrderRecord, act: Act[payloads.ClosureApplication]) -> None:
    """工完场清 (S3-24g)."""
    if not act.given.site_cleared:
        raise Refused(
            _("Clear the site first, then apply for closure."),
            Why.BAD_PAYLOAD,
            {"site_cleared": [_("Clear the site first, then apply for closure.")]},
        )
    order.applied_at = act.at
    order.applications += 1


@Order.apply_closure.waits_for
def cooperation_finished(order: OrderRecord) -> str | None:
    """协办任务已完成 (S3 §2.3 row 17)."""
    return _("A cooperation task is still open.") if order.tasks.filter(finished_at=None).exists() else None


@Order.apply_closure.waits_for
@Order.close.waits_for
def claims_settled(order: OrderRecord) -> str | None:
    """索赔未执行完不得结案 (S3-34d)."""
    left = order.claims.exclude(state__in=[Claim.State.EXECUTED, Claim.State.REJECTED]).exists()
    return _("A claim is neither executed nor rejected.") if left else None


@Order.verify_closure.does
def the_customer_agrees(order: OrderRecord, act: Act[payloads.ClosureCheck]) -> None:
    """100%回访及满意度调查 (S3-29b); a customer who says no sends it back (S3-29e).

    What is said of staff in the home is a finding, and a clue with the group centre (S3-24h, S3-24i).
    """
    if not act.given.solved:
        raise Refused(
            _("The customer says it is not solved: return it to the department."),
            Why.REFUSED,
            {"solved": [_("The customer says it is not solved: return it to the department.")]},
        )
    order.score = act.given.score
    if act.given.smoked or act.given.took_gifts:
        severe = {"severe": act.given.took_gifts}
        act.work.event(DISCIPLINE_FINDING, severe)
        act.after(lambda: clues.open_on(order.case_id, act.at))


@Order.return_closure.does
def as_if_never_applied(order: OrderRecord, _act: Act[payloads.Reason]) -> None:
    """退回的申请无效,超期连续计 (S3-29e, Q6)."""
    order.applied_at = None


@Order.close.does
def close_with_the_last_order(_order: OrderRecord, act: Act[payloads.Opinion]) -> None:
    """全部督办令结案后投诉才结案 (S3-I07)."""
    act.after(lambda: _close_complaint(act.case.parent))


@Order.close_unreasonable.does
def close_unreasonable_with_the_last_order(_order: OrderRecord, act: Act[payloads.Reason]) -> None:
    """不合理诉求结案 closes the complaint as well, when nothing else is open (S3-I07)."""
    act.after(lambda: _close_complaint(act.case.parent))


def _close_complaint(complaint: Case | None) -> None:
    if complaint is not None and complaint.state == ComplaintState.ORDER_RAISED and not open_orders(complaint):
        moves.take(Complaint.close, complaint.pk, by=ENGINE)


@Order.decide_sanction.does
def decide_the_proposal(order: OrderRecord, act: Act[payloads.SanctionDecision]) -> None:
    """第三十六条第三档:人工定比例."""
    decide(order, act)
