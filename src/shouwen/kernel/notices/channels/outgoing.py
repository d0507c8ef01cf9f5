"""What a channel is given, and how it says that it could not deliver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class NotDelivered(Exception):
    """This message could not be delivered now; it is tried again with back-off."""


class ProviderDown(NotDelivered):
    """Nobody answers: the other messages of this channel need not be tried right now."""


class Undeliverable(Exception):
    """This message can never be delivered: no address, or the provider refuses it for good."""


@dataclass(frozen=True)
class Outgoing:
    """One message on its way.

    ``key`` is the same at every attempt: the provider's idempotency key. ``to`` is a phone number, a mail address
    or a URL. ``payload`` is the message as data, for machines; ``link`` the address in the body, if there is one.
    """

    key: str
    code: str
    to: str
    subject: str
    body: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
