"""Who holds what, at an instant. The instant is always given: the centre knows no clock of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from shouwen.common.remembering import remembered
from shouwen.people.models import Appointment, Delegation, OrgUnit, Staff
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
    return list(remembered(("holders", role, places, line), lambda: _holders(role, at, places, line)))


def _holders(role: Role, at: datetime, places: Sequence[int] | None, line: Line | str | None) -> list[int]:
    found = appointments_at(at).filter(role=role)
    if places is not None:
        found = found.filter(org_id__in=places)
    if line is not None:
        found = found.filter(line=line)
    return list(dict.fromkeys(found.order_by("starts_at", "id").values_list("staff_id", flat=True)))


def department_of(company: OrgUnit, department: Department) -> OrgUnit | None:
    """That department of a company; None where the company has none (any more)."""
    return company.children.filter(kind=OrgKind.DEPARTMENT, code=department, is_active=True).order_by("id").first()


def principals_of(delegate_id: int, at: datetime) -> list[int]:
    """Everybody ``delegate_id`` may act for at ``at``: chains are followed to a depth of three, circles are cut.

    Who has left the company neither gives nor holds a delegation.
    """
    return list(
        remembered(("principals", delegate_id), lambda: _follow(delegate_id, at, "delegate_id", "principal_id"))
    )


def delegates_of(principal_id: int, at: datetime) -> list[int]:
    """Everybody who may act for ``principal_id`` at ``at``; the same bounds as ``principals_of``."""
    return _follow(principal_id, at, "principal_id", "delegate_id")


def _follow(start: int, at: datetime, here: str, there: str) -> list[int]:
    seen: dict[int, None] = {}
    frontier: Sequence[int] = [start]
    for _ in range(MAX_DELEGATION_DEPTH):
        rows = Delegation.objects.filter(
            in_force(at), principal__is_active=True, delegate__is_active=True, **{f"{here}__in": frontier}
        ).order_by("id")
        frontier = [pk for pk in rows.values_list(there, flat=True) if pk not in seen and pk != start]
        if not frontier:
            break
        seen.update(dict.fromkeys(frontier))
    return list(seen)


def staff_named(ids: Iterable[int]) -> dict[int, Staff]:
    """Staff by id, in one query."""
    return Staff.objects.in_bulk(list(ids))
