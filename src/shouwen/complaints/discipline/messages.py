"""Notices about sanctions, overdue work and meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message, register

_BOTH = (Notice.Channel.INBOX, Notice.Channel.SMS)

for _message in (
    Message(
        "sanction_proposed",
        _("%(number)s: a sanction is proposed"),
        _("Under %(clause)s a sanction about you is proposed (%(number)s). You may state until %(until_at)s."),
        staff=_BOTH,
    ),
    Message(
        "sanction_to_decide",
        _("%(number)s: a sanction to decide"),
        _("A sanction under %(clause)s is proposed (%(number)s). The person may state until %(until_at)s."),
    ),
    Message(
        "sanction_stated",
        _("%(number)s: the person has stated"),
        _("The person concerned has stated the own side on %(number)s (%(clause)s); it is yours to decide."),
    ),
    Message(
        "sanction_dropped",
        _("%(number)s: the proposal is dropped"),
        _("The sanction proposed about you under %(clause)s (%(number)s) is dropped."),
        staff=_BOTH,
    ),
    Message(
        "sanction_to_file",
        _("%(number)s: a sanction to file"),
        _("Under %(clause)s this was decided: %(measure)s (%(number)s). Please file it."),
    ),
    Message(
        "sanction_in_effect",
        _("%(number)s: the sanction is in effect"),
        _("What was decided under %(clause)s (%(measure)s) is in effect from today."),
        staff=_BOTH,
    ),
    Message(
        "clue_reported",
        _("%(number)s: a clue to misconduct"),
        _("%(number)s: a clue was reported. Please have it looked into or set it aside."),
    ),
    Message(
        "grave_clue",
        _("%(number)s: a grave clue, please look at it now"),
        _("%(number)s: a customer's word speaks for falsified handling or for gifts taken. Please look into it today."),
        staff=_BOTH,
    ),
    Message(
        "agent_complaint",
        _("%(number)s: a customer complains about a specialist"),
        _("A customer complains about a specialist (%(place)s): please look into it; the project does not see it."),
        staff=_BOTH,
    ),
    Message(
        "agent_complaint_answered",
        _("What came of your complaint %(number)s"),
        _("We have looked into what you told us (%(number)s). Please read our answer here: %(link)s"),
    ),
    Message(
        "overdue_built",
        _("%(day)s: %(orders)s orders are overdue"),
        _("The summary of %(day)s lists %(orders)s overdue orders. Please check and confirm it."),
    ),
    Message(
        "overdue_summary",
        _("Overdue orders, summary of %(day)s"),
        _("%(orders)s orders are overdue on %(day)s. Find the cause of each and urge the leader in charge."),
        staff=_BOTH,
    ),
    Message(
        "carried_over",
        _("Week of %(week)s: %(orders)s orders carried over"),
        _("%(orders)s orders were unfinished at the end of last week. Please call the special meeting."),
    ),
    Message(
        "meeting_called",
        _("You are called to a meeting: %(title)s"),
        _("You are called to the meeting %(number)s. What concerns you stands under rectification plans."),
        staff=_BOTH,
    ),
    Message(
        "meeting_to_chair",
        _("%(title)s is yours to chair"),
        _("The meeting %(number)s is called; set time and venue, and record what it decides."),
    ),
    Message(
        "plan_item",
        _("%(number)s: the plan asks something of you"),
        _("A meeting (%(number)s) put something on the plan for you; see the rectification plans."),
        staff=_BOTH,
    ),
    Message(
        "plan_item_due",
        _("%(number)s: an item of the plan is due %(due_on)s"),
        _("Due %(due_on)s on order %(number)s: %(measure)s"),
    ),
    Message(
        "plan_item_late",
        _("%(number)s: an item of the plan is late"),
        _("It was due %(due_on)s on order %(number)s and is not done: %(measure)s"),
        staff=_BOTH,
    ),
):
    register(_message)
