"""Notices of the company's own handling; no person's name is in what leaves the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message, register

_BOTH = (Notice.Channel.INBOX, Notice.Channel.SMS)

for _message in (
    Message(
        "complaint_accepted",
        _("Your complaint %(accepted)s is accepted"),
        _("Your complaint about %(place)s is accepted under the number %(accepted)s. You will be answered within the "
          "limit we promise; please keep the number."),
    ),
    Message(
        "handling_assigned",
        _("%(number)s: a complaint is yours to handle"),
        _("A complaint (%(number)s, %(place)s) is yours to handle. Register it and answer the customer in time."),
        staff=_BOTH,
    ),
    Message(
        "handling_transferred",
        _("%(number)s: a complaint is transferred to your department"),
        _("A complaint (%(number)s, %(place)s) is transferred to your department. Please acknowledge it and give plan "
          "and date."),
        staff=_BOTH,
    ),
    Message(
        "handling_result",
        _("%(number)s: the result is reported"),
        _("The department has reported its result on %(number)s (%(place)s). Please tell the customer."),
    ),
    Message(
        "handling_sent_back",
        _("%(number)s: it is to be handled again"),
        _("%(number)s (%(place)s) is back in handling: the customer is not content, or the manager sent it back."),
        staff=_BOTH,
    ),
    Message(
        "handling_closed",
        _("%(number)s is closed"),
        _("%(number)s (%(place)s) is closed; result, cause and the customer's satisfaction stand there."),
    ),
    Message(
        "handling_escalated",
        _("%(number)s goes on as a supervision order"),
        _("%(number)s (%(place)s) was handed to a supervision order of the group; its history stays where it is."),
    ),
    Message(
        "coordination_asked",
        _("%(number)s: a task for your department"),
        _("Your department is asked for its part in a complaint (%(number)s, %(place)s): accept it and report the "
          "result by the date given."),
        staff=_BOTH,
    ),
    Message(
        "coordination_done",
        _("%(number)s: the task is done"),
        _("The department asked has reported its task done (%(number)s, %(place)s)."),
    ),
):  # fmt: skip
    register(_message)
