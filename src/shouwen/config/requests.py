"""Around every request: an id, a line in the log, a count. No query string, no path with somebody's token."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from shouwen.config.logs import request_id, route_of
from shouwen.config.measures import QUERIES, REQUESTS, SECONDS

log = logging.getLogger("shouwen.requests")
GIVEN_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class QueryCount:
    """Counts the statements of one request."""

    def __init__(self) -> None:
        self.n = 0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.n += 1
        return execute(sql, params, many, context)


def observed(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Name the request (a proxy's X-Request-ID is kept), time it, count its queries, log it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex)
        count, began = QueryCount(), time.perf_counter()
        try:
            with connection.execute_wrapper(count):
                response = get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            _note(request, response.status_code, time.perf_counter() - began, count.n)
            return response
        finally:
            request_id.reset(token)

    return answer


def _known_user(request: HttpRequest) -> Any | None:
    """Who it was, if anybody asked: one who was never looked at would cost a query, and the database may be away."""
    user = getattr(request, "user", None)
    return None if isinstance(user, SimpleLazyObject) and not hasattr(request, "_cached_user") else user


def _note(request: HttpRequest, status: int, seconds: float, queries: int) -> None:
    method = request.method if request.method in METHODS else "OTHER"
    REQUESTS.labels(method, str(status)).inc()
    SECONDS.observe(seconds)
    QUERIES.observe(queries)
    user = _known_user(request)
    log.info(
        "request",
        extra={
            "method": method,
            "route": route_of(request),
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "queries": queries,
            **({"staff": user.pk} if user is not None and user.is_authenticated else {}),
        },
    )
