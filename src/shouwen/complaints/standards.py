"""上门服务标准 (第二十四条): what must be checked before ringing a customer's door."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.words import ComplaintType, VisitCheck

REPAIRS = (VisitCheck.TOOL_BOX, VisitCheck.PROTECTION)
EVERY_VISIT = tuple(check for check in VisitCheck if check not in REPAIRS)
RED_LINES: tuple[str | Promise, ...] = (
    _("No smoking, eating or use of the toilet in the customer's home"),
    _("No gift and no tip, for whatever reason"),
)


def checks_for(complaint_type: str) -> list[VisitCheck]:
    """The items of the self-check; repairs have two more (S3-24e)."""
    return [*EVERY_VISIT, *(REPAIRS if complaint_type == ComplaintType.MAINTENANCE else ())]


def missing_checks(complaint_type: str, ticked: Sequence[str]) -> list[str]:
    """The titles of the items not ticked."""
    return [str(check.label) for check in checks_for(complaint_type) if check not in ticked]
