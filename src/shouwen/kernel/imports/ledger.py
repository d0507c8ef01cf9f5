"""What a ledger is: its columns, how a row is read and doubted, how rows are taken in and undone.

A domain adds a ledger by subclassing ``Ledger`` and decorating it with ``register``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Generic, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.common import tables
from shouwen.common.text import squeeze
from shouwen.estate.models import Project
from shouwen.kernel.imports.bounds import EVERYWHERE, Bounds

Row = TypeVar("Row")
Created = dict[str, list[int]]
Values = Mapping[str, Sequence[tables.Cell]]
UNDO_AT_ONCE = 1_000


@dataclass(frozen=True)
class Column:
    """One thing a ledger wants to know. ``synonyms`` are the headers it is known by, the surest first.

    A synonym of four characters or more is also recognised within a longer header. With ``many`` every header
    that fits is read and the cells are joined.
    """

    name: str
    title: Promise | str
    synonyms: tuple[str, ...]
    required: bool = False
    many: bool = False


@dataclass(frozen=True)
class Problem:
    """Something about one cell, in words for the person with the workbook. ``refuses``: the row stays out."""

    column: str
    message: str
    refuses: bool


@dataclass
class Notes:
    """What was noticed while one row was read."""

    problems: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, message: str | Promise) -> None:
        """The row cannot be taken in."""
        self.problems.append(Problem(column, str(message), True))

    def doubt(self, column: str, message: str | Promise) -> None:
        """The row is taken in, and somebody should look."""
        self.problems.append(Problem(column, str(message), False))

    @property
    def refuses(self) -> bool:
        return any(problem.refuses for problem in self.problems)


@dataclass(frozen=True)
class Join:
    """Further sheets of the same workbook whose rows belong to a row of this one: both hold the column ``key``.

    ``columns`` are read from them. A row may have none, one or several.
    """

    key: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Place:
    """For whom and when a file is taken in: the project of rows that name none, the instant, how far rows may reach."""

    project: Project | None
    at: datetime
    bounds: Bounds = EVERYWHERE


class Cells:
    """The cells of one row by column name, as text, day or number; what cannot be read is refused or doubted."""

    def __init__(self, values: Values, notes: Notes, further: Sequence[Values] = ()) -> None:
        self._values = values
        self._notes = notes
        self._further = further

    @property
    def further(self) -> list[Cells]:
        """The rows of the workbook's other sheets that belong to this one; what is wrong in them is noted here."""
        return [Cells(values, self._notes) for values in self._further]

    def text(self, column: str) -> str:
        """Everything the column holds, trimmed; several cells are joined with 、."""
        texts = dict.fromkeys(tables.as_text(cell) for cell in self._values.get(column, ()))
        return "、".join(squeeze(text) for text in texts if text)

    def lines(self, column: str) -> str:
        """As ``text``, with line breaks within a cell kept: they separate people and numbers."""
        return "\n".join(dict.fromkeys(tables.as_text(cell) for cell in self._values.get(column, ())))

    def day(self, column: str) -> date | None:
        """The day; one that cannot be read is doubted and left out."""
        for cell in self._values.get(column, ()):
            try:
                return tables.as_date(cell)
            except ValueError:
                self._notes.doubt(column, _("“%(text)s” is no date; left out.") % {"text": tables.as_text(cell)})
        return None

    def number(self, column: str, most: Decimal) -> Decimal | None:
        """The number with two places; one that cannot be read, or beyond 0 … ``most``, is doubted and left out."""
        said = self.text(column).replace(",", "")
        if not said:
            return None
        try:
            number = Decimal(said)
        except InvalidOperation:
            number = Decimal(-1)
        if not (number.is_finite() and 0 <= number <= most):
            self._notes.doubt(column, _("“%(text)s” is no sensible number; left out.") % {"text": said})
            return None
        return number.quantize(Decimal("0.01"))

    def fitting(self, column: str, longest: int) -> str:
        """The text; one longer than ``longest`` characters refuses the row."""
        said = self.text(column)
        if len(said) > longest:
            self._notes.refuse(column, _("Longer than %(longest)d characters.") % {"longest": longest})
            return ""
        return said


class Ledger(ABC, Generic[Row]):
    """One kind of ledger. An instance serves one walk through one file and may remember what it has seen."""

    code: ClassVar[str]
    title: ClassVar[Promise | str]
    columns: ClassVar[tuple[Column, ...]]
    #: What the ledger makes, in the order of making; undo goes backwards.
    makes: ClassVar[dict[str, type[models.Model]]]
    #: What the workbook's other sheets may add to a row.
    join: ClassVar[Join | None] = None

    def __init__(self, place: Place) -> None:
        self.place = place

    @abstractmethod
    def read(self, cells: Cells, notes: Notes) -> Row | None:
        """The row as a value, or None after a refusal. Writes nothing."""

    @abstractmethod
    def commit(self, rows: Sequence[Row]) -> Created:
        """Take the rows in, within the caller's transaction; the ids of what was made, by kind."""

    @classmethod
    def undo(cls, created: Created) -> int:
        """Delete what a chunk made, the last kind first; the number of things that had to stay."""
        kinds = list(cls.makes)
        return sum(_delete(cls.makes[kind], cls.removable(kind, created.get(kind, []))) for kind in reversed(kinds))

    @classmethod
    def removable(cls, kind: str, ids: Sequence[int]) -> Sequence[int]:  # noqa: ARG003 — for ledgers that must look
        """Those of ``ids`` that nothing made elsewhere hangs on; the others stay."""
        return ids


def _delete(model: type[models.Model], ids: Sequence[int]) -> int:
    """Delete many, or, where something protects one of them, each that can be; the number that stays."""
    kept = 0
    for start in range(0, len(ids), UNDO_AT_ONCE):
        some = ids[start : start + UNDO_AT_ONCE]
        if not _deleted(model, some):
            kept += sum(not _deleted(model, [pk]) for pk in some)
    return kept


def _deleted(model: type[models.Model], ids: Iterable[int]) -> bool:
    try:
        with transaction.atomic():
            model._default_manager.filter(pk__in=list(ids)).delete()
    except (ProtectedError, IntegrityError):
        return False
    return True


_ledgers: dict[str, type[Ledger[Any]]] = {}
L = TypeVar("L", bound=type[Ledger[Any]])


def register(ledger: L) -> L:
    """Make a ledger known by its code. A code in use is a programming error."""
    if ledger.code in _ledgers:
        raise ValueError(f"two ledgers are called {ledger.code}")
    _ledgers[ledger.code] = ledger
    return ledger


def ledger_named(code: str) -> type[Ledger[Any]]:
    """The ledger of that code. KeyError when nobody registered it."""
    return _ledgers[code]


def all_ledgers() -> list[type[Ledger[Any]]]:
    """Every registered ledger, in the order of registration."""
    return list(_ledgers.values())
