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
register(
    Message(
        "customer_remarked",
        _("%(number)s: the customer adds something"),
        _("The customer of %(number)s (%(place)s) has written to you; please read it and answer."),
        staff=_BOTH,
    )
)

for _message in (
    Message(
        "slow_candidates",
        _("%(day)s: %(orders)s orders may be slow"),
        _("%(orders)s orders look slow on %(day)s. Please check plan, people and materials of each, then report."),
    ),
    Message(
        "slow_summary",
        _("Slow handling, summary of %(day)s"),
        _("%(orders)s orders were found slow on %(day)s. Please urge the leaders in charge."),
        staff=_BOTH,
    ),
    Message(
        "leader_urged",
        _("%(number)s: you are urged to act"),
        _("The group's service centre urges you on order %(number)s (%(place)s); what you promised stands there."),
        staff=_BOTH,
    ),
    Message(
        "task_force_due",
        _("%(number)s: form a task force"),
        _("Order %(number)s (%(place)s) is seriously slow and may escalate. Please form a task force for the site."),
        staff=_BOTH,
        urgent=True,
    ),
    Message(
        "failure_recorded",
        _("%(number)s: poor handling is on record"),
        _("Poor handling of %(number)s (%(place)s) was recorded against you, with a sanction; please read it there."),
        staff=_BOTH,
    ),
    Message(
        "concealment_verified",
        _("%(number)s: a concealed complaint is verified"),
        _("A reception without entry (%(number)s, %(place)s) is verified; the sanction is yours to decide."),
    ),
    Message(
        "sanction_decided",
        _("A sanction was decided: %(measure)s"),
        _("Under %(clause)s this was decided about you: %(measure)s. The general manager's office has the grounds."),
    ),
    Message(
        "ranking_published",
        _("Ranking of the specialists, %(month)s"),
        _("The ranking of %(month)s is published: %(people)s specialists, %(bottom)s in the bottom ten."),
    ),
    Message(
        "ranking_proposals",
        _("Ranking of %(month)s: sanctions to decide"),
        _("%(people)s specialists were in the bottom ten three months in a row. Please decide on each proposal."),
    ),
):
    register(_message)
register(
    Message(
        "low_rating",
        _("%(number)s: a customer rates the reception low"),
        _("The customer of %(number)s (%(place)s) rates the reception low; see the window ratings."),
    )
)
