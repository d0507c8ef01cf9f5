"""Repeat complaints: the same unit and type again, while the first is open or within the window after it (S3-I08)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from shouwen.complaints import rules
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.words import ComplaintState
from shouwen.estate.models import Unit
from shouwen.kernel import rulebook


def earlier_here(unit: Unit, kind: str, at: datetime, but: int = 0) -> ComplaintRecord | None:
    """The original of a repeat complaint: of a chain the first, so that its counter counts them all.

    Open complaints count however old they are; closed ones for the rulebook's days from their closing (S3 §2.4 K).
    """
    since = at - timedelta(days=rulebook.value(rules.RECOMPLAINT_DAYS, at))
    found = ComplaintRecord.objects.filter(case__unit=unit, type=kind, merged_into=None, case__opened_at__lte=at)
    still = found.filter(Q(case__closed_at=None) | Q(case__closed_at__gte=since))
    last = (
        still.exclude(pk=but)
        .exclude(case__state__in=[ComplaintState.VOIDED, ComplaintState.DRAFT])
        .select_related("case", "repeats__case")
        .order_by("-case_id")
        .first()
    )
    if last is None:
        return None
    return last.repeats or last


def times_repeated(complaint: ComplaintRecord) -> list[ComplaintRecord]:
    """The complaints that came again after this one, oldest first."""
    return list(complaint.repeated_by.select_related("case").order_by("case_id"))
