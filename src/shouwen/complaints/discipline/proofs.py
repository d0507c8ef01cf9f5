"""Kinds of proof only investigations ask for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.evidence.content import Group
from shouwen.kernel.evidence.kinds import proof_kind

INVESTIGATION_REPORT = proof_kind(
    "investigation_report", _("Report of the investigation"), (Group.IMAGE, Group.DOCUMENT)
)
