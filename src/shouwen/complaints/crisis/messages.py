"""Notices of emergencies: urgent ones reach their people at night too."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message, register

_BOTH = (Notice.Channel.INBOX, Notice.Channel.SMS)

for _message in (
    Message(
        "crisis_reported",
        _("Emergency %(number)s: act at once"),
        _("An emergency is reported (%(number)s, %(place)s). Please look at it and begin the response at once."),
        staff=_BOTH,
        urgent=True,
    ),
    Message(
        "crisis_command",
        _("Emergency %(number)s: you are in command"),
        _("You command the response to emergency %(number)s (%(place)s). Please note every measure as it is taken."),
        staff=_BOTH,
        urgent=True,
    ),
    Message(
        "crisis_resolved",
        _("Emergency %(number)s is resolved"),
        _("Emergency %(number)s (%(place)s) is resolved; its review is owed."),
    ),
):
    register(_message)
