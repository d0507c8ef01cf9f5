"""Notices only the group's improvement work sends; the common ones are the kernel's."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.improvement import links
from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message, link_with, register

_BOTH: Final = (Notice.Channel.INBOX, Notice.Channel.SMS)
_MONTH: Final = timedelta(days=31)

for _message in (
    Message(
        "improvement_due",
        _("%(number)s: %(duty)s is due soon"),
        _("%(duty)s (%(number)s) is due %(due_at)s (%(clause)s)."),
        useful_for=timedelta(days=1),
    ),
    Message(
        "rectification_demanded",
        _("%(number)s: please put right what the inspection found"),
        _("The inspection on site found something at %(place)s that you are to put right (%(number)s)."),
        staff=_BOTH,
    ),
    Message(
        "rectification_reported",
        _("%(number)s is reported as put right"),
        _("%(number)s is reported as put right. Please look at it again."),
    ),
    Message(
        "rectification_returned",
        _("%(number)s was returned after the re-check"),
        _("%(number)s is not right yet; see there what is missing and the new day."),
        staff=_BOTH,
    ),
    Message(
        "systemic_issue_sent",
        _("Systemic problem: %(title)s"),
        _("The group service centre sends you a systemic problem (%(number)s). Measures and plan are due in time."),
        staff=_BOTH,
    ),
    Message(
        "rectification_plan_filed",
        _("%(number)s: a rectification plan was filed"),
        _("Measures and rectification plan were filed (%(number)s)."),
    ),
    Message(
        "survey_due",
        _("This year's satisfaction survey is to be held"),
        _("Please plan survey %(number)s together with the property group; its result goes to the board."),
    ),
    Message(
        "survey_invited",
        _("How satisfied are you with us?"),
        _("Five questions about our service, one minute of your time: %(link)s"),
        useful_for=_MONTH,
    ),
    Message(
        "survey_reported",
        _("The satisfaction survey is before the board"),
        _("The result of the satisfaction survey is ready (%(number)s). Please confirm its receipt."),
        staff=_BOTH,
    ),
    Message(
        "survey_acknowledged",
        _("The board has received the satisfaction survey"),
        _("The board has confirmed the receipt of the satisfaction survey (%(number)s)."),
    ),
    Message(
        "training_due",
        _("This month's training is to be planned"),
        _("Please plan training %(number)s for the whole after-sales staff."),
    ),
    Message(
        "training_planned",
        _("Training: %(title)s"),
        _("You are expected at a training (%(number)s); time and place are on your training page. Bring your phone."),
        useful_for=_MONTH,
    ),
):
    register(_message)
link_with("survey_invited", links.survey_of_the_notice)
