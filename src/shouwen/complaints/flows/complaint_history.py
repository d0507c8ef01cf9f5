"""Effects of taking over what an older ledger holds: history as it stands there, without duties or notices."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouwen.complaints import payloads
from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.words import ComplaintState
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act


@Complaint.take_over.does
def keep_as_it_stands(complaint: ComplaintRecord, act: Act[payloads.History]) -> None:
    """What was closed stays closed; what is open waits for the customer's signature, and for an order if need be."""
    given = act.given
    complaint.type, complaint.channel = given.type or "", given.channel
    complaint.customer_name, complaint.phone, complaint.demand = given.customer_name, given.phone, given.demand
    complaint.required_finish_at, complaint.solution = given.required_finish_at, given.solution
    complaint.contact_ended_at, complaint.score = act.at, given.score
    act.case.title = given.demand[:200]
    if given.finished_at is None:
        act.goes_to(ComplaintState.AWAITING_SIGNATURE)
    elif act.at <= given.finished_at <= act.work.now:
        act.case.closed_at = given.finished_at
    else:
        raise Refused(_("A matter is finished after it came up, and not in the future."), Why.BAD_PAYLOAD)
