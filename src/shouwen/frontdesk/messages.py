"""Notices only this domain sends; the common ones are the kernel's."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from shouwen.frontdesk import links
from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message, link_with, register

_DAY = timedelta(days=1)

register(
    Message(
        "release_applied",
        _("%(number)s: somebody waits for a goods release"),
        _("A goods release for %(place)s was applied for (%(number)s); please verify who it is."),
        useful_for=_DAY,
    )
)
register(
    Message(
        "slip_at_the_gate",
        _("Goods will leave %(place)s with slip %(number)s"),
        _("Slip %(number)s (%(place)s) is valid until %(valid_until_at)s. Compare the goods before they pass."),
        urgent=True,
        useful_for=_DAY,
    )
)
register(
    Message(
        "slip_turned_back",
        _("Slip %(number)s was turned back at the gate"),
        _("The gate kept the goods of slip %(number)s (%(place)s) inside; the reason is on the case."),
        useful_for=_DAY,
    )
)
register(
    Message(
        "release_turned_down",
        _("Your goods release was not granted"),
        _("Your application %(number)s for a goods release was not granted. The service centre tells you why."),
        staff=(Notice.Channel.INBOX,),
    )
)
register(
    Message(
        "slips_handed_in",
        _("%(number)s: slips to reconcile"),
        _("Security has handed in the goods release slips of batch %(number)s; please reconcile them."),
        useful_for=timedelta(days=7),
    )
)
link_with("release_issued", links.page_of_the_notice)
