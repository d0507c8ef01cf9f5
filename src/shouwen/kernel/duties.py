"""How a flow declares what is owed: by whom, by when, with which reminders, at what price.

Declarations name rulebook quantities; ``Duty.terms`` turns them into the snapshot an obligation carries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import TextChoices
from django.utils.functional import Promise

from shouwen.kernel.access import Who
from shouwen.kernel.models import Case
from shouwen.kernel.plan import Terms
from shouwen.kernel.rulebook import Book, Quantity

if TYPE_CHECKING:
    from shouwen.kernel.flows import Act


class Clause(Protocol):
    """Part of a duty's declaration that reads its quantities from a rulebook."""

    def as_json(self, book: Book) -> Any: ...


@dataclass(frozen=True)
class Within:
    """So many clock minutes from the start: nights and holidays run on."""

    minutes: Quantity

    def as_json(self, book: Book) -> dict[str, Any]:
        return {"kind": "minutes", "n": book.value(self.minutes)}


@dataclass(frozen=True)
class WorkingWithin:
    """So many minutes of working time from the start."""

    minutes: Quantity

    def as_json(self, book: Book) -> dict[str, Any]:
        return {"kind": "working", "n": book.value(self.minutes)}


@dataclass(frozen=True)
class Every:
    """Once a day, by a wall time: one obligation a day, each opening the next."""

    wall: Quantity

    def as_json(self, book: Book) -> dict[str, Any]:
        return {"kind": "daily", "at": book.value(self.wall)}


@dataclass(frozen=True)
class NextCut:
    """By the first wall time after the start."""

    wall: Quantity

    def as_json(self, book: Book) -> dict[str, Any]:
        return {"kind": "cut", "at": book.value(self.wall)}


@dataclass(frozen=True)
class AtInstant:
    """By an instant that the record knows, such as the earlier of two agreed ones; ``dated``: by the one that stands
    in the case."""

    instant: Callable[[Any], datetime]
    dated: bool = False

    def as_json(self, _book: Book) -> dict[str, Any]:
        return {"kind": "instant", "dated": True} if self.dated else {"kind": "instant"}


@dataclass(frozen=True)
class Watch:
    """Nothing is owed: every day at a wall time the system looks at the case."""

    wall: Quantity

    def as_json(self, book: Book) -> dict[str, Any]:
        return {"kind": "watch", "at": book.value(self.wall)}


Limit = Within | WorkingWithin | Every | NextCut | AtInstant | Watch


@dataclass(frozen=True)
class AfterStart:
    """Reminders so many minutes after the start."""

    minutes: Quantity

    def as_json(self, book: Book) -> list[dict[str, Any]]:
        return [{"after": n} for n in book.value(self.minutes)]


@dataclass(frozen=True)
class BeforeDue:
    """Reminders so many minutes before the due instant."""

    minutes: Quantity

    def as_json(self, book: Book) -> list[dict[str, Any]]:
        return [{"before": n} for n in sorted(book.value(self.minutes), reverse=True)]


@dataclass(frozen=True)
class OnDueDay:
    """A reminder at a wall time of the due day."""

    wall: Quantity

    def as_json(self, book: Book) -> list[dict[str, Any]]:
        return [{"at": book.value(self.wall)}]


Reminders = AfterStart | BeforeDue | OnDueDay


@dataclass(frozen=True)
class PerBlock:
    """So much for every full (or begun, by the rounding quantity) block of minutes late; who holds the case pays."""

    minutes: Quantity
    amount: Quantity
    rounding: Quantity
    code: str
    clause: str

    def as_json(self, book: Book) -> dict[str, Any]:
        return {
            "kind": "block",
            "minutes": book.value(self.minutes),
            "amount": book.value(self.amount),
            "round": book.value(self.rounding),
            "code": self.code,
            "clause": self.clause,
        }


@dataclass(frozen=True)
class Once:
    """One amount for the breach."""

    amount: Quantity
    code: str
    clause: str

    def as_json(self, book: Book) -> dict[str, Any]:
        return {"kind": "once", "amount": book.value(self.amount), "code": self.code, "clause": self.clause}


@dataclass(frozen=True)
class BonusShare:
    """A share of the month's bonus for the breach."""

    percent: Quantity
    code: str
    clause: str

    def as_json(self, book: Book) -> dict[str, Any]:
        return {"kind": "percent", "percent": book.value(self.percent), "code": self.code, "clause": self.clause}


@dataclass(frozen=True)
class LateDays:
    """So much a late day by tiers, for the debtor and for the leader; the day after the last tier is announced."""

    at: Quantity
    tiers: Quantity
    codes: Sequence[str]
    clause: str
    leader: Who

    def as_json(self, book: Book) -> dict[str, Any]:
        return {
            "kind": "days",
            "at": book.value(self.at),
            "tiers": book.value(self.tiers),
            "code": list(self.codes),
            "clause": self.clause,
        }


Price = PerBlock | Once | BonusShare | LateDays


@dataclass(frozen=True)
class Tell:
    """A notice: its code, and to whom. ``to`` gives staff; ``customer`` adds the case's customer.

    ``once_a_day``: a person gets it once per case and day, whatever happens. ``data``: what the notice's words say
    beyond what every notice knows of its case; instants under names that end in ``_at``.
    """

    code: str
    to: Callable[[Case, datetime], Sequence[int]] | None = None
    customer: bool = False
    once_a_day: bool = False
    data: Callable[[Case], Mapping[str, Any]] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Duty:
    """One thing owed, as the regulation has it.

    ``starts``: the instant the clock starts, when it is not the move's own. ``owed_if``: opened only if so.
    ``runs_in``: states in which a daily duty or watch is owed; elsewhere it is suspended. ``watches``: the notice
    of a watch, sent only ``if_`` the predicate holds at the instant. ``on_last_day``: called the day after the
    last tier. ``reminds`` is the code of the reminder's notice. ``priced_from``: the day the price is in force from;
    what is late before it is late all the same, and costs nothing.
    """

    code: str
    title: str | Promise
    owed_by: Who
    limit: Limit
    clause: str
    ref: str
    remind: Reminders | None = None
    reminds: str = "deadline_warning"
    price: Price | None = None
    priced_from: Quantity | None = None
    escalate: Quantity | None = None
    starts: Callable[[Any, Act[Any]], datetime] | None = None
    owed_if: Callable[[Any, Act[Any]], bool] | None = None
    runs_in: Sequence[TextChoices] = ()
    watches: Tell | None = None
    if_: Callable[[Case, datetime], bool] | None = None
    on_last_day: Callable[[Case, datetime, int | None], None] | None = None
    flow_code: str = field(default="", init=False)

    @property
    def full_code(self) -> str:
        """The persisted name, e.g. complaints.order.T3."""
        return f"{self.flow_code}.{self.code}"

    def terms(self, book: Book, calendar: int | None = None) -> Terms:
        """The snapshot under this rulebook."""
        return book.derived((self, calendar), lambda: self._terms(book, calendar))

    def _terms(self, book: Book, calendar: int | None) -> Terms:
        return Terms(
            clause=self.clause,
            ref=self.ref,
            limit=self.limit.as_json(book),
            remind=self.remind.as_json(book) if self.remind else [],
            price=self._price(book),
            escalate=book.value(self.escalate) if self.escalate else [],
            rulebook=book.version,
            calendar=calendar,
        )

    def _price(self, book: Book) -> dict[str, Any] | None:
        if self.price is None:
            return None
        since = {"since": book.value(self.priced_from)} if self.priced_from else {}
        return {**self.price.as_json(book), **since}
