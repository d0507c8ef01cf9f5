"""What every page of the frame knows: navigation, the server's clock, the theme, the unread count of the bell."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shouwen.kernel import clock
from shouwen.people.models import Staff
from shouwen.people.queries import appointments_at
from shouwen.web import nav

THEME_COOKIE = "theme"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor; nothing here asks the database until a template uses it."""
    entries = SimpleLazyObject(lambda: _entries(request))
    return {
        "nav": entries,
        "nav_current": SimpleLazyObject(lambda: nav.current(_entries(request), request.get_full_path())),
        "server_now": clock.now(),
        "dark": is_dark(request),
        "office": SimpleLazyObject(lambda: office_of(_person(request))),
        "bell": SimpleLazyObject(lambda: _unread(request)),
        **({"messages": ()} if "X-Outbox" in request.headers else {}),  # said on the page that somebody sees
    }


def _person(request: HttpRequest) -> Staff | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, Staff) else None


def _unread(request: HttpRequest) -> int:
    from shouwen.web.desk.entries import unread

    person = _person(request)
    return unread(person) if person else 0


def _entries(request: HttpRequest) -> list[nav.Entry]:
    """Asked once per request: the frame needs the list and the current one of it."""
    if not hasattr(request, "nav_entries"):
        request.nav_entries = nav.entries_for(request) if _person(request) else []  # type: ignore[attr-defined]
    found: list[nav.Entry] = request.nav_entries  # type: ignore[attr-defined]
    return found


def is_dark(request: HttpRequest) -> bool:
    """The person's choice; before login what this browser last showed."""
    user = getattr(request, "user", None)
    if getattr(user, "is_authenticated", False):
        return bool(getattr(user, "dark", False))
    return request.COOKIES.get(THEME_COOKIE) == "dark"


def office_of(person: Staff | None) -> str:
    """Where and as what this person works now: the first of the appointments in force."""
    if person is None:
        return ""
    post = appointments_at(clock.now()).filter(staff=person).select_related("org").order_by("starts_at", "id").first()
    return f"{post.org.name} · {_without(post.org.name, post.get_role_display())}" if post else ""


def _without(org: str, role: str) -> str:
    """集团售后服务中心 · 总经理, not the office twice."""
    return role.removeprefix(org) or role
