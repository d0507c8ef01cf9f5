"""Who asks: the person behind a request, whom they stand in for, and whether they see the whole group."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.common.remembering import remembering
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, scope_of
from shouwen.people.models import Staff
from shouwen.people.queries import principals_of

View = Callable[..., HttpResponse]


def person_of(request: HttpRequest) -> Staff:
    """The member of staff who is logged in; every page of the desk is behind the door."""
    assert isinstance(request.user, Staff)  # login_required, and the only user model
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    return Actor.of(person_of(request))


def stands_for(person: Staff) -> list[int]:
    """The person and everybody the person may act for now: whose obligations are "mine"."""
    return [person.pk, *principals_of(person.pk, clock.now())]


def sees_the_group(person: Staff) -> bool:
    """Whether the person's scope is the whole group: the day board and the notice log are for them."""
    return scope_of(Actor.of(person)).everything


def reading(view: View) -> View:
    """A page that only reads, for who is logged in: scope, delegations and posts are looked up once for all of it."""
    return login_required(require_safe(_remembering(view)))


def posing(view: View) -> View:
    """Such a page whose question may name a person: it comes in the body of a POST, which no history or log keeps."""
    return login_required(require_http_methods(["GET", "HEAD", "POST"])(_remembering(view)))


def asked_of(request: HttpRequest) -> QueryDict:
    """What a page is asked: what was posted, which may name a person and stands in no address, else the address."""
    return request.POST if request.method == "POST" else request.GET


def words_of(request: HttpRequest) -> str:
    """The words a page searches for; only what was posted, for they may name a person."""
    return request.POST.get("q", "").strip()[:40]


def _remembering(view: View) -> View:
    @wraps(view)
    def remembered_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with remembering():
            return view(request, *args, **kwargs)

    return remembered_view
