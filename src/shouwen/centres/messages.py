"""Notices only the service centres send."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message, register

_BOTH = (Notice.Channel.INBOX, Notice.Channel.SMS)

for _message in (
    Message(
        "centre_missing",
        _("%(count)s projects lack their service centre"),
        _("On %(day)s these projects are within their period and have no service centre: %(projects)s."),
    ),
    Message(
        "centre_period_ends",
        _("The service centre of %(project)s may close after %(until)s"),
        _("Its period ends on %(until)s, six months after the last actual handover. Prepare the closing."),
        staff=_BOTH,
    ),
    Message(
        "centre_closed",
        _("The service centre of %(place)s is closed"),
        _("The service centre %(number)s of %(place)s has closed; customers turn to the company from now on."),
    ),
    Message(
        "check_violation",
        _("%(number)s: a video check found a violation"),
        _("A video check at %(place)s found a violation of yours; a sanction is proposed. You may state your view."),
        staff=_BOTH,
    ),
    Message(
        "rotation_soon",
        _("%(name)s rotates to another project by %(due)s"),
        _("%(name)s has served %(project)s since %(since)s; half a year is full on %(due)s. Plan the next project."),
        staff=_BOTH,
    ),
    Message(
        "rotation_overdue",
        _("%(count)s rotations are overdue"),
        _("On %(day)s these specialists have served one project for more than half a year: %(people)s."),
    ),
    Message(
        "rotated",
        _("You rotate to another project"),
        _("Your posting %(number)s at %(place)s has ended; your open cases were handed over. See the next project."),
        staff=_BOTH,
    ),
    Message(
        "lead_reported",
        _("A colleague reports a matter at %(project)s"),
        _("A customer's matter at %(project)s %(room)s was reported to you. Please call and take it down today."),
    ),
    Message(
        "voice_left",
        _("%(number)s: a message on the hotline"),
        _("A message for %(place)s is waiting on the hotline (%(number)s). Please listen and take it down."),
        staff=_BOTH,
    ),
    Message(
        "customer_wrote",
        _("%(number)s: a customer writes to you"),
        _("A customer at %(place)s has written to the service centre (%(number)s); please answer."),
    ),
    Message(
        "centre_replied",
        _("The service centre has answered you"),
        _("The service centre of %(place)s has answered your message. Read it here: %(link)s"),
    ),
):
    register(_message)
