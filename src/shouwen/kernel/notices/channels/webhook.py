"""Webhooks: a signed POST of the message as data.

The receiver checks ``Shouwen-Signature: t=<unix seconds>,v1=<hex>``: HMAC-SHA256, with the shared secret, over
"<t>.<body>"; it refuses old ``t`` and repeats of ``Idempotency-Key``. Any 2xx answer counts as received.
Which addresses may be reached at all is said in ``reaching``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final

import httpx

from shouwen.kernel import clock
from shouwen.kernel.models import Webhook
from shouwen.kernel.notices.channels.outgoing import NotDelivered, Outgoing, Undeliverable
from shouwen.kernel.notices.channels.reaching import IpAddress, addresses_of

TIMEOUT: Final = 10.0
_GONE: Final = 410
_PORTS: Final = {"http": 80, "https": 443}


def send(message: Outgoing) -> str:
    """Post one message; redirects are not followed, so a subscription cannot point us somewhere else."""
    hook = Webhook.objects.filter(url=message.to, active=True).first()
    if hook is None:
        raise Undeliverable("the subscription has ended")
    body = json.dumps(message.payload, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": message.key,
        "Shouwen-Signature": signature(hook.secret, int(clock.now().timestamp()), body),
    }
    answer = _posted(_read(message.to), body, headers)
    if answer.status_code == _GONE:
        raise Undeliverable("the receiver has gone")
    if not answer.is_success:
        raise NotDelivered(f"the receiver answered {answer.status_code}")
    return str(answer.status_code)


def _read(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as wrong:
        raise Undeliverable("the address is no URL") from wrong
    if url.scheme not in _PORTS or not url.host:
        raise Undeliverable("the address is no URL")
    return url


def _posted(url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """The answer of the first of the receiver's addresses that can be reached."""
    down: httpx.TransportError | None = None
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client:
        for address in addresses_of(url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]):
            try:
                return client.send(_addressed(client, url, address, body, headers))
            except httpx.ConnectError as unreachable:
                down = unreachable
            except httpx.TransportError as broken:
                down = broken
                break  # it may have been heard: the next attempt carries the same key
    # one silent receiver says nothing about the others: no ProviderDown
    raise NotDelivered(f"no answer: {type(down).__name__}") from down


def _addressed(
    client: httpx.Client, url: httpx.URL, address: IpAddress, body: bytes, headers: Mapping[str, str]
) -> httpx.Request:
    """The request to exactly this address; header and certificate still go by the receiver's name."""
    return client.build_request(
        "POST",
        url.copy_with(host=str(address)),
        content=body,
        headers={**headers, "Host": url.netloc.decode("ascii")},
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )


def signature(secret: str, at: int, body: bytes) -> str:
    """The value of the signature header for a body sent at ``at`` (seconds since 1970)."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
