"""The people of the group's improvement work, by their relation to the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.access import Who, appointed
from shouwen.kernel.models import Case
from shouwen.people.queries import appointments_at, holders
from shouwen.people.roles import OrgKind, Role

GROUP_ROLES = (Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM)
MANAGER_ROLES = (Role.GROUP_GM, Role.GROUP_DGM)
# Who answers for a unit, the first of these posts that is filled.
HEADS = (Role.CHAIRMAN, Role.PROJECT_GM, Role.DEPARTMENT_HEAD, Role.HR_CENTRE, Role.FINANCE_CENTRE, Role.PROJECT_AGENT)


def the_group(_case: Case, at: datetime) -> list[int]:
    """集团售后服务中心: its staff, its deputy and its general manager."""
    return list(dict.fromkeys(pk for role in GROUP_ROLES for pk in holders(role, at)))


def managers(_case: Case, at: datetime) -> list[int]:
    """The general manager, then the deputy."""
    return list(dict.fromkeys(pk for role in MANAGER_ROLES for pk in holders(role, at)))


def the_person(case: Case, _at: datetime) -> list[int]:
    """Whom the case is with: the owner of a rectification, the addressee of a problem, the survey's co-owner."""
    return [case.agent_id] if case.agent_id else []


def the_board(_case: Case, at: datetime) -> list[int]:
    return holders(Role.BOARD, at)


GROUP = Who(_("Group service centre"), the_group, dated=True)
GROUP_OR_SYSTEM = Who(_("Group service centre"), the_group, dated=True, system=True)
MANAGERS = Who(_("General manager, group service centre"), managers, dated=True)
OWNER = Who(_("Who puts it right"), the_person, follows_case=True)
ADDRESSEE = Who(_("The unit addressed"), the_person, follows_case=True)
BOARD = appointed(Role.BOARD)


def answerable(org_id: int, at: datetime) -> int | None:
    """Who answers for a unit: the first holder of its highest filled post; None while all are vacant."""
    return next((pk for role in HEADS for pk in holders(role, at, orgs=[org_id])), None)


def people_at(org_ids: Sequence[int], at: datetime) -> list[tuple[int, str]]:
    """Who works at these units or their departments: id and "name · post · unit", for choosing an owner."""
    found = appointments_at(at).filter(org_id__in=org_ids) | appointments_at(at).filter(
        org__parent_id__in=org_ids, org__kind=OrgKind.DEPARTMENT
    )
    rows = found.select_related("staff", "org").order_by("org_id", "id")
    named = {one.staff_id: f"{one.staff.name} · {one.get_role_display()} · {one.org.name}" for one in rows}
    return list(named.items())
