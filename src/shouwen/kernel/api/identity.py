"""Who calls: the session of the pages, or a personal token."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from ninja.security import HttpBearer, SessionAuth

from shouwen.database.bundle import Bundle, Rows
from shouwen.kernel import clock, rows
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import ApiToken
from shouwen.people.models import Staff

VALID_FOR = timedelta(days=365)
NOTED_EVERY = timedelta(hours=1)  # a token's use is noted so often at most: reads should not write
READING = frozenset({"GET", "HEAD", "OPTIONS"})

# Asked with every request, so written by hand (docs/performance.md).
_VALID = "FROM kernel_apitoken WHERE digest = %(digest)s AND expires_at > %(now)s AND revoked_at IS NULL"
_TOKEN = f"SELECT id, used_at, is_read_only {_VALID}"
_OWNER = rows.selection(Staff, f"WHERE id = (SELECT staff_id {_VALID}) AND is_active")


def new_token(
    staff: Staff, purpose: str, valid_for: timedelta = VALID_FOR, *, read_only: bool = False, key: str = ""
) -> str:
    """A new personal token of ``staff``. It is returned this once; only its hash is kept.

    With ``read_only`` a program may only ask. The same request with the same ``key`` is answered with the same token,
    however often and however many at once; Refused when that one is over by then.
    """
    secret = _secret_of(key, staff.pk, purpose, valid_for, read_only) if key else secrets.token_urlsafe(32)
    text = f"sw_{secret}"
    now = clock.now()
    facts = {
        "staff": staff,
        "purpose": purpose,
        "is_read_only": read_only,
        "created_at": now,
        "expires_at": now + valid_for,
    }
    kept, made = ApiToken.objects.get_or_create(digest=digest(text), defaults=facts)
    if not made and (kept.revoked_at is not None or kept.expires_at <= now):
        raise Refused(_("This token was made before and is over. Open the page anew to make another."), Why.WRONG_STATE)
    return text


def _secret_of(*request: object) -> str:
    """What nobody can guess who lacks the server's secret, and what the same request finds again: nothing is stored."""
    made = salted_hmac("shouwen.api.token", json.dumps([str(part) for part in request]), algorithm="sha256")
    return urlsafe_b64encode(made.digest()).decode().rstrip("=")


def tokens_of(staff: Staff) -> QuerySet[ApiToken]:
    """The tokens of ``staff`` that still open something, the newest first."""
    return ApiToken.objects.filter(staff=staff, revoked_at=None, expires_at__gt=clock.now()).order_by("-id")


def revoke(pk: int, *, by: Staff) -> None:
    """The token opens nothing from now on. Absent when it is not one's own, or over already."""
    if not tokens_of(by).filter(pk=pk).update(revoked_at=clock.now()):
        raise Refused(_("This token cannot be found, or it is over already."), Why.NOT_FOUND)


def revoke_all(*, by: Staff) -> None:
    """No program acts as ``by`` any more."""
    tokens_of(by).update(revoked_at=clock.now())


def owner_of(text: str, *, writing: bool = False) -> Staff | None:
    """Whose token it is, if it is valid and its owner still works here.

    Refused when it is used for ``writing`` and may only read.
    """
    now = clock.now()
    values = {"digest": digest(text), "now": now}
    tokens: Rows = []
    owners: Rows = []
    bundle = Bundle()
    bundle.add(_TOKEN, values, tokens.extend)
    bundle.add(_OWNER, values, owners.extend)
    bundle.send()
    if not owners:
        return None
    token_id, used_at, is_read_only = tokens[0]
    if used_at is None or now - used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=token_id).update(used_at=now)
    if writing and is_read_only:
        raise Refused(_("This token may only read. A step needs a token that may take steps."), Why.WRONG_ROLE)
    return rows.made(Staff, owners[0])


def actor_of(request: HttpRequest) -> Actor:
    """Who calls; every operation has been authenticated before it runs."""
    return Actor.of(cast(Any, request).auth)


def digest(text: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


class PersonalToken(HttpBearer):
    """``Authorization: Bearer sw_…``"""

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        return owner_of(token, writing=request.method not in READING)


class OwnSession(SessionAuth):
    """The cookie of the pages. Who is not logged in hears just that; CSRF is asked of those who are."""

    def __call__(self, request: HttpRequest) -> Any | None:
        return super().__call__(request) if request.user.is_authenticated else None
