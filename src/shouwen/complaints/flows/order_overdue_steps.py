"""The steps an order takes because it is late: why, who was told, what a plan asked (第三十条、第三十一条).

They stand apart because the order's own road must stay readable on one screen; ``Order`` names each of them.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties
from shouwen.complaints.discipline import payloads as given
from shouwen.complaints.discipline.parties import PLANNED
from shouwen.complaints.words import ISSUED_AND_OPEN, OrderState
from shouwen.kernel.duties import Tell
from shouwen.kernel.flows import Step

explain_delay = Step(
    ISSUED_AND_OPEN, None, parties.DGM, given.DelayFound, _("Find the cause of the delay, urge the leader"),
    tells=[Tell("leader_urged", parties.LEADER.holders)], clause="第三十条",
)  # fmt: skip
finish_plan_item = Step(
    [*ISSUED_AND_OPEN, OrderState.CLOSED, OrderState.CLOSED_UNREASONABLE], None, PLANNED | parties.GROUP_AGENT,
    given.ItemDone, _("Report an item of a plan done"), clause="第三十一条",
)  # fmt: skip
