"""The posts of the person behind a request, asked once a request: they open the pages of rules, imports and audit."""

from __future__ import annotations

from django.http import HttpRequest

from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.people.queries import appointments_at
from shouwen.people.roles import Role
from shouwen.web.desk.asking import person_of


def roles_of(request: HttpRequest) -> frozenset[str]:
    """The roles the person is appointed to now, anywhere. A delegate does not inherit them."""
    if not hasattr(request, "roles_held"):
        held = appointments_at(clock.now()).filter(staff=person_of(request)).values_list("role", flat=True)
        request.roles_held = frozenset(held)  # type: ignore[attr-defined]
    found: frozenset[str] = request.roles_held  # type: ignore[attr-defined]
    return found


def holds(request: HttpRequest, *roles: Role) -> bool:
    """Whether the person holds one of the roles now."""
    return not roles_of(request).isdisjoint(str(role) for role in roles)


def expect(request: HttpRequest, message: str, *roles: Role) -> None:
    """Refused with ``message`` unless the person holds one of the roles."""
    if not holds(request, *roles):
        raise Refused(message, Why.WRONG_ROLE)
