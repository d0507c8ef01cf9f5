"""Who reports, who leads, who is told of an emergency."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties
from shouwen.kernel.access import Reach, Who, appointed
from shouwen.kernel.models import Case
from shouwen.people.queries import appointments_at, holders
from shouwen.people.roles import Role

PROJECT_POSTS = (
    appointed(Role.PROJECT_GM, Reach.PROJECT)
    | appointed(Role.RECEPTION, Reach.PROJECT)
    | appointed(Role.SECURITY_HEAD, Reach.PROJECT)
)
COMMANDERS = (
    Role.CS_MANAGER, Role.CS_ASSISTANT, Role.DEPUTY_GM, Role.PROJECT_GM, Role.DEPARTMENT_HEAD, Role.SECURITY_HEAD
)  # fmt: skip
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


def who_may_command(case: Case, at: datetime) -> dict[int, str]:
    """The people of the company, the property company and the project who hold a post that can lead, with its title."""
    places = [case.region_id, case.property_company_id, case.project.org_id]
    held = appointments_at(at).filter(role__in=COMMANDERS, staff__is_active=True)
    here = held.filter(org_id__in=places) | held.filter(org__parent_id__in=places[:2], role=Role.DEPARTMENT_HEAD)
    return {post.staff_id: post.get_role_display() for post in here.order_by("-starts_at")}


COMMANDER = Who(_("Whoever commands the response"), _commander, follows_case=True)
LEADERSHIP = Who(_("The manager of customer service or the deputy in charge"), leadership, follows_case=True)
ANSWERABLE = Who(LEADERSHIP.label, _answerable, follows_case=True, dated=True)
IN_COMMAND = COMMANDER | LEADERSHIP | parties.CS_DESK
ESCALATES = parties.ESCALATES
