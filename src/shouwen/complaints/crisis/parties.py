"""Who reports, who leads, who is told of an emergency."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties
from shouwen.kernel.access import Reach, Who, appointed
from shouwen.kernel.models import Case
from shouwen.people.queries import holders
from shouwen.people.roles import Role

PROJECT_POSTS = (
    appointed(Role.PROJECT_GM, Reach.PROJECT)
    | appointed(Role.RECEPTION, Reach.PROJECT)
    | appointed(Role.SECURITY_HEAD, Reach.PROJECT)
)
REPORTER = parties.RECEPTION | PROJECT_POSTS | parties.ANY_HEAD


def leadership(case: Case, at: datetime) -> list[int]:
    """客服经理与主管副总; a company without its own deputy is led by the vice-president in direct charge."""
    managers = holders(Role.CS_MANAGER, at, orgs=[case.region_id])
    deputies = holders(Role.DEPUTY_GM, at, orgs=[case.region_id]) or holders(Role.GROUP_VICE_PRESIDENT, at)
    return list(dict.fromkeys([*managers, *deputies]))


def _answerable(case: Case, at: datetime) -> list[int]:
    """One person owes: the manager, while the post is vacant whoever leads in the manager's stead."""
    return leadership(case, at)[:1]


def _commander(case: Case, at: datetime) -> list[int]:
    """Whoever was put in command; before that the manager, and where there is none the leadership."""
    named = case.crisis.commander_id
    return [named] if named else leadership(case, at)


COMMANDER = Who(_("Whoever commands the response"), _commander, follows_case=True)
LEADERSHIP = Who(_("The manager of customer service or the deputy in charge"), leadership, follows_case=True)
ANSWERABLE = Who(LEADERSHIP.label, _answerable, follows_case=True, dated=True)
IN_COMMAND = COMMANDER | LEADERSHIP | parties.CS_DESK
ESCALATES = parties.ESCALATES
