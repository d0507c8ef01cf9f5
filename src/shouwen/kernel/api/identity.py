"""Who calls: the session of the pages, or a personal token."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.models import ApiToken
from shouwen.people.models import Staff

VALID_FOR = timedelta(days=365)
NOTED_EVERY = timedelta(hours=1)  # a token's use is noted so often at most: reads should not write


def new_token(staff: Staff, purpose: str, valid_for: timedelta = VALID_FOR) -> str:
    """A new personal token of ``staff``. It is returned this once; only its hash is kept."""
    text = f"sw_{secrets.token_urlsafe(32)}"
    now = clock.now()
    ApiToken.objects.create(
        staff=staff, purpose=purpose, digest=_digest(text), created_at=now, expires_at=now + valid_for
    )
    return text


def owner_of(text: str) -> Staff | None:
    """Whose token it is, if it is valid and its owner still works here."""
    now = clock.now()
    token = (
        ApiToken.objects.select_related("staff")
        .filter(digest=_digest(text), expires_at__gt=now, revoked_at=None, staff__is_active=True)
        .first()
    )
    if token is None:
        return None
    if token.used_at is None or now - token.used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=now)
    return token.staff


def actor_of(request: HttpRequest) -> Actor:
    """Who calls; every operation has been authenticated before it runs."""
    return Actor.of(cast(Any, request).auth)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


class PersonalToken(HttpBearer):
    """``Authorization: Bearer sw_…``"""

    def authenticate(self, _request: HttpRequest, token: str) -> Staff | None:
        return owner_of(token)


class OwnSession(SessionAuth):
    """The cookie of the pages. Who is not logged in hears just that; CSRF is asked of those who are."""

    def __call__(self, request: HttpRequest) -> Any | None:
        return super().__call__(request) if request.user.is_authenticated else None
