"""One calendar month of Asia/Shanghai as the half-open interval its facts lie in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from shouwen.kernel import clock


@dataclass(frozen=True)
class Month:
    """The month beginning on ``first``; ``as_of`` is the instant its figures are counted at."""

    first: date
    as_of: datetime

    @cached_property
    def start(self) -> datetime:
        return clock.at_time(self.first, time())

    @cached_property
    def end(self) -> datetime:
        return clock.at_time(following(self.first), time())

    @cached_property
    def until(self) -> datetime:
        """What lies later has not happened yet: the month's end, or now while it runs."""
        return min(self.end, self.as_of)

    @property
    def is_over(self) -> bool:
        return self.as_of >= self.end


def following(first: date) -> date:
    """The first of the month after."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def before(first: date) -> date:
    """The first of the month before."""
    return (first.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_of(at: datetime) -> date:
    """The first of the month an instant lies in."""
    return clock.day_of(at).replace(day=1)
