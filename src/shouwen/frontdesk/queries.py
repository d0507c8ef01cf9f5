"""Reads of releases and reconciliations for a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from shouwen.estate.models import Project
from shouwen.frontdesk.flows import ItemRelease, SlipReconciliation
from shouwen.frontdesk.words import ReleaseState
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import appointments_at, principals_of
from shouwen.people.roles import Role


def projects_served_by(person: Staff, role: Role, at: datetime) -> list[int]:
    """Ids of the projects where this person, or one he stands in for, holds the role; by the property company too."""
    people = [person.pk, *principals_of(person.pk, at)]
    orgs = list(appointments_at(at).filter(staff_id__in=people, role=role).values_list("org_id", flat=True))
    found = Project.objects.filter(Q(org_id__in=orgs) | Q(property_company_id__in=orgs))
    return list(found.order_by("id").values_list("id", flat=True))


def releases_of_day(actor: Actor, day: date) -> QuerySet[Case]:
    """Releases applied for on that day, or whose window touches it; those that wait come first."""
    begins = clock.at_time(day, time.min)
    ends = begins + timedelta(days=1)
    window = Q(item_slip__valid_from__lt=ends, item_slip__valid_until__gte=begins)
    opened = Q(opened_at__gte=begins, opened_at__lt=ends)
    found = visible_cases(actor).filter(window | opened, flow=ItemRelease.code)
    return found.select_related("item_slip", "unit", "project").order_by("item_slip__valid_from", "id")


def slips_to_expect(actor: Actor, projects: Collection[int], at: datetime) -> QuerySet[Case]:
    """Issued slips whose window has not ended: what may come to the gate."""
    found = visible_cases(actor).filter(
        flow=ItemRelease.code,
        state=ReleaseState.ISSUED,
        project_id__in=list(projects),
        item_slip__valid_until__gte=at,
    )
    return found.select_related("item_slip", "unit").order_by("item_slip__valid_from", "id")


def slip_for(actor: Actor, *, token: str = "", number: str = "") -> Case | None:
    """The slip with that code or number, if the actor may see it; absent and not yours are answered alike."""
    wanted = Q(item_slip__token=token) if token else Q(item_slip__slip_number__iexact=number.strip())
    if not (token or number.strip()):
        return None
    found = visible_cases(actor).filter(wanted, flow=ItemRelease.code)
    return found.select_related("item_slip", "unit", "project", "customer").first()


def batches_for(actor: Actor) -> QuerySet[Case]:
    """Reconciliations the actor may see: what is open first, then the newest."""
    found = visible_cases(actor).filter(flow=SlipReconciliation.code)
    return found.select_related("slip_batch", "project").order_by("-closed_at", "-id")
