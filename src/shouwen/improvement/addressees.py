"""集团相关中心、物业集团: to whom systemic problems are dispatched."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from shouwen.people.models import Appointment
from shouwen.people.queries import appointments_at
from shouwen.people.roles import OrgKind, Role

_PLACES = (OrgKind.GROUP, OrgKind.GROUP_CENTRE, OrgKind.PROPERTY_GROUP)
_POSTS = (Role.CHAIRMAN, Role.DEPARTMENT_HEAD, Role.HR_CENTRE, Role.FINANCE_CENTRE)


def posts_at(at: datetime) -> QuerySet[Appointment]:
    """The heads of the group's centres and of the property group."""
    found = appointments_at(at).filter(org__kind__in=_PLACES, role__in=_POSTS)
    return found.select_related("org", "staff").order_by("org_id", "id")


def unit_of(staff_id: int, at: datetime) -> str | None:
    """The name of the centre this person heads; None for everybody else."""
    post = posts_at(at).filter(staff_id=staff_id).first()
    return None if post is None else name_of(post)


def name_of(post: Appointment) -> str:
    """A post at the group itself names its centre (集团财务中心); elsewhere the unit has the name."""
    return post.get_role_display() if post.org.kind == OrgKind.GROUP else post.org.name


def choices_at(at: datetime) -> list[tuple[int, str]]:
    """Who may be addressed: id and "centre · name"."""
    return list({post.staff_id: f"{name_of(post)} · {post.staff.name}" for post in posts_at(at)}.items())
