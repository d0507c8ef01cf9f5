"""上门服务标准 (第二十四条): what must be checked before ringing a customer's door."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.words import ComplaintType

EVERY_VISIT: dict[str, str | Promise] = {
    "uniform": _("Uniform, badge, tidy appearance, good bearing"),
    "wording": _("Standard wording, clear and friendly"),
    "water": _("Own drinking water"),
    "shoe_covers": _("Own shoe covers; enter only with the customer's consent"),
}
REPAIRS: dict[str, str | Promise] = {
    "tool_box": _("Unified tool box"),
    "protection": _("Protection for finished work"),
}
RED_LINES: tuple[str | Promise, ...] = (
    _("No smoking, eating or use of the toilet in the customer's home"),
    _("No gift and no tip, for whatever reason"),
)


def checks_for(complaint_type: str) -> dict[str, str | Promise]:
    """The items of the self-check, by code; repairs have two more (S3-24e)."""
    return EVERY_VISIT | (REPAIRS if complaint_type == ComplaintType.MAINTENANCE else {})


def missing_checks(complaint_type: str, ticked: Sequence[str]) -> list[str]:
    """The titles of the items not ticked."""
    return [str(title) for code, title in checks_for(complaint_type).items() if code not in ticked]
