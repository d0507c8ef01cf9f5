"""Who holds what, at an instant. The instant is always given: the centre knows no clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from shouwen.common.remembering import recalled, remember, remembered
from shouwen.database.bundle import Bundle, Rows, ask
from shouwen.people.models import Appointment, OrgUnit, Staff
from shouwen.people.roles import Department, Line, OrgKind, Role

MAX_DELEGATION_DEPTH = 3


def in_force(at: datetime) -> Q:
    """The half-open condition [starts_at, ends_at) of every dated relation."""
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def appointments_at(at: datetime) -> QuerySet[Appointment]:
    """Appointments in force of people who still work here."""
    return Appointment.objects.filter(in_force(at), staff__is_active=True)


def holders(
    role: Role, at: datetime, *, orgs: Iterable[int] | None = None, line: Line | str | None = None
) -> list[int]:
    """Ids of those who hold ``role`` at ``at``, longest in office first; anywhere, or only at ``orgs``."""
    places = None if orgs is None else tuple(orgs)
    found = remembered(("holders", role, places, line), lambda: _holders(role, at, places, line), at=at)
    on_stage = _on_stage.get()
    return list(found) if on_stage is None else [pk for pk in found if pk in on_stage]


_on_stage: ContextVar[frozenset[int] | None] = ContextVar("people_on_stage", default=None)


@contextmanager
def nobody_but(staff_ids: Iterable[int]) -> Iterator[None]:
    """Within the block, in this thread, nobody else holds any role: a rehearsal's cast keeps the house to itself."""
    token = _on_stage.set(frozenset(staff_ids))
    try:
        yield
    finally:
        _on_stage.reset(token)


def recall_holders(orgs: Iterable[int], at: datetime) -> None:
    """Look up at once who holds what at each of these nodes, for a page that will ask it of many cases.

    Of use only while somebody remembers; later questions about one of the nodes are then answered from memory.
    """
    places = tuple(dict.fromkeys(orgs))
    found: dict[tuple[str, int], list[int]] = {}
    posts = appointments_at(at).filter(org_id__in=places).order_by("starts_at", "id")
    for role, org, staff in posts.values_list("role", "org_id", "staff_id"):
        found.setdefault((role, org), []).append(staff)
    for role in Role:
        for org in places:
            held = list(dict.fromkeys(found.get((role, org), ())))
            remembered(("holders", role, (org,), None), lambda held=held: held, at=at)  # type: ignore[misc]


# Every move asks these questions several times, so they are not built anew by the ORM each time (docs/performance.md).
_HOLDERS = """
SELECT a.staff_id FROM people_appointment a JOIN people_staff s ON s.id = a.staff_id AND s.is_active
WHERE a.role = %(role)s AND a.starts_at <= %(at)s AND (a.ends_at IS NULL OR a.ends_at > %(at)s)
  AND (%(orgs)s::bigint[] IS NULL OR a.org_id = ANY(%(orgs)s)) AND (%(line)s::text IS NULL OR a.line = %(line)s)
ORDER BY a.starts_at, a.id
"""
_STANDS_IN = """
SELECT EXISTS (
    SELECT 1 FROM people_delegation WHERE delegate_id = %(staff)s AND starts_at <= %(at)s AND ends_at > %(at)s
)
"""
_POSTS = """
SELECT a.staff_id, a.role, o.kind, o.id, p.kind, p.id
FROM people_appointment a JOIN people_staff s ON s.id = a.staff_id AND s.is_active
JOIN people_orgunit o ON o.id = a.org_id LEFT JOIN people_orgunit p ON p.id = o.parent_id
WHERE a.staff_id = ANY(%(people)s) AND a.starts_at <= %(at)s AND (a.ends_at IS NULL OR a.ends_at > %(at)s)
"""
_DELEGATED = """
SELECT d.{there} FROM people_delegation d
JOIN people_staff p ON p.id = d.principal_id AND p.is_active JOIN people_staff q ON q.id = d.delegate_id AND q.is_active
WHERE d.{here} = ANY(%s) AND d.starts_at <= %s AND d.ends_at > %s ORDER BY d.id
"""


def _holders(role: Role, at: datetime, places: Sequence[int] | None, line: Line | str | None) -> list[int]:
    values: dict[str, Any] = {
        "role": str(role),
        "at": at,
        "orgs": None if places is None else list(places),
        "line": None if line is None else str(line),
    }
    return list(dict.fromkeys(pk for (pk,) in ask(_HOLDERS, values)))


@dataclass(frozen=True)
class Post:
    """An appointment in force: whose, to what, at which node of the organisation and below which."""

    holder: int
    role: str
    kind: str
    org: int
    parent_kind: str | None
    parent: int | None


def posts_within_reach(staff_id: int, at: datetime) -> list[Post]:
    """The posts this person, or somebody he may act for, holds at ``at``."""
    return remembered(("posts", staff_id), lambda: _posts(staff_id, at), at=at)


def look_up_posts_with(bundle: Bundle, staff_id: int, at: datetime) -> None:
    """Whoever will need a person's posts and sends a message anyway learns them with it.

    Not those of somebody he acts for: most people stand in for nobody.
    """
    if recalled(("posts", staff_id), at=at) is None:

        def keep(stands_in: bool, posts: list[Post]) -> None:
            if not stands_in:
                remember(("posts", staff_id), posts, at=at)

        _ask_for_posts(bundle, staff_id, at, keep)


def _posts(staff_id: int, at: datetime) -> list[Post]:
    found: list[Post] = []

    def keep(stands_in: bool, posts: list[Post]) -> None:
        people = [staff_id, *principals_of(staff_id, at)] if stands_in else []
        found.extend(_posts_of(ask(_POSTS, {"people": people, "at": at})) if stands_in else posts)

    bundle = Bundle()
    _ask_for_posts(bundle, staff_id, at, keep)
    bundle.send()
    return found


def _ask_for_posts(bundle: Bundle, staff_id: int, at: datetime, then: Callable[[bool, list[Post]], None]) -> None:
    """Ask whether he stands in for anybody, and for his own posts; ``then`` hears both."""
    stands_in: Rows = []
    bundle.add(_STANDS_IN, {"staff": staff_id, "at": at}, stands_in.extend)
    bundle.add(_POSTS, {"people": [staff_id], "at": at}, lambda rows: then(stands_in[0][0], _posts_of(rows)))


def _posts_of(rows: Rows) -> list[Post]:
    return [Post(*row) for row in rows]


def department_of(company: OrgUnit, department: Department) -> OrgUnit | None:
    """That department of a company; None where the company has none (any more)."""
    return company.children.filter(kind=OrgKind.DEPARTMENT, code=department, is_active=True).order_by("id").first()


def principals_of(delegate_id: int, at: datetime) -> list[int]:
    """Everybody ``delegate_id`` may act for at ``at``: chains are followed to a depth of three, circles are cut.

    Who has left the company neither gives nor holds a delegation.
    """
    found = remembered(
        ("principals", delegate_id), lambda: _follow(delegate_id, at, "delegate_id", "principal_id"), at=at
    )
    return list(found)


def delegates_of(principal_id: int, at: datetime) -> list[int]:
    """Everybody who may act for ``principal_id`` at ``at``; the same bounds as ``principals_of``."""
    return _follow(principal_id, at, "principal_id", "delegate_id")


def _follow(start: int, at: datetime, here: str, there: str) -> list[int]:
    seen: dict[int, None] = {}
    frontier: Sequence[int] = [start]
    for _ in range(MAX_DELEGATION_DEPTH):
        found = ask(_DELEGATED.format(here=here, there=there), [list(frontier), at, at])
        frontier = [pk for (pk,) in found if pk not in seen and pk != start]
        if not frontier:
            break
        seen.update(dict.fromkeys(frontier))
    return list(seen)


def staff_named(ids: Iterable[int]) -> dict[int, Staff]:
    """Staff by id, in one query."""
    return Staff.objects.in_bulk(list(ids))
