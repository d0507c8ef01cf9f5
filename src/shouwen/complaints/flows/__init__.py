"""The procedures of this domain, one file each; an order's effects stand beside it, by stage."""

from shouwen.complaints.flows import (
    complaint_history,
    complaint_links,
    complaint_tags,
    crisis_effects,
    handling_closing,
    handling_effects,
    handling_links,
    meeting_effects,
    order_approval,
    order_claim,
    order_closure,
    order_levels,
    order_overdue,
    order_supervision,
    order_visit,
    sanction_effects,
)
from shouwen.complaints.flows.agent_complaint import AboutAgent
from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.flows.coordination import Coordination
from shouwen.complaints.flows.crisis import Crisis
from shouwen.complaints.flows.discipline import Discipline
from shouwen.complaints.flows.handling import Handling
from shouwen.complaints.flows.meeting import Meeting
from shouwen.complaints.flows.order import Order
from shouwen.complaints.flows.reconciliation import Reconciliation
from shouwen.complaints.flows.sanction import Sanctioning

__all__ = [
    "AboutAgent",
    "Complaint",
    "Coordination",
    "Crisis",
    "Discipline",
    "Handling",
    "Meeting",
    "Order",
    "Reconciliation",
    "Sanctioning",
    "complaint_history",
    "complaint_links",
    "complaint_tags",
    "crisis_effects",
    "handling_closing",
    "handling_effects",
    "handling_links",
    "meeting_effects",
    "order_approval",
    "order_claim",
    "order_closure",
    "order_levels",
    "order_overdue",
    "order_supervision",
    "order_visit",
    "sanction_effects",
]
