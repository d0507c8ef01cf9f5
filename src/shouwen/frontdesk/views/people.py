"""Who is at the desk."""

from __future__ import annotations

from django.http import HttpRequest

from shouwen.kernel.access import Actor
from shouwen.people.models import Staff


def person_of(request: HttpRequest) -> Staff:
    """Whoever is logged in; every view of the desk stands behind the login."""
    assert isinstance(request.user, Staff)  # the only user model
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    return Actor.of(person_of(request))
