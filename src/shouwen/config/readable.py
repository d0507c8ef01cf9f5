"""A request that the database could not keep as text is refused before anybody reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict

NUL = "\0"
FORM = "application/x-www-form-urlencoded"


def readable(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Nothing is found under an address with a NUL, which PostgreSQL keeps in no text; words with one are refused.

    Nobody can type one. What comes beside files, and through the API, is refused by what reads it (``flows.Given``).
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            return get_response(request)
        if NUL in request.path_info:
            raise Http404
        if _has_nul(request.GET) or (request.content_type == FORM and _has_nul(request.POST)):
            raise BadRequest("a NUL among the words")
        return get_response(request)

    return answer


def _has_nul(given: QueryDict) -> bool:
    return any(NUL in text for name, values in given.lists() for text in (name, *values))
