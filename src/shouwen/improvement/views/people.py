"""Who is at a page of the group's improvement work, and what the pages share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_required
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from shouwen.improvement import parties
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.kernel.flows import Flow
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import appointments_at
from shouwen.web.answers import refused_page
from shouwen.web.desk.asking import actor_of, person_of

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
SHOWN = 50


def for_staff(view: View[P]) -> View[P]:
    """Decorator: logged in; a refusal that the view lets through becomes a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refused_page(request, refused)

    entered: Any = login_required(guarded)
    return entered  # type: ignore[no-any-return]


def for_the_group(view: View[P]) -> View[P]:
    """Decorator: as ``for_staff``, for the group's service centre; everybody else is refused (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_of_the_group(person_of(request)):
            raise Refused(_("This page is for the group's service centre."), Why.WRONG_ROLE)
        return view(request, *args, **kwargs)

    checked: Any = guarded
    return for_staff(checked)


def is_of_the_group(person: Staff) -> bool:
    """Whether this person works at the group's service centre now."""
    return appointments_at(clock.now()).filter(staff=person, role__in=parties.GROUP_ROLES).exists()


def case_of(actor: Actor, flow: type[Flow[Any]], number: str) -> Case:
    """The case of that number, if the actor may see it; Refused as absent otherwise."""
    found = visible_cases(actor).filter(flow=flow.code, number=number)
    case = found.select_related("project", "agent").first()
    if case is None:
        raise absent()
    return case


def seen(records: QuerySet[M], actor: Actor) -> QuerySet[M]:
    """The records of cases the actor may see."""
    return records.filter(case__in=visible_cases(actor))


__all__ = [
    "SHOWN",
    "actor_of",
    "case_of",
    "for_staff",
    "for_the_group",
    "is_of_the_group",
    "person_of",
    "seen",
]
