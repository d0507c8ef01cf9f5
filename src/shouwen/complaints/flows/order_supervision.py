"""Effects of following up, slow orders, urging, task forces, poor handling (第二十一、二十六、二十七条)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouwen.complaints import parties, routing
from shouwen.complaints import supervision_payloads as given
from shouwen.complaints.flows.order import Order
from shouwen.complaints.models import OrderRecord
from shouwen.complaints.sanctions import record_decided
from shouwen.complaints.supervision import note_review
from shouwen.complaints.words import Answerable
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act


@Order.follow_up.does
def follow_up_today(order: OrderRecord, act: Act[given.FollowUp]) -> None:
    """集团售后服务中心客服人员每天跟进 (S3-26b); the remark stands in the history."""
    order.followed_at = act.at


@Order.mark_slow.does
def check_what_is_slow(order: OrderRecord, act: Act[given.SlowReview]) -> None:
    """检查方案的合理性及人员、物资的调配情况, for the day's summary (S3-26c, S3-26d)."""
    note_review(order, act.given, act.actor, act.at)
    order.is_slow = act.given.slow


@Order.urge_leader.waits_for
def somebody_to_urge(order: OrderRecord) -> str | None:
    return None if order.leader_id else _("No leader in charge is in office for this order.")


@Order.warn.does
def flag_the_danger(order: OrderRecord, act: Act[given.Danger]) -> None:
    """Both flags together, and not before, call the general manager (S3-27a)."""
    was_called = order.is_seriously_slow and order.has_escalation_risk
    order.is_seriously_slow, order.has_escalation_risk = act.given.seriously_slow, act.given.escalation_risk
    if order.is_seriously_slow and order.has_escalation_risk and not was_called:
        act.tells("task_force_due", parties.GM.holders(act.case, act.at))


@Order.form_task_force.does
def form(order: OrderRecord, act: Act[given.TaskForce]) -> None:
    """总经理组织工作小组 (S3-27a); at a special level without any flag (S3-33i)."""
    order.task_force_at = act.at


@Order.form_task_force.waits_for
def both_flags(order: OrderRecord) -> str | None:
    """严重缓慢并有扩大化可能 (S3-27a); a special level needs no flag (S3-33i)."""
    flagged = order.is_special or (order.is_seriously_slow and order.has_escalation_risk)
    return None if flagged else _("A task force needs both flags: seriously slow, and may escalate.")


@Order.report_task_force.only_while
def a_task_force(order: OrderRecord) -> str | None:
    return None if order.task_force_at else _("Form the task force first.")


@Order.report_task_force.does
def report_from_the_site(_order: OrderRecord, act: Act[given.TaskForceReport]) -> None:
    """进行现场督促解决: arrival, findings and result stand in the history with the photos (S3-27a)."""
    if act.given.arrived_at > act.at:
        raise Refused(
            _("The task force cannot arrive later than it reports."),
            Why.BAD_PAYLOAD,
            {"arrived_at": [_("The task force cannot arrive later than it reports.")]},
        )


@Order.record_failure.does
def record_the_failure(order: OrderRecord, act: Act[given.FailureEvent]) -> None:
    """对客户投诉处理不力的责任事件,集团售后服务中心可予以严肃处分 (S3-21f, P9): decided at once, told to the leader."""
    if act.given.leader == Answerable.LEADER:
        person = order.leader_id
    else:
        person = next(iter(routing.chairmen_of(order.company_id, act.at)), None)
    if person is None:
        raise Refused(_("Nobody holds that office for this order."), Why.BAD_PAYLOAD)
    record_decided(order, "P9", "第二十一条", person, act.given.facts, act.given.sanction, act)
    act.tells("failure_recorded", [person])
