"""Where a complaint comes from when it did not begin at the counter: a voice message, a colleague's lead.

Whoever keeps such things answers ``OriginAsked`` with an ``Origin``; whoever takes complaints answers
``CounterAsked`` with the address of the counter, fills it in from the origin, and says ``ComplaintMade`` once the
complaint is registered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What is known before anybody types. ``contact_ended_at``: from when the 30 minutes run; None: as typed."""

    source: str
    title: str
    project_id: int
    channel: str
    words: str = ""
    customer_name: str = ""
    phone: str = ""
    room: str = ""
    unit_id: int | None = None
    contact_ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class OriginAsked:
    """What is behind this source ("voice:812"), if this person may turn it into a complaint?"""

    source: str
    staff_id: int


@dataclass(frozen=True, kw_only=True)
class CounterAsked:
    """The address at which a complaint is taken from this source."""

    source: str


@dataclass(frozen=True, kw_only=True)
class ComplaintMade:
    """The source became this complaint; said once, in the transaction that registers it."""

    CODE: ClassVar[str] = "exchange.complaint_made"

    key: str
    source: str
    case_id: int
    number: str
    staff_id: int
