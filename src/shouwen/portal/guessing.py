"""Addresses that were never given out: trying many of them is made slow.

Counted in the memory of each web process, not in the database: who tries costs us nothing, and nobody's network
address is kept. While somebody has to wait no link opens, right ones included; otherwise waiting would stop nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import Final

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

MOST: Final = 30  # wrong links from one address; a whole company may sit behind it
WITHIN: Final = timedelta(minutes=15)  # as long as the login rests
_NETWORK: Final = len("2001:0db8:0000:0001")  # the first half of an IPv6 address; longer than any of IPv4
log = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]


class NoSuchLink(Http404):
    """Nobody was ever given this link, or it speaks for nobody any more."""


def by_link(view: View) -> View:
    """A page that a link opens. It raises NoSuchLink; whoever did that too often within a while waits (429)."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **arguments: object) -> HttpResponseBase:
        visitor = _visitor(request)
        if cache.get(visitor, 0) >= MOST:
            return _wait(request)
        try:
            return view(request, token, **arguments)
        except NoSuchLink:
            _count(visitor)
            return private(render(request, "portal/over.html", status=404))

    return guarded


def private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: no cache keeps the page, nobody is told it, no search engine lists it.

    Not "no-referrer": with that, browsers call the origin of the page's own forms "null", and every one is refused.
    """
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _visitor(request: HttpRequest) -> str:
    """Where the request comes from; with IPv6 the network, because one visitor has all of its addresses."""
    with suppress(ValueError):
        address = ip_address(get_client_ip_address(request) or "")
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or address
        return f"wrong-links:{address.exploded[:_NETWORK]}"
    return "wrong-links"


def _count(visitor: str) -> None:
    if cache.add(visitor, 1, WITHIN.total_seconds()):
        return
    with suppress(ValueError):  # the while ended in between
        if cache.incr(visitor) == MOST:
            log.warning("one network address tried %d links that do not exist", MOST)


def _wait(request: HttpRequest) -> HttpResponse:
    answer = private(render(request, "portal/wait.html", status=429))
    answer["Retry-After"] = str(int(WITHIN.total_seconds()))
    return answer
