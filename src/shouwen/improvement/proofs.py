"""The kinds of proof only improvement asks for."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.evidence import Group, proof_kind

_ANY: Final = (Group.IMAGE, Group.DOCUMENT)
PLAN_FILE = proof_kind("rectification_plan", _("Rectification plan (file)"), _ANY)
MATERIAL = proof_kind("training_material", _("Training material"))
