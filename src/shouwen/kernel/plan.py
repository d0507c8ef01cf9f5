"""The arithmetic of an obligation: when it is due and what fires when. Pure; knows no database and no now.

A plan is never stored whole: from the terms, the start and the due instant ``first_step`` and ``step_after`` give
the earliest step that matters, and only that one is materialised (engine.md R3, R6).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from shouwen.kernel import clock
from shouwen.kernel.reckoning import Reckoned, WorkingTime, clock_add_with_pauses

Pauses = Sequence[tuple[datetime, datetime | None]]


class Step(NamedTuple):
    """One firing of a plan. Order at one instant: reminders, the breach, then what the breach costs."""

    at: datetime
    rank: int
    number: int
    name: str


REMIND, BREACH, BLOCK, DAY, ESCALATE, DAILY = range(6)
_WORDS = ("remind", "breach", "block", "day", "escalate", "daily")


def parse(name: str) -> tuple[int, int]:
    """Rank and index of a persisted step name."""
    word, _, index = name.partition(":")
    return _WORDS.index(word), int(index or 0)


@dataclass(frozen=True)
class Terms:
    """The rule an obligation runs under, as stored with it.

    ``limit``: {"kind": "minutes" | "working", "n": minutes} · {"kind": "daily" | "cut" | "watch", "at": "18:00"}
    · {"kind": "instant"} (the flow names the instant). ``remind``: {"after": minutes from the start} |
    {"before": minutes to the due instant} | {"at": "17:00" of the due day}. ``price``: {"kind": "block",
    "minutes", "amount", "round"} | {"kind": "once", "amount"} | {"kind": "percent", "percent"} |
    {"kind": "days", "at", "tiers"}, each with "code" and "clause", and perhaps "since", the first day it is in force.
    ``escalate``: minutes after the due instant.
    """

    clause: str
    ref: str
    limit: Mapping[str, Any]
    remind: Sequence[Mapping[str, Any]] = ()
    price: Mapping[str, Any] | None = None
    escalate: Sequence[int] = ()
    rulebook: int = 0
    calendar: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "clause": self.clause,
            "ref": self.ref,
            "limit": dict(self.limit),
            "remind": [dict(one) for one in self.remind],
            "price": dict(self.price) if self.price else None,
            "escalate": list(self.escalate),
            "rulebook": self.rulebook,
            "calendar": self.calendar,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Terms:
        return cls(**data)

    @property
    def is_watch(self) -> bool:
        """A daily watch has no due instant and nobody can miss it."""
        return bool(self.limit["kind"] == "watch")

    @property
    def is_daily(self) -> bool:
        return bool(self.limit["kind"] == "daily")


@dataclass(frozen=True)
class Due:
    """When something is due; provisional while the calendar of that day is not announced."""

    at: datetime | None
    provisional: bool = False


def due_of(
    terms: Terms,
    started_at: datetime,
    *,
    instant: datetime | None = None,
    pauses: Pauses = (),
    working: WorkingTime | None = None,
) -> Due:
    """The due instant of terms that started at ``started_at``; for "instant" limits the flow gives ``instant``."""
    kind = terms.limit["kind"]
    if kind == "watch":
        return Due(None)
    if kind == "instant":
        if instant is None:
            raise ValueError("an instant limit needs its instant")
        return Due(instant)
    if kind in ("daily", "cut"):
        return Due(clock.next_time(started_at, time.fromisoformat(terms.limit["at"])))
    if kind == "working":
        if working is None:
            raise ValueError("a working-time limit needs a calendar")
        reckoned = working.add_with_pauses(started_at, terms.limit["n"], pauses)
        return Due(reckoned.due, reckoned.provisional) if isinstance(reckoned, Reckoned) else Due(None)
    return Due(clock_add_with_pauses(started_at, terms.limit["n"], pauses))


def first_step(terms: Terms, started_at: datetime, due_at: datetime | None, not_before: datetime) -> Step | None:
    """The first step of a fresh plan; reminders whose instant is before ``not_before`` are left out (R11)."""
    return next(
        (s for s in _steps(terms, started_at, due_at) if not (s.rank in (REMIND, DAILY) and s.at < not_before)), None
    )


def step_after(
    terms: Terms, started_at: datetime, due_at: datetime | None, name: str, *, not_before: datetime | None = None
) -> Step | None:
    """The step after the one called ``name``; with ``not_before``, reminders older than that are passed over."""
    rank, index = parse(name)
    if terms.is_watch:
        return _watch_step(terms, started_at, index + 1)
    here = next((s for s in _steps(terms, started_at, due_at, at_least=(rank, index)) if s[1:3] == (rank, index)), None)
    for step in _steps(terms, started_at, due_at, at_least=(rank, index)):
        if here is not None and step[:3] <= here[:3]:
            continue
        if not_before is not None and step.rank == REMIND and step.at < not_before:
            continue
        return step
    return None


def same_step(terms: Terms, started_at: datetime, due_at: datetime | None, name: str) -> Step | None:
    """The step called ``name`` of this plan, to take up again what was set aside."""
    rank, index = parse(name)
    if terms.is_watch:
        return _watch_step(terms, started_at, index)
    return next((s for s in _steps(terms, started_at, due_at, at_least=(rank, index)) if s[1:3] == (rank, index)), None)


def breach_step(due_at: datetime) -> Step:
    """The breach of what was due then."""
    return Step(due_at, BREACH, 0, "breach")


def is_look(name: str) -> bool:
    """Whether the step is a daily look at the case."""
    return parse(name)[0] == DAILY


def last_look_by(terms: Terms, started_at: datetime, until: datetime) -> Step | None:
    """The last daily look that has come by ``until``; None before the first."""
    first = _watch_step(terms, started_at, 0)
    days = (clock.day_of(until) - clock.day_of(first.at)).days
    last = _watch_step(terms, started_at, max(days, 0))
    if last.at > until and last.number:
        last = _watch_step(terms, started_at, last.number - 1)
    return last if last.at <= until else None


def _watch_step(terms: Terms, started_at: datetime, index: int) -> Step:
    """At one instant the event comes first: an order issued at 09:30 is looked at that very 09:30."""
    wall = time.fromisoformat(terms.limit["at"])
    first = clock.next_time(started_at - clock.TICK, wall)
    day = clock.day_of(first) + timedelta(days=index)
    return Step(clock.at_time(day, wall), DAILY, index, f"daily:{index}")


def _steps(
    terms: Terms, started_at: datetime, due_at: datetime | None, at_least: tuple[int, int] = (0, 0)
) -> Iterator[Step]:
    """All steps in the order they fire; blocks have no end, so callers stop when they have what they came for."""
    if terms.is_watch or due_at is None:
        yield _watch_step(terms, started_at, 0)
        return
    yield from sorted(_reminders(terms, started_at, due_at))
    yield breach_step(due_at)
    first_block = at_least[1] if at_least[0] == BLOCK else 1
    yield from heapq.merge(_blocks(terms, due_at, first_block), _days(terms, due_at), _escalations(terms, due_at))


def _reminders(terms: Terms, started_at: datetime, due_at: datetime) -> Iterator[Step]:
    for index, when in enumerate(terms.remind):
        if "after" in when:
            at = started_at + timedelta(minutes=when["after"])
        elif "before" in when:
            at = due_at - timedelta(minutes=when["before"])
        else:
            at = clock.at_time(clock.day_of(due_at), time.fromisoformat(when["at"]))
        if started_at <= at < due_at:
            yield Step(at, REMIND, index, f"remind:{index}")


def _blocks(terms: Terms, due_at: datetime, first: int) -> Iterator[Step]:
    price = terms.price
    if not price or price["kind"] != "block":
        return
    index = first
    minutes = price["minutes"]
    while True:
        # "ceil" charges a block when it begins (Q2's other reading): one second after the previous one is full
        offset = timedelta(minutes=minutes * index)
        if price.get("round") == "ceil":
            offset = timedelta(minutes=minutes * (index - 1), seconds=1)
        yield Step(due_at + offset, BLOCK, index, f"block:{index}")
        index += 1


def last_block_by(terms: Terms, due_at: datetime, until: datetime) -> int:
    """How many blocks of lateness have fired when everything up to ``until`` has."""
    price = terms.price or {}
    late = until - due_at - (timedelta(seconds=1) if price.get("round") == "ceil" else timedelta(0))
    return late // timedelta(minutes=price["minutes"]) + (1 if price.get("round") == "ceil" else 0)


def other_than_block(terms: Terms, due_at: datetime, after: datetime) -> datetime | None:
    """The instant of the first step after the breach that is no block and comes later than ``after``."""
    steps = heapq.merge(_days(terms, due_at), _escalations(terms, due_at))
    return next((step.at for step in steps if step.at >= after), None)


def block_days(terms: Terms, due_at: datetime, first: int, last: int) -> Iterator[tuple[int, Step]]:
    """The blocks from ``first`` to ``last`` by days of the rulebook's zone: how many, and the last of the day."""
    while first <= last:
        begins = next(_blocks(terms, due_at, first)).at
        midnight = clock.at_time(clock.day_of(begins) + timedelta(days=1), time())
        ends = min(last_block_by(terms, due_at, midnight - timedelta(seconds=1)), last)
        yield ends - first + 1, next(_blocks(terms, due_at, ends))
        first = ends + 1


def _days(terms: Terms, due_at: datetime) -> Iterator[Step]:
    """One step a late day, and one for the day after the last tier (S3-36c)."""
    price = terms.price
    if not price or price["kind"] != "days":
        return
    wall = time.fromisoformat(price["at"])
    for index in range(1, price["tiers"][-1][0] + 2):
        yield Step(clock.at_time(clock.day_of(due_at) + timedelta(days=index), wall), DAY, index, f"day:{index}")


def _escalations(terms: Terms, due_at: datetime) -> Iterator[Step]:
    for index, minutes in enumerate(sorted(terms.escalate), start=1):
        yield Step(due_at + timedelta(minutes=minutes), ESCALATE, index, f"escalate:{index}")
