"""Who takes over an open supervision order when the person answerable or the leader in charge leaves the post."""

from __future__ import annotations

from datetime import datetime

from shouwen.complaints import routing
from shouwen.complaints.flows import Order
from shouwen.complaints.models import OrderRecord
from shouwen.kernel.errors import Refused
from shouwen.kernel.handover import succeed_with
from shouwen.kernel.models import Case


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


succeed_with(Order.code, replace)
