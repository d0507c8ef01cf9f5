"""Quiet hours: when a message may not ring."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from django.conf import settings

from shouwen.kernel import clock
from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import Message

_DEFAULT: Final = ("21:00", "08:00")


def audible_from(at: datetime, message: Message, channel: str, *, for_customer: bool) -> datetime:
    """The first instant from ``at`` on when the message may be sent.

    Only SMS ring. Customers are left in peace from 21:00 to 08:00; staff too, except for what is urgent.
    """
    if channel != Notice.Channel.SMS or (message.urgent and not for_customer):
        return at
    begins, ends = (time.fromisoformat(text) for text in getattr(settings, "SHOUWEN_QUIET_HOURS", _DEFAULT))
    wall = clock.local(at).time()
    is_quiet = (begins <= wall or wall < ends) if begins > ends else (begins <= wall < ends)
    return clock.next_time(at, ends) if is_quiet else at
