"""The people below somebody, and how pressed they are: who holds what, who is away and who stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from shouwen.kernel import clock
from shouwen.people.models import Appointment, Delegation, Staff
from shouwen.people.queries import appointments_at, in_force
from shouwen.people.roles import OrgKind, Role
from shouwen.web.parts import Countdown

SHOWN = 12
MOST = 300
MOST_COUNTED = 99

# Whom a post leads, at or below the node it stands at; a group centre leads the whole group's counters.
_LEADS: dict[str, tuple[Role, ...]] = {
    Role.GROUP_VICE_PRESIDENT: (Role.GROUP_GM, Role.GROUP_DGM, Role.CHAIRMAN),
    Role.GROUP_GM: (Role.GROUP_DGM, Role.GROUP_AGENT, Role.PROJECT_AGENT),
    Role.GROUP_DGM: (Role.GROUP_AGENT, Role.PROJECT_AGENT),
    Role.DEPUTY_GM: (Role.CS_MANAGER,),
    Role.CS_MANAGER: (Role.CS_ASSISTANT, Role.CS_CLERK),
    Role.CHAIRMAN: (Role.LEADER_IN_CHARGE, Role.DEPARTMENT_HEAD, Role.PROJECT_GM),
    Role.LEADER_IN_CHARGE: (Role.DEPARTMENT_HEAD,),
    Role.PROJECT_GM: (Role.PROJECT_AGENT, Role.RECEPTION, Role.GATE_GUARD),
    Role.DEPARTMENT_HEAD: (Role.DEPARTMENT_STAFF,),
    Role.SECURITY_HEAD: (Role.GATE_GUARD,),
}


@dataclass(frozen=True)
class Member:
    """One person of the team. ``held`` stops at ``MOST_COUNTED``; ``stands_in`` names who acts while away."""

    staff_id: int
    name: str
    office: str
    held: int
    first_due: datetime | None
    stands_in: str = ""

    @property
    def cd(self) -> Countdown | None:
        return Countdown(self.first_due) if self.first_due else None


def team_of(person: Staff, shown: int = SHOWN) -> list[Member]:
    """Those below the person, the most pressed first; empty for who leads nobody. Three questions."""
    offices = below(person)
    pressed = _pressed(list(offices))
    away = _away(list(offices))
    members = [
        Member(pk, name, offices[pk][1], *pressed.get(pk, (0, None)), stands_in=away.get(pk, ""))
        for pk, (name, _office) in offices.items()
    ]
    far = datetime.max.replace(tzinfo=clock.ZONE)
    return sorted(members, key=lambda m: (m.first_due or far, -m.held, m.staff_id))[:shown]


def below(person: Staff) -> dict[int, tuple[str, str]]:
    """Name and office of everybody the person's posts lead now, by id."""
    now = clock.now()
    posts = appointments_at(now).filter(staff=person, role__in=list(_LEADS)).select_related("org__parent")
    led = Q(pk__in=[])
    for post in posts:
        led |= _led_by(post)
    found = appointments_at(now).filter(led).exclude(staff=person).select_related("staff", "org").order_by("id")[:MOST]
    return {one.staff_id: (one.staff.name, one.org.name) for one in reversed(found)}


def _led_by(post: Appointment) -> Q:
    top = post.org
    if top.kind == OrgKind.GROUP_CENTRE and top.parent is not None:
        top = top.parent
    return Q(role__in=_LEADS[post.role], org__path__startswith=top.path)


_PRESSED = """
SELECT s.id, first.held, first.due FROM unnest(%s::bigint[]) AS s(id), LATERAL (
    SELECT count(*) AS held, min(due_at) FILTER (WHERE held_at IS NULL AND suspended_at IS NULL) AS due FROM (
        SELECT due_at, held_at, suspended_at FROM kernel_obligation
        WHERE debtor_id = s.id AND settled_at IS NULL AND due_at IS NOT NULL ORDER BY due_at LIMIT %s
    ) AS owed
) AS first
"""


def _pressed(people: Sequence[int]) -> dict[int, tuple[int, datetime | None]]:
    """How much each holds (counted up to ``MOST_COUNTED``) and the nearest due instant; one probe of the index each."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESSED, [list(people), MOST_COUNTED])
        return {pk: (held, due) for pk, held, due in cursor.fetchall()}


def _away(people: Iterable[int]) -> dict[int, str]:
    """Who stands in for whom now."""
    rows = Delegation.objects.filter(in_force(clock.now()), principal_id__in=list(people)).order_by("-id")
    return dict(rows.values_list("principal_id", "delegate__name"))
