"""Whom a complaint about a specialist may name (S3-11a): one answer for the customer and for the group."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import Role


def people_of(complaint: Case, at: datetime) -> QuerySet[Staff]:
    """Whoever took the matter down, in whatever post, and the specialists of the project at that instant."""
    here = appointments_at(at).filter(role=Role.PROJECT_AGENT, org_id=complaint.project.org_id)
    found = Staff.objects.filter(Q(pk__in=here.values("staff_id")) | Q(pk=complaint.agent_id))
    return found.order_by("name", "id")


def may_be_accused(person: int, complaint: Case | None, at: datetime) -> bool:
    """A specialist in office, or whoever took the complaint: a clerk of the company, or somebody who has left since."""
    if complaint is not None and complaint.agent_id == person:
        return True
    return appointments_at(at).filter(staff_id=person, role=Role.PROJECT_AGENT).exists()
