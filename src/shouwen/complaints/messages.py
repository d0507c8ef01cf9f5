"""Notices only this domain sends; the common ones are the kernel's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message, register

_BOTH = (Notice.Channel.INBOX, Notice.Channel.SMS)

register(
    Message(
        "department_asked",
        _("%(number)s: the specialist asks your department"),
        _("The customer of %(number)s (%(place)s) is waiting; please answer the specialist's question at once."),
        staff=_BOTH,
    )
)
register(
    Message(
        "onsite_requested",
        _("%(number)s: come to the site at once"),
        _("Complaint %(number)s (%(place)s) can perhaps be solved on the spot; please send somebody at once."),
        staff=_BOTH,
        urgent=True,
    )
)
register(
    Message(
        "sanction_recorded",
        _("%(number)s: a refusal to cooperate is on record"),
        _("Your department's refusal to cooperate on %(number)s (%(place)s) was recorded with a sanction."),
        staff=_BOTH,
    )
)
