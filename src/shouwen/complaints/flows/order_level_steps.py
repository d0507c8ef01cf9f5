"""The steps an order takes when it is more than one household's matter, or leaves the house (第三十三条).

They stand apart because the order's own road must stay readable on one screen; ``Order`` names each of them.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import level_payloads as given
from shouwen.complaints import parties
from shouwen.complaints.words import BEFORE_ISSUE, ISSUED_AND_OPEN, OrderState
from shouwen.kernel.access import Who
from shouwen.kernel.duties import Tell
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case
from shouwen.people.roles import Role

CLAUSE = "第三十三条"
ENDED = (OrderState.CLOSED, OrderState.CLOSED_UNREASONABLE)
ALWAYS = (*BEFORE_ISSUE, *ISSUED_AND_OPEN, *ENDED)

# 亲自督促: no delegate may stand in (S3-33d)
GM_IN_PERSON = Who(Role.GROUP_GM.label, parties.GM.holders, personal=True, dated=True)


def gm_and_chairman(case: Case, at: datetime) -> list[int]:
    """立即通知集团总经理、董事长 (S3 §2.4 L)."""
    return [*parties.GM.holders(case, at), *parties.CHAIRMAN.holders(case, at)]


propose_level = Step(
    [*BEFORE_ISSUE, *ISSUED_AND_OPEN], None, parties.AGENT | parties.GROUP_AGENT | parties.DGM, given.LevelProposed,
    _("Propose a level"), tells=[Tell("level_proposed", parties.GM.holders)], clause=CLAUSE,
)  # fmt: skip
remove_special = Step(
    [*ISSUED_AND_OPEN, *ENDED], None, parties.GM, given.Removal, _("Take off the special-assessment list"),
    clause=CLAUSE,
)  # fmt: skip
urge_chairman = Step(
    ISSUED_AND_OPEN, None, GM_IN_PERSON, given.ChairmanUrged, _("Urge the chairman in person"),
    tells=[Tell("chairman_urged", parties.CHAIRMAN.holders)], clause=CLAUSE,
)  # fmt: skip
record_escalation = Step(
    ALWAYS, None, parties.AGENT | parties.GROUP_AGENT | parties.DGM | parties.GM, given.Escalated,
    _("Record an escalation or brand event"), tells=[Tell("complaint_escalated", gm_and_chairman)], clause=CLAUSE,
)  # fmt: skip
judge_escalation = Step(
    ALWAYS, None, parties.GROUP_AGENT | parties.DGM | parties.GM, given.CauseJudged,
    _("Judge the cause of the escalation"), clause=CLAUSE,
)  # fmt: skip
