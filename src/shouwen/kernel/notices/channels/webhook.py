"""Webhooks: a signed POST of the message as data.

The receiver checks ``Shouwen-Signature: t=<unix seconds>,v1=<hex>``: HMAC-SHA256, with the shared secret, over
"<t>.<body>"; it refuses old ``t`` and repeats of ``Idempotency-Key``. Any 2xx answer counts as received.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Final

import httpx

from shouwen.kernel import clock
from shouwen.kernel.models import Webhook
from shouwen.kernel.notices.channels.outgoing import NotDelivered, Outgoing, Undeliverable

TIMEOUT: Final = 10.0
_GONE: Final = 410


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
    try:
        answer = httpx.post(message.to, content=body, headers=headers, timeout=TIMEOUT)
    except httpx.InvalidURL as wrong:
        raise Undeliverable("the address is no URL") from wrong
    except httpx.TransportError as down:
        # one silent receiver says nothing about the others: no ProviderDown
        raise NotDelivered(f"no answer: {type(down).__name__}") from down
    if answer.status_code == _GONE:
        raise Undeliverable("the receiver has gone")
    if not answer.is_success:
        raise NotDelivered(f"the receiver answered {answer.status_code}")
    return str(answer.status_code)


def signature(secret: str, at: int, body: bytes) -> str:
    """The value of the signature header for a body sent at ``at`` (seconds since 1970)."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
