"""The one clock. Everything that asks for the time asks here; tests, rehearsals and the demo move it.

Business time ticks in whole seconds: a limit that ends at 10:30:00 is kept by whoever acts while the clock
on the wall still shows 10:30:00.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

ZONE = ZoneInfo(settings.SHOUWEN_ZONE)
TICK = timedelta(seconds=1)

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    """The instant, in UTC, whole seconds."""
    return (_moved.get() or datetime.now(UTC)).replace(microsecond=0)


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Within the block, in this thread, it is ``instant``."""
    token = _moved.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)


def local(instant: datetime) -> datetime:
    """The instant on the wall of the rulebook's zone."""
    return instant.astimezone(ZONE)


def day_of(instant: datetime) -> date:
    """The calendar day of an instant, in the rulebook's zone (never the server's or the browser's)."""
    return instant.astimezone(ZONE).date()


def at_time(day: date, wall: time) -> datetime:
    """The instant, in UTC, at which the wall clock shows ``wall`` on ``day``."""
    return datetime.combine(day, wall, ZONE).astimezone(UTC)


def next_time(after: datetime, wall: time) -> datetime:
    """The first instant strictly after ``after`` at which the wall clock shows ``wall``."""
    day = day_of(after)
    found = at_time(day, wall)
    return found if found > after else at_time(day + timedelta(days=1), wall)
