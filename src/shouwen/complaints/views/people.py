"""Who is at the page: a member of staff who is logged in, and the projects served at the counter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from shouwen.complaints.handling.handlers import DEPARTMENT as CUSTOMER_SERVICE
from shouwen.estate.models import Project
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.errors import Refused, absent
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import appointments_at, principals_of
from shouwen.people.roles import Role
from shouwen.web.answers import refused_page

P = ParamSpec("P")


def person_of(request: HttpRequest) -> Staff:
    """The member of staff who is logged in; the view is behind ``for_staff``."""
    if not isinstance(request.user, Staff):
        raise TypeError("the view is not behind for_staff")
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    return Actor.of(person_of(request))


def for_staff(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Decorator: logged in; a refusal that the view lets through becomes a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refused_page(request, refused)

    entered: Any = login_required(guarded)
    return entered  # type: ignore[no-any-return]


def served_projects(staff: Staff, at: datetime | None = None) -> list[int]:
    """Ids of the projects whose counter this person serves, also in somebody's place: a specialist the project of the
    post, the company's customer service all of the company's (S4-CMP-01)."""
    at = at or clock.now()
    posts = appointments_at(at).filter(staff_id__in=[staff.pk, *principals_of(staff.pk, at)])
    orgs = posts.filter(role=Role.PROJECT_AGENT).values("org")
    companies = posts.filter(role__in=CUSTOMER_SERVICE).values("org")
    found = Project.objects.filter(Q(org__in=orgs) | Q(region__in=companies))
    return list(found.order_by("id").values_list("id", flat=True))


def case_for(actor: Actor, flow_code: str, number: str) -> Case:
    """The case of that number within the actor's scope; Refused in the same words when absent or not theirs."""
    found = (
        visible_cases(actor)
        .filter(flow=flow_code, number=number)
        .select_related("project", "unit__building", "customer", "agent", "parent")
        .first()
    )
    if found is None:
        raise absent()
    return found
