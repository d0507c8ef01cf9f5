"""Notices about the month's figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message, register

_BOTH = (Notice.Channel.INBOX, Notice.Channel.SMS)

for _message in (
    Message(
        "bulletin_drafted",
        _("Bulletin of %(month)s: draft"),
        _("The figures of %(month)s are counted for %(projects)s projects; the bulletin waits to be published."),
    ),
    Message(
        "assessments_made",
        _("Assessment of the service centres, %(month)s"),
        _("The score sheets of %(sheets)s project service centres for %(month)s are made."),
    ),
    Message(
        "bulletin_published",
        _("Bulletin of %(month)s"),
        _("The ranking of the projects for %(month)s is published. Please read it and confirm."),
        staff=_BOTH,
    ),
):
    register(_message)
