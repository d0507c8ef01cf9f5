"""What the components show. A page fills these and includes ``components/<name>.html``; they hold no rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from django.utils.functional import Promise

from shouwen.kernel import clock

Words = str | Promise
TimeState = Literal["in", "soon", "late", "done"]
SOON = timedelta(hours=1)


def time_state(due: datetime, soon: datetime | None = None) -> TimeState:
    """In time, soon (an hour is left, or ``soon`` has passed) or late; the instant itself is still in time."""
    now = clock.now()
    if now > due:
        return "late"
    return "soon" if now >= min(due - SOON, soon or due) else "in"


@dataclass(frozen=True)
class Countdown:
    """A deadline. ``opened`` draws the fuse, ``soon`` turns it amber early, ``stopped`` stops the digits for good."""

    due: datetime | None
    opened: datetime | None = None
    soon: datetime | None = None
    stopped: datetime | None = None
    note: Words = ""
    stopped_word: Words = ""

    @property
    def state(self) -> TimeState:
        if self.stopped or self.due is None:
            return "done"
        return time_state(self.due, self.soon)

    @property
    def soon_at(self) -> datetime | None:
        """The instant the digits turn amber."""
        return None if self.due is None else min(self.due - SOON, self.soon or self.due)

    @property
    def used(self) -> int | None:
        """Percent of the limit used up, 0 to 100; nothing without a start."""
        if self.opened is None or self.due is None:
            return None
        whole = (self.due - self.opened).total_seconds()
        burnt = ((self.stopped or clock.now()) - self.opened).total_seconds()
        return 100 if whole <= 0 else max(0, min(100, round(100 * burnt / whole)))


@dataclass(frozen=True)
class Clause:
    """第十四条; ``url`` leads to the rule as in force for this case."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a derivation: what, in words, how much."""

    label: Words
    text: Words
    value: Words = ""
    clause: Clause | None = None


@dataclass(frozen=True)
class Why:
    """Why this deadline or this amount: lines, a sum, what happens afterwards, the rule's version."""

    title: Words
    lines: Sequence[Line]
    total: Line | None = None
    afterwards: Words = ""
    version: Words = ""
    url: str = ""


@dataclass(frozen=True)
class Action:
    """A button or link. ``key`` is printed on it; ``missing`` says in words why it cannot be pressed yet."""

    label: Words
    url: str = ""
    key: str = ""
    missing: Sequence[Words] = ()
    icon: str = ""
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Owed:
    """One row of a worklist. ``why_url`` fetches the why-popover when it is opened, instead of ``why``."""

    id: int | str
    cd: Countdown
    title: Words
    url: str
    number: str = ""
    place: str = ""
    about: Words = ""
    price: Sequence[Words] = ()
    clause: Clause | None = None
    why: Why | None = None
    action: Action | None = None
    why_url: str = ""


@dataclass(frozen=True)
class Stop:
    """One state on the path of a case."""

    title: Words
    note: Words = ""
    done: bool = False
    current: bool = False


@dataclass(frozen=True)
class Tile:
    """One piece of evidence. ``missing`` draws the empty tile with 缺."""

    id: int | str
    kind: Words
    note: Words = ""
    thumb: str = ""
    url: str = ""
    alt: Words = ""
    signature: bool = False
    sound: bool = False
    missing: bool = False
    facts: Sequence[tuple[Words, Words]] = ()


@dataclass(frozen=True)
class Happened:
    """One entry of a history; ``recorded`` only when it differs from when it occurred.

    ``times`` and ``since``: one entry for several of a kind, the newest at ``at``, the oldest at ``since``.
    """

    at: datetime
    title: Words
    text: Words = ""
    kind: Literal["step", "info", "breach"] = "info"
    recorded: datetime | None = None
    tiles: Sequence[Tile] = ()
    times: int = 1
    since: datetime | None = None


@dataclass(frozen=True)
class Charge:
    """One amount of a penalty list, with its arithmetic and clause."""

    who: str
    fact: Words
    arithmetic: Words
    amount: Words
    clause: Clause | None = None


@dataclass(frozen=True)
class Tab:
    title: Words
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Flat:
    """One place of a riser: ``open``, ``shut``, ``here`` or nothing there."""

    mark: Literal["open", "shut", "here", ""] = ""
    text: Words = ""
    url: str = ""


@dataclass(frozen=True)
class Floor:
    name: str
    flats: Sequence[Flat] = field(default_factory=tuple)
