"""The quantities of the regulations: declared in code with clause and default, overridden by dated, approved entries.

A domain's ``rules.py`` declares ``Quantity`` objects; ``book(at)`` is the rulebook in force at an instant.
An obligation stores the values it opened under, so a later entry never moves a fact (engine.md R5).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shouwen.common.remembering import recalled, remember, remembered
from shouwen.database.bundle import Bundle, ask
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import RulebookEntry


class Measure(StrEnum):
    """What a quantity is measured in; decides how it is read and shown."""

    MINUTES = "minutes"
    MINUTES_LIST = "minutes_list"
    DAYS = "days"
    CNY = "cny"
    PERCENT = "percent"
    WALL_TIME = "wall_time"
    DATE = "date"
    TIERS = "tiers"
    CHOICE = "choice"
    COUNT = "count"


@dataclass(frozen=True)
class Quantity:
    """One number of a regulation.

    ``default`` is the regulation's own value in JSON form: minutes, days and counts are integers, CNY and percent
    integers or decimal strings, wall times "HH:MM", dates "YYYY-MM-DD",
    tiers [[last day, owner CNY a day, leader CNY a day], …].
    """

    code: str
    title: str | Promise
    measure: Measure
    default: Any
    clause: str
    ref: str
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.code in _quantities:
            raise ValueError(f"two quantities are called {self.code}")
        _quantities[self.code] = self

    def checked(self, value: Any) -> Any:
        """The value in JSON form, or Refused when it cannot be such a quantity."""
        try:
            return _READERS[self.measure](value, self)
        except (TypeError, ValueError, KeyError, IndexError, InvalidOperation) as error:
            raise Refused(
                _("“{value}” is not a value for {title}.").format(value=value, title=self.title),
                Why.BAD_PAYLOAD,
                {"value": [str(error) or "?"]},
            ) from error


_quantities: dict[str, Quantity] = {}


def quantities() -> Mapping[str, Quantity]:
    """Every declared quantity by its code."""
    return _quantities


def quantity_named(code: str) -> Quantity:
    """The quantity called ``code``; the last parts suffice when they are unambiguous ("T1.limit", "T1")."""
    if code in _quantities:
        return _quantities[code]
    for tail in (f".{code}", f".{code}.limit"):
        found = [q for name, q in _quantities.items() if name.endswith(tail)]
        if len(found) == 1:
            return found[0]
    raise Refused(_("There is no quantity called {code}.").format(code=code), Why.BAD_PAYLOAD)


def _whole(value: Any, _q: Quantity) -> int:
    number = int(value)
    if number != Decimal(str(value)) or number < 0:
        raise ValueError("a whole number, not negative")
    return number


def _wholes(value: Any, q: Quantity) -> list[int]:
    numbers: list[int] = [_whole(v, q) for v in value]
    return sorted(numbers)


def _amount(value: Any, _q: Quantity) -> str:
    number = Decimal(str(value))
    if not number.is_finite() or number < 0 or number != round(number, 2):
        raise ValueError("an amount with at most two decimals")
    return str(number)


def _percent(value: Any, q: Quantity) -> str:
    if not 0 < Decimal(str(value)) <= 100:
        raise ValueError("above 0, at most 100")
    return _amount(value, q)


def _wall(value: Any, _q: Quantity) -> str:
    return time.fromisoformat(str(value)).strftime("%H:%M")


def _date(value: Any, _q: Quantity) -> str:
    return date.fromisoformat(str(value)).isoformat()


def _tiers(value: Any, q: Quantity) -> list[list[Any]]:
    days = [_whole(last, q) for last, _owner, _leader in value]
    rows: list[list[Any]] = [[_whole(last, q), _amount(owner, q), _amount(leader, q)] for last, owner, leader in value]
    if not days or days != sorted(set(days)):
        raise ValueError("tiers in ascending days")
    return rows


def _choice(value: Any, q: Quantity) -> str:
    if value not in q.choices:
        raise ValueError(" / ".join(q.choices))
    return str(value)


_READERS: dict[Measure, Callable[[Any, Quantity], Any]] = {
    Measure.MINUTES: _whole,
    Measure.MINUTES_LIST: _wholes,
    Measure.DAYS: _whole,
    Measure.COUNT: _whole,
    Measure.CNY: _amount,
    Measure.PERCENT: _percent,
    Measure.WALL_TIME: _wall,
    Measure.DATE: _date,
    Measure.TIERS: _tiers,
    Measure.CHOICE: _choice,
}


T = TypeVar("T")


@dataclass(frozen=True)
class Book:
    """The rulebook as in force at one instant. ``version`` is the entry that came last (0: as issued)."""

    version: int
    overrides: Mapping[str, Any]
    _derived: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def value(self, quantity: Quantity) -> Any:
        """The quantity's value in JSON form."""
        return self.overrides.get(quantity.code, quantity.default)

    def derived(self, what: Hashable, make: Callable[[], T]) -> T:
        """Something that follows from the book's values alone, made once: nobody may change it."""
        if what not in self._derived:
            self._derived[what] = make()
        found: T = self._derived[what]
        return found


@dataclass(frozen=True)
class _Entry:
    id: int
    quantity: str
    value: Any
    valid_from: datetime


_STAMP = "SELECT count(*), max(id), max(decided_at) FROM kernel_rulebookentry WHERE status = 'approved'"
_MEMORY = "rulebook"
_cache: tuple[tuple[Any, ...], list[_Entry]] = ((), [])
_rehearsed: ContextVar[Mapping[str, Any] | None] = ContextVar("rehearsed_rulebook", default=None)


def look_up_with(bundle: Bundle) -> None:
    """Whoever will need the rulebook and sends a message anyway learns with it whether an entry was added."""
    if recalled(_MEMORY) is None:
        bundle.add(_STAMP, then=lambda rows: remember(_MEMORY, _entries_as_of(rows[0])))


def _approved() -> list[_Entry]:
    """Approved entries by instant; read again only when one was added (one small query tells)."""
    return remembered(_MEMORY, _read_approved)


def _read_approved() -> list[_Entry]:
    return _entries_as_of(ask(_STAMP)[0])


def _entries_as_of(stamp: tuple[Any, ...]) -> list[_Entry]:
    global _cache  # noqa: PLW0603 — a process-wide cache behind its one function
    if stamp != _cache[0]:
        rows = RulebookEntry.objects.filter(status=RulebookEntry.Status.APPROVED)
        fields = ("id", "quantity", "value", "valid_from")
        _cache = (stamp, [_Entry(*row) for row in rows.order_by("valid_from", "id").values_list(*fields)])
    return _cache[1]


class Editions:
    """The rulebook at all its instants, as it stands now: for whoever asks for many of them at once."""

    def __init__(self) -> None:
        self._entries = _approved()
        self._books: dict[int, Book] = {}

    def at(self, instant: datetime) -> Book:
        """The rulebook in force at an instant."""
        in_force = [entry for entry in self._entries if entry.valid_from <= instant]
        if len(in_force) not in self._books:
            overrides = {entry.quantity: entry.value for entry in in_force}
            version = in_force[-1].id if in_force else 0
            self._books[len(in_force)] = Book(version, overrides | dict(_rehearsed.get() or {}))
        return self._books[len(in_force)]


def book(at: datetime) -> Book:
    """The rulebook in force at ``at``."""
    return Editions().at(at)


def value(quantity: Quantity, at: datetime) -> Any:
    """One quantity at one instant, in JSON form."""
    return book(at).value(quantity)


@contextmanager
def rehearsing(overrides: Mapping[str, Any]) -> Iterator[None]:
    """Within the block, in this thread, these values (by code) come before every entry."""
    checked = {quantity_named(code).code: quantity_named(code).checked(v) for code, v in overrides.items()}
    token = _rehearsed.set(checked)
    try:
        yield
    finally:
        _rehearsed.reset(token)
