"""Who acts for a service centre, and what a person's posts open."""

from __future__ import annotations

from datetime import datetime

from shouwen.common.remembering import remembered
from shouwen.estate.models import Project
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, Reach, appointed
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import appointments_at, holders, principals_of
from shouwen.people.roles import Role

SPECIALIST = appointed(Role.PROJECT_AGENT, Reach.PROJECT)
INSPECTOR = appointed(Role.GROUP_AGENT)
DGM = appointed(Role.GROUP_DGM)
GM = appointed(Role.GROUP_GM)
GROUP_CENTRE = INSPECTOR | DGM | GM
COUNTER = SPECIALIST | INSPECTOR
GROUP_ROLES = frozenset({Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM})


def of_the_group(at: datetime) -> list[int]:
    """Everybody of the group's service centre."""
    return [pk for role in (Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM) for pk in holders(role, at)]


def counter_of(case: Case, at: datetime) -> list[int]:
    """The project's specialists; where there are none (the centre is closed), the group's staff."""
    return holders(Role.PROJECT_AGENT, at, orgs=[case.project.org_id]) or holders(Role.GROUP_AGENT, at)


def staff_of(actor: Actor) -> Staff:
    """The member of staff who acts; ValueError for anybody else: the step's party let nobody else in."""
    if actor.staff is None:
        raise ValueError("a member of staff acts here")
    return actor.staff


def roles_of(person: Staff) -> frozenset[str]:
    """The roles the person holds now, or stands in for by delegation."""

    def ask() -> frozenset[str]:
        at = clock.now()
        people = [person.pk, *principals_of(person.pk, at)]
        return frozenset(appointments_at(at).filter(staff_id__in=people).values_list("role", flat=True))

    return remembered(("centres.roles", person.pk), ask)


def is_of_the_group(person: Staff) -> bool:
    """Whether the person works in the group's service centre: who administers, inspects and rotates."""
    return bool(roles_of(person) & GROUP_ROLES)


def served_projects(person: Staff) -> list[int]:
    """Ids of the projects whose counter the person serves now, also in somebody's place."""
    at = clock.now()
    people = [person.pk, *principals_of(person.pk, at)]
    posts = appointments_at(at).filter(staff_id__in=people, role=Role.PROJECT_AGENT).values("org")
    return list(Project.objects.filter(org__in=posts).order_by("id").values_list("id", flat=True))
