"""What somebody may do beside a case: the roles held anywhere, or stood in for by delegation."""

from __future__ import annotations

from datetime import datetime

from shouwen.kernel.access import Actor
from shouwen.people.queries import appointments_at, principals_of
from shouwen.people.roles import Role


def roles_of(by: Actor, at: datetime) -> set[str]:
    """The roles the actor holds anywhere, or stands in for by delegation; for what hangs on no case."""
    if by.staff_id is None:
        return set()
    people = [by.staff_id, *principals_of(by.staff_id, at)]
    return set(appointments_at(at).filter(staff_id__in=people).values_list("role", flat=True))


def acts_as(by: Actor, role: Role, at: datetime) -> bool:
    """Whether the actor holds a role or stands in for a holder."""
    return role in roles_of(by, at)
