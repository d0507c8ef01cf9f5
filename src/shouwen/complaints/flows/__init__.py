"""The procedures of this domain, one file each; an order's effects stand beside it, by stage."""

from shouwen.complaints.flows import (
    complaint_history,
    order_approval,
    order_claim,
    order_closure,
    order_supervision,
    order_visit,
)
from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.flows.order import Order
from shouwen.complaints.flows.reconciliation import Reconciliation

__all__ = [
    "Complaint",
    "Order",
    "Reconciliation",
    "complaint_history",
    "order_approval",
    "order_claim",
    "order_closure",
    "order_supervision",
    "order_visit",
]
