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

# Asked with every request, so written by hand (docs/performance.md).
_OWNER = """
SELECT s.*, t.id AS token_id, t.used_at AS token_used_at FROM kernel_apitoken t
JOIN people_staff s ON s.id = t.staff_id AND s.is_active
WHERE t.digest = %s AND t.expires_at > %s AND t.revoked_at IS NULL
"""


def new_token(staff: Staff, purpose: str, valid_for: timedelta = VALID_FOR) -> str:
    """A new personal token of ``staff``. It is returned this once; only its hash is kept."""
    text = f"sw_{secrets.token_urlsafe(32)}"
    now = clock.now()
    ApiToken.objects.create(
        staff=staff, purpose=purpose, digest=digest(text), created_at=now, expires_at=now + valid_for
    )
    return text


def owner_of(text: str) -> Staff | None:
    """Whose token it is, if it is valid and its owner still works here."""
    now = clock.now()
    found = list(Staff.objects.raw(_OWNER, [digest(text), now]))
    if not found:
        return None
    owner: Any = found[0]
    if owner.token_used_at is None or now - owner.token_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=owner.token_id).update(used_at=now)
    return found[0]


def actor_of(request: HttpRequest) -> Actor:
    """Who calls; every operation has been authenticated before it runs."""
    return Actor.of(cast(Any, request).auth)


def digest(text: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


class PersonalToken(HttpBearer):
    """``Authorization: Bearer sw_…``"""

    def authenticate(self, _request: HttpRequest, token: str) -> Staff | None:
        return owner_of(token)


class OwnSession(SessionAuth):
    """The cookie of the pages. Who is not logged in hears just that; CSRF is asked of those who are."""

    def __call__(self, request: HttpRequest) -> Any | None:
        return super().__call__(request) if request.user.is_authenticated else None
