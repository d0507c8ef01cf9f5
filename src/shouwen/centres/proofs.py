"""The kinds of proof only the service centres know."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.evidence import Group, proof_kind

SETUP_PHOTO = proof_kind("setup_photo", _("Photo of the set-up"), (Group.IMAGE,))
HOTLINE_MESSAGE = proof_kind("hotline_message", _("Recording of the message"), (Group.AUDIO,))
CHECK_CLIP = proof_kind("check_clip", _("Clip or screenshot of the check"))
LEAD_PHOTO = proof_kind("lead_photo", _("Photo of what was reported"), (Group.IMAGE,))
CHAT_PHOTO = proof_kind("chat_photo", _("Photo in the conversation"), (Group.IMAGE,))
RULES_FILE = proof_kind("rules_file", _("Implementing rules"), (Group.DOCUMENT, Group.IMAGE))
