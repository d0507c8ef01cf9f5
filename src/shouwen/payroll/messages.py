"""Notices of the statement and of appeals; the statement's own is the kernel's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message, register

_INBOX, _SMS, _EMAIL = Notice.Channel.INBOX, Notice.Channel.SMS, Notice.Channel.EMAIL

for _message in (
    Message(
        "statement_preview",
        _("Preview of the penalties for %(month)s"),
        _("The statement for %(month)s is made tonight: %(lines)s lines, %(amount)s CNY so far. Please check it."),
        staff=(_INBOX, _EMAIL),
    ),
    Message(
        "own_penalties_preview",
        _("Your penalties for %(month)s"),
        _("Tonight's statement for %(month)s has %(lines)s lines of yours, %(amount)s CNY. Until then you can appeal."),
    ),
    Message(
        "statement_to_sign",
        _("Statement of penalties for %(month)s: please sign it off"),
        _("The statement of penalties for %(month)s has %(lines)s lines, %(amount)s CNY and waits for you."),
    ),
    Message(
        "statement_signed",
        _("Statement of penalties for %(month)s is signed off"),
        _("%(name)s has signed off the statement of penalties for %(month)s. Please acknowledge its receipt."),
        staff=(_INBOX, _EMAIL),
    ),
    Message(
        "statement_missing",
        _("The statement of penalties for %(month)s is missing"),
        _("The statement of penalties for %(month)s was not made. Please have the engine and the job log looked at."),
        staff=(_INBOX, _SMS),
        urgent=True,
    ),
    Message(
        "statement_late",
        _("The statement of penalties for %(month)s came late"),
        _("The statement of penalties for %(month)s was made late. It is complete; please see the job log for why."),
        staff=(_INBOX,),
    ),
    Message(
        "penalty_appealed",
        _("%(number)s: an appeal against a penalty"),
        _("Somebody appeals against %(amount)s CNY on %(number)s (%(clause)s). Please decide with a reason."),
    ),
    Message(
        "appeal_decided",
        _("%(number)s: your appeal is decided"),
        _("Your appeal against %(amount)s CNY on %(number)s was decided: %(decision)s."),
    ),
):
    register(_message)
