"""Where a request comes from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's IP address; behind a proxy the one the proxy saw (the last entry: earlier ones can be forged)."""
    if settings.BEHIND_PROXY and (chain := request.headers.get("X-Forwarded-For", "")):
        return chain.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
