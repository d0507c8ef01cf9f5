"""Who takes over an open supervision order when the person answerable or the leader in charge leaves the post."""

from __future__ import annotations

from datetime import datetime

from shouwen.complaints import routing
from shouwen.complaints.flows import Handling, Order
from shouwen.complaints.handling.handlers import DEPARTMENT, handler_for
from shouwen.complaints.models import HandlingRecord, OrderRecord
from shouwen.kernel.errors import Refused
from shouwen.kernel.handover import succeed_with
from shouwen.kernel.models import Case
from shouwen.people.queries import appointments_at


def replace(order: OrderRecord, case: Case, leaving: int, at: datetime) -> None:
    """The successor in the post answers; while it is vacant the leader in charge, then the company's chairman."""
    if order.leader_id == leaving:
        order.leader_id = routing.leader_for(case.project, order.first_department, at)
    if order.responsible_id == leaving:
        order.responsible_id = _successor(order, case, at)


def _successor(order: OrderRecord, case: Case, at: datetime) -> int | None:
    try:
        return routing.responsible_for(case.project, order.first_department, order.level, at)
    except Refused:  # the post is vacant: the duty climbs instead of waiting
        return order.leader_id or next(iter(routing.chairmen_of(order.company_id, at)), None)


def replace_handler(record: HandlingRecord, case: Case, _leaving: int, at: datetime) -> None:
    """A handler who left the department is followed by whoever handles such complaints now; the kernel, which knows
    only counters, gave the case to a specialist."""
    posts = appointments_at(at).filter(org_id=case.region_id, role__in=DEPARTMENT)
    if case.agent_id is not None and posts.filter(staff_id=case.agent_id).exists():
        return
    important = record.is_important
    case.agent_id = (
        handler_for(case.project, record.category, at, is_important=important, spread=case.pk) or case.agent_id
    )


succeed_with(Order.code, replace)
succeed_with(Handling.code, replace_handler)
