"""Notices about levels, the radar, escalation, and what all households of one matter are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message, register

_BOTH = (Notice.Channel.INBOX, Notice.Channel.SMS)

for _message in (
    Message(
        "level_proposed",
        _("%(number)s: a level is proposed"),
        _("A special level is proposed for %(number)s (%(place)s). Please verify facts and households and decide."),
    ),
    Message(
        "radar_proposed",
        _("%(households)s households, one matter: %(level)s"),
        _("The radar sees %(households)s households with the same matter. Please look at the radar."),
    ),
    Message(
        "chairman_urged",
        _("%(number)s: the general manager urges you"),
        _("The group's general manager urges you in person on %(number)s (%(place)s); your promise stands there."),
        staff=_BOTH,
    ),
    Message(
        "complaint_escalated",
        _("%(number)s has left the house"),
        _("An escalation or brand event is on record for %(number)s (%(place)s). Please see to it at once."),
        staff=_BOTH,
        urgent=True,
    ),
    Message(
        "household_informed",
        _("About your matter %(number)s"),
        _("There is something new about your matter %(number)s. Please read it here: %(link)s"),
    ),
    Message(
        "complaint_merged",
        _("Your matter %(number)s goes on with your first one"),
        _("You told us about the same matter twice (%(number)s); it goes on as one. Follow it here: %(link)s"),
    ),
):
    register(_message)
