"""The procedures of this domain, one file each; effects stand beside them, by place."""

from shouwen.frontdesk.flows import at_the_counter, at_the_gate, slip_batches
from shouwen.frontdesk.flows.item_release import ItemRelease
from shouwen.frontdesk.flows.slip_reconciliation import SlipReconciliation

__all__ = ["ItemRelease", "SlipReconciliation", "at_the_counter", "at_the_gate", "slip_batches"]
