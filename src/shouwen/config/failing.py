"""What a request is told when something broke (503 while the database is away, 500 for a fault of ours) or is over."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _
from django.views.csrf import CSRF_FAILURE_TEMPLATE_NAME, csrf_failure
from django.views.defaults import server_error

RETRY_AFTER = 10  # seconds; a restart of PostgreSQL takes less
# SQLSTATE classes of a server that is going, coming, out of reach or full; a fault without one never reached a server.
AWAY = ("08", "53", "57P")


PORTAL = "/p/"  # the customers' pages: whoever reads them has no login to go back to


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token does not hold; what to do next differs between colleagues and customers."""
    at_the_portal = request.path_info.startswith(PORTAL)
    return csrf_failure(request, reason, "portal/too_old.html" if at_the_portal else CSRF_FAILURE_TEMPLATE_NAME)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer for the exception that is being handled; nothing here may ask the database."""
    if not is_away(sys.exc_info()[1]):
        return server_error(request)
    answer = _problem() if request.path.startswith("/api/") else HttpResponse(_page(), status=503)
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def is_away(fault: BaseException | None) -> bool:
    """Whether the fault, or one it came from, is that the database cannot be asked at the moment."""
    return any(_says_away(one) for one in _came_from(fault))


def _says_away(fault: BaseException) -> bool:
    if isinstance(fault, InterfaceError):
        return True
    state = getattr(fault.__cause__, "sqlstate", None)
    return isinstance(fault, OperationalError) and (state is None or state.startswith(AWAY))


def _came_from(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _page() -> str:
    return loader.get_template("503.html").render()


def _problem() -> JsonResponse:
    message = _("The service is back in a moment. Send it again then: with the same key it counts once.")
    return JsonResponse({"code": "unavailable", "message": message, "fields": {}}, status=503)
