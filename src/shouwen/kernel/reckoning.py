"""Deadline arithmetic: pure functions of start, budget, calendar and pauses (engine.md R3, R4).

Two clocks share one arithmetic: ``WALL`` runs day and night, a ``WorkingTime`` runs only in its working spans.
Both count whole seconds, and both keep these promises, for any aware instants:

- ``elapsed(start, add(start, n).due)`` is n minutes, also for negative n (which reckons backwards);
- a budget that ends exactly when work stops is due at that closing instant; one that starts while nobody works
  starts to count when work begins; a budget of zero is due at its start;
- a day of which nobody knows yet whether it is a holiday counts Monday to Friday and marks the result provisional.

Days are days of the rulebook's zone, whatever zone the instants come in and the server stands in (R2).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.clock import ZONE

Pause = tuple[datetime, datetime | None]
Span = tuple[str, str]

_DAY: Final = 24 * 3600
_SATURDAY: Final = 5
_LAST_YEAR: Final = 2400  # a limit beyond it is a mistake, and building its years would take seconds
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class UnusableCalendar(ValueError):
    """A calendar that could never let a deadline fall due, or whose hours make no sense."""


class Reckoned(NamedTuple):
    """The instant a budget is used up (UTC); provisional while a day it depends on is not announced."""

    due: datetime
    provisional: bool = False


class Held(NamedTuple):
    """What an open pause leaves: the budget is not used up, and nobody can say when it will be."""

    due: None = None
    provisional: bool = False


class Reckoner(ABC):
    """A clock that can be read in both directions; instants inside are whole seconds since 1970."""

    @abstractmethod
    def _shift(self, start: int, seconds: int) -> int:
        """The instant ``seconds`` of this clock's time away from ``start``."""

    @abstractmethod
    def _between(self, start: int, end: int) -> int:
        """This clock's seconds from ``start`` to a later ``end``."""

    @abstractmethod
    def _unsure(self, start: datetime, due: datetime) -> bool:
        """Whether the way from ``start`` to ``due`` leads over days whose status is not announced."""

    def add(self, start: datetime, minutes: int) -> Reckoned:
        """The instant ``minutes`` of this clock's time after ``start``, before it for negative minutes."""
        due = _instant(self._shift(_seconds(start), minutes * 60))
        return Reckoned(due, self._unsure(start, due))

    def elapsed(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
        """This clock's time from ``start`` to ``end`` outside the pauses; negative when ``end`` is earlier."""
        low, high = _seconds(start), _seconds(end)
        if high < low:
            return -self.elapsed(end, start, pauses)
        paused = 0
        for begin, stop in _united(pauses, low):
            paused += self._between(min(begin, high), high if stop is None else min(stop, high))
        return timedelta(seconds=self._between(low, high) - paused)

    def add_with_pauses(self, start: datetime, minutes: int, pauses: Iterable[Pause]) -> Reckoned | Held:
        """Like ``add``, with the clock standing still during the union of ``pauses``; Held by an open one.

        A budget that is used up exactly when a pause begins is due at that instant; a pause after the due
        instant changes nothing. Negative budgets look back from ``start`` and know no pauses.
        """
        cursor, left = _seconds(start), minutes * 60
        for begin, stop in _united(pauses, cursor):
            available = self._between(cursor, begin)
            if available >= left:
                break
            if stop is None:
                return Held()
            left -= available
            cursor = stop
        due = _instant(self._shift(cursor, left))
        return Reckoned(due, self._unsure(start, due))


class WallTime(Reckoner):
    """The clock on the wall: a minute is a minute, day and night."""

    def _shift(self, start: int, seconds: int) -> int:
        return start + seconds

    def _between(self, start: int, end: int) -> int:
        return end - start

    def _unsure(self, start: datetime, due: datetime) -> bool:  # noqa: ARG002 — the wall knows no holidays
        return False


WALL: Final = WallTime()


def clock_add_with_pauses(start: datetime, minutes: int, pauses: Iterable[Pause]) -> datetime | None:
    """``minutes`` on the wall after ``start`` outside the pauses; None while an open pause holds the clock."""
    return WALL.add_with_pauses(start, minutes, pauses).due


class _Year:
    """The working segments of one year with their prefix sums; never changed after it is built."""

    __slots__ = ("ends", "starts", "used")

    def __init__(self, starts: list[int], ends: list[int]) -> None:
        self.starts = starts
        self.ends = ends
        # used[i]: working seconds of the year up to the end of segment i
        self.used = list(accumulate(end - start for start, end in zip(starts, ends, strict=True)))

    @property
    def total(self) -> int:
        return self.used[-1] if self.used else 0

    def worked_until(self, instant: int) -> int:
        """Working seconds of the year before ``instant``."""
        index = bisect_right(self.starts, instant) - 1
        if index < 0:
            return 0
        return self.used[index] - max(0, self.ends[index] - instant)

    def first_with(self, worked: int) -> int:
        """The earliest instant by which ``worked`` (> 0) seconds are used."""
        index = bisect_left(self.used, worked)
        return self.ends[index] - (self.used[index] - worked)

    def last_with(self, worked: int) -> int:
        """The latest instant before which no more than ``worked`` (< total) seconds are used."""
        index = bisect_right(self.used, worked)
        return self.ends[index] - (self.used[index] - worked)


class WorkingTime(Reckoner):
    """The working time of one calendar version.

    ``hours``: the spans of a working day, [("09:00", "12:00"), ("13:30", "18:00")], 24:00 allowed as an end.
    ``days``: the days that differ from Monday to Friday. ``confirmed_until``: the last announced day; days after
    it, and days before the first year that ``days`` names, are provisional. Raises UnusableCalendar.
    """

    def __init__(self, hours: Sequence[Span], days: Mapping[date, bool], confirmed_until: date) -> None:
        self._spans = _spans(hours)
        self._days = dict(days)
        self._confirmed_until = confirmed_until
        self._confirmed_from = date(min(day.year for day in days), 1, 1) if days else date.min
        self._years: dict[int, _Year] = {}
        for year in {day.year for day in days}:
            if not self._year(year).total:
                raise UnusableCalendar(_("The year %(year)s has no working day.") % {"year": year})

    @property
    def day_minutes(self) -> int:
        """The minutes of one working day: a limit of n working days is n times as many minutes."""
        return sum(end - start for start, end in self._spans) // 60

    def works_on(self, day: date) -> bool:
        """Whether people work on that day of the rulebook's zone."""
        return self._days.get(day, day.weekday() < _SATURDAY)

    def is_announced(self, day: date) -> bool:
        """Whether the status of that day is known and not merely Monday to Friday."""
        return self._confirmed_from <= day <= self._confirmed_until

    def _unsure(self, start: datetime, due: datetime) -> bool:
        return not (self.is_announced(start.astimezone(ZONE).date()) and self.is_announced(due.astimezone(ZONE).date()))

    def _between(self, start: int, end: int) -> int:
        first, last = _year_of(start), _year_of(end)
        between = sum(self._year(year).total for year in range(first, last))
        return between + self._year(last).worked_until(end) - self._year(first).worked_until(start)

    def _shift(self, start: int, seconds: int) -> int:
        if seconds == 0:
            return start
        year = _year_of(start)
        worked = self._year(year).worked_until(start) + seconds
        if seconds > 0:
            while worked > self._year(year).total:
                worked -= self._year(year).total
                year += 1
            return self._year(year).first_with(worked)
        # looking back, a boundary belongs to the opening after it, so a full year is looked for in the next one
        while worked < 0:
            year -= 1
            worked += self._year(year).total
        if worked == self._year(year).total:
            year, worked = year + 1, 0
        return self._year(year).last_with(worked)

    def _year(self, year: int) -> _Year:
        found = self._years.get(year)
        if found is None:
            # two threads may build the same year at once; both build the same, and the last one stays
            found = self._years[year] = self._build(year)
        return found

    def _build(self, year: int) -> _Year:
        if not 1 < year <= _LAST_YEAR:
            raise OverflowError(f"no calendar reaches the year {year}")
        starts: list[int] = []
        ends: list[int] = []
        day, last = date(year, 1, 1), date(year, 12, 31)
        while day <= last:
            if self.works_on(day):
                midnight = _seconds(datetime.combine(day, time(), ZONE))
                starts += [midnight + start for start, _end in self._spans]
                ends += [midnight + end for _start, end in self._spans]
            day += timedelta(days=1)
        return _Year(starts, ends)


def _spans(hours: Sequence[Span]) -> list[tuple[int, int]]:
    """The spans in seconds of the day, checked: in order, none empty, none overlapping, at least one."""
    spans = [(_second_of_day(start), _second_of_day(end)) for start, end in hours]
    if not spans:
        raise UnusableCalendar(_("The calendar has no working time at all."))
    edges = [edge for span in spans for edge in span]
    if any(later < earlier for earlier, later in pairwise(edges)) or any(s >= e for s, e in spans):
        raise UnusableCalendar(_("Working hours must follow one another within the day, each with some time in it."))
    return spans


def _second_of_day(wall: str) -> int:
    if wall == "24:00":
        return _DAY
    try:
        read = time.fromisoformat(wall)
    except ValueError as wrong:
        raise UnusableCalendar(_("“%(text)s” is no time of day such as 09:00.") % {"text": wall}) from wrong
    return read.hour * 3600 + read.minute * 60


def _united(pauses: Iterable[Pause], after: int) -> list[tuple[int, int | None]]:
    """The union of the pauses from ``after`` on, in order; only the last can be open."""
    spans = sorted(((_seconds(a), None if b is None else _seconds(b)) for a, b in pauses), key=lambda span: span[0])
    united: list[tuple[int, int | None]] = []
    reached = after
    for begin, stop in spans:
        if stop is None:
            united.append((max(begin, reached), None))
            break
        if stop > reached:
            united.append((max(begin, reached), stop))
            reached = stop
    return united


def _seconds(instant: datetime) -> int:
    """Whole seconds since 1970; a naive instant is a mistake of the caller."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return (instant - _EPOCH) // timedelta(seconds=1)


def _instant(seconds: int) -> datetime:
    return _EPOCH + timedelta(seconds=seconds)


def _year_of(seconds: int) -> int:
    return _instant(seconds).astimezone(ZONE).year
