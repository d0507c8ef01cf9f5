"""The procedures of this domain, one file each; an order's effects stand beside it, by stage."""

from shouwen.complaints.flows import order_approval, order_claim, order_closure, order_visit
from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.flows.order import Order

__all__ = ["Complaint", "Order", "order_approval", "order_claim", "order_closure", "order_visit"]
