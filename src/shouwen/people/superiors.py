"""Who is above whom, at an instant: the ladder an unanswered obligation climbs.

From a node the ladder goes up the organisation tree. Every post is looked up as it was filled at the instant;
a vacant post is stepped over, and nobody is asked twice. An empty ladder ends at the duty role, so an
obligation never falls to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from shouwen.people.models import Appointment, OrgUnit
from shouwen.people.queries import appointments_at
from shouwen.people.roles import Department, Line, OrgKind, Role

# The line a department belongs to (S3-21b, S3-21d). Finance and treasury only cooperate; nobody leads them here.
LINE_OF: dict[str, Line] = {
    Department.MARKETING: Line.MARKETING,
    Department.ENGINEERING: Line.ENGINEERING,
    Department.DEVELOPMENT: Line.DEVELOPMENT,
    Department.CHIEF_ENGINEER: Line.DESIGN,
    Department.COMMERCIAL: Line.COMMERCIAL,
    Department.PROPERTY_REPAIR: Line.ENGINEERING,
    Department.PROPERTY_SERVICE: Line.QUALITY,
}
DUTY_ROLES = (Role.GROUP_GM, Role.GROUP_DGM, Role.GROUP_AGENT, Role.ADMINISTRATOR)
_GROUP_POSTS = (Role.GROUP_DGM, Role.GROUP_GM, Role.GROUP_VICE_PRESIDENT)


class NobodyOnDutyError(LookupError):
    """Not even a duty role is filled in this group: the installation is not set up."""


@dataclass(frozen=True)
class _Post:
    role: Role
    orgs: frozenset[int]
    line: str = ""

    def is_held_by(self, appointment: Appointment) -> bool:
        held = appointment.role == self.role and appointment.org_id in self.orgs
        return held and (not self.line or appointment.line == self.line)


def superiors_of(staff_id: int | None, org: OrgUnit, at: datetime) -> list[int]:
    """Ids of the superiors of ``staff_id`` at ``org``, the nearest first; without a person, of the node itself.

    One person for each post, the longest in office. Raises NobodyOnDutyError when nobody at all can be named.
    """
    posts = list(_ladder(org))
    everywhere = {pk for post in posts for pk in post.orgs}
    held = list(appointments_at(at).filter(org_id__in=everywhere).order_by("starts_at", "id"))
    rungs = [[one.staff_id for one in held if post.is_held_by(one)] for post in posts]
    own = max((number for number, holders in enumerate(rungs) if staff_id in holders), default=-1)
    above = dict.fromkeys(holders[0] for holders in rungs[own + 1 :] if holders)
    return [pk for pk in above if pk != staff_id] or [duty_holder(org, at, besides=staff_id)]


def duty_holder(org: OrgUnit, at: datetime, besides: int | None = None) -> int:
    """The person a matter falls to when no superior is left: the first filled duty role of the group."""
    root = org.path.split(".")[0]
    held = appointments_at(at).filter(role__in=DUTY_ROLES, org__path__startswith=f"{root}.")
    others = [one for one in held if one.staff_id != besides]
    found = sorted(others, key=lambda one: (_rank(one.role), one.starts_at, one.pk))
    if not found:
        raise NobodyOnDutyError(f"no duty role is filled at {at:%Y-%m-%d %H:%M}")
    return found[0].staff_id


def _rank(role: str) -> int:
    return [str(duty) for duty in DUTY_ROLES].index(role)


def _ladder(org: OrgUnit) -> Iterator[_Post]:
    """The posts from the node up to the root, the lowest first."""
    ids = [int(step) for step in org.path.split(".") if step]
    nodes = {
        node.pk: node for node in OrgUnit.objects.filter(Q(pk__in=ids) | Q(parent__in=ids, kind=OrgKind.GROUP_CENTRE))
    }
    centres = frozenset(pk for pk, node in nodes.items() if node.kind == OrgKind.GROUP_CENTRE)
    for pk in reversed(ids):
        yield from _posts_at(nodes[pk], centres)


def _posts_at(node: OrgUnit, centres: frozenset[int]) -> Iterator[_Post]:
    here = frozenset([node.pk])
    if node.kind == OrgKind.DEPARTMENT:
        yield _Post(Role.DEPARTMENT_HEAD, here)
        if node.parent_id is not None and node.code in LINE_OF:
            yield _Post(Role.LEADER_IN_CHARGE, frozenset([node.parent_id]), LINE_OF[node.code])
    elif node.kind == OrgKind.PROJECT:
        yield _Post(Role.PROJECT_GM, here)
    elif node.kind in (OrgKind.REGIONAL_COMPANY, OrgKind.PROPERTY_COMPANY):
        yield _Post(Role.CHAIRMAN, here)
    elif node.kind == OrgKind.GROUP:
        for role in _GROUP_POSTS:
            yield _Post(role, here | centres)
