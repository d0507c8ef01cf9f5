"""A request that the database could not keep as text is refused before anybody reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase

NUL = "\0"


def readable(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Nothing is found under an address with a NUL, which PostgreSQL keeps in no text, and a query with one is refused.

    Forms say it of their own, and so does the API, in its own way.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            return get_response(request)
        if NUL in request.path_info:
            raise Http404
        if any(NUL in text for name, values in request.GET.lists() for text in (name, *values)):
            raise BadRequest("a NUL in the query")
        return get_response(request)

    return answer
