"""Repeat complaints: the same unit and type again, while the first is open or within the window after it (S3-I08)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shouwen.complaints import rules
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.words import ComplaintState
from shouwen.database.bundle import ask
from shouwen.estate.models import Unit
from shouwen.kernel import rulebook

# Asked with every registration, and mostly in vain, so written by hand (docs/performance.md).
_EARLIER = """
SELECT coalesce(r.repeats_id, r.case_id) FROM kernel_case c JOIN complaints_complaintrecord r ON r.case_id = c.id
WHERE c.unit_id = %(unit)s AND c.opened_at <= %(at)s AND (c.closed_at IS NULL OR c.closed_at >= %(since)s)
  AND c.id <> %(but)s AND c.state <> ALL(%(none)s) AND r.type = %(kind)s AND r.merged_into_id IS NULL
ORDER BY c.id DESC LIMIT 1
"""


def earlier_here(unit: Unit, kind: str, at: datetime, but: int = 0) -> ComplaintRecord | None:
    """The original of a repeat complaint: of a chain the first, so that its counter counts them all.

    Open complaints count however old they are; closed ones for the rulebook's days from their closing (S3 §2.4 K).
    """
    values: dict[str, Any] = {
        "unit": unit.pk,
        "kind": kind,
        "at": at,
        "since": at - timedelta(days=rulebook.value(rules.RECOMPLAINT_DAYS, at)),
        "but": but,
        "none": [ComplaintState.VOIDED, ComplaintState.DRAFT],
    }
    found = ask(_EARLIER, values)
    return ComplaintRecord.objects.select_related("case").get(pk=found[0][0]) if found else None


def times_repeated(complaint: ComplaintRecord) -> list[ComplaintRecord]:
    """The complaints that came again after this one, oldest first."""
    return list(complaint.repeated_by.select_related("case").order_by("case_id"))
