"""For machines that watch: alive, ready, measures."""

from __future__ import annotations

import hmac
import threading

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from shouwen.config.measures import exposition

_seen_complete = threading.Event()
LOOPBACK = {"127.0.0.1", "::1"}


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and every migration has been applied; otherwise 503 with the reason."""
    try:
        missing = _missing_migrations()
    except Error:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    if missing:
        return HttpResponse(f"{missing} migrations to apply\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


def _missing_migrations() -> int:
    """Looked up until there are none: a process never needs more of them. After that the database is only greeted."""
    if _seen_complete.is_set():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        _seen_complete.set()
    return missing


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus: with the token of SHOUWEN_METRICS_TOKEN, or, if none is set, from this machine only."""
    if not _may_read(request):
        return HttpResponseNotFound("not found\n", content_type="text/plain")
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if token := settings.METRICS_TOKEN:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers
