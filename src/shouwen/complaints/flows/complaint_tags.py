"""Effect of tagging a complaint with another line or quality than its type's (S3-06b)."""

from __future__ import annotations

from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.indicators.payloads import Tagging
from shouwen.complaints.models import ComplaintRecord, ComplaintTags
from shouwen.kernel.flows import Act


@Complaint.tag.does
def choose_the_tags(_complaint: ComplaintRecord, act: Act[Tagging]) -> None:
    """第六条:五条线、三项品质; what is chosen last counts."""
    chosen = {"line": act.given.line, "dimension": act.given.dimension}
    ComplaintTags.objects.update_or_create(case_id=act.case.pk, defaults=chosen)
