"""What a formula asks of a month, and of which rows: formulas that ask of the same rows share one pass over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case as Choose
from django.db.models import CharField, DecimalField, Exists, F, Q, QuerySet, SmallIntegerField, Value, When
from django.db.models.functions import Cast

from shouwen.complaints.indicators.month import Month

NUMBER: Final[DecimalField[Any, Any]] = DecimalField(max_digits=18, decimal_places=6)


@dataclass(frozen=True)
class Source:
    """Rows several formulas look at, each row once; sources are told apart by their ``rows``.

    ``to`` leads to the case, ``agent`` to the person if it is not the case's.
    """

    rows: Callable[[Month], QuerySet[Any]]
    to: str = "case"
    agent: str = ""


@dataclass(frozen=True)
class Question:
    """Which rows of a source count, and what each adds above and below the line.

    ``top`` and ``bottom`` are a number, an expression that is never null, or a condition, which adds one where it
    holds. ``key`` divides the figure further ("line:dimension").
    """

    source: Source
    counts: Q
    top: Any
    bottom: Any = 1
    key: Any = None


Facts = Callable[[Month], Question]


def within(field: str, month: Month) -> Q:
    """An instant of the month that has been by now."""
    return Q(**{f"{field}__gte": month.start, f"{field}__lt": month.until})


def number(what: Any) -> Any:
    """Rounded to six decimals."""
    return Cast(what, NUMBER)


def facts_of(source: Source, asked: Sequence[Question], month: Month) -> tuple[str, tuple[Any, ...]]:
    """The one pass, as SQL: ``fact_case, fact_project, fact_agent``, then ``top_0, bottom_0, key_0, top_1`` and so on.

    ``top_n`` is null in the rows that do not count for the n-th question; a ``bottom`` that is a plain number and an
    absent ``key`` have no column.
    """
    counts = Q()
    for question in asked:
        counts |= question.counts
    columns: dict[str, Any] = {
        "fact_case": F(f"{source.to}__id"),
        "fact_project": F(f"{source.to}__project_id"),
        "fact_agent": F(source.agent or f"{source.to}__agent_id"),
    }
    for place, question in enumerate(asked):
        columns[f"top_{place}"] = _where(question, _amount(question.top))
        if not isinstance(question.bottom, int):
            columns[f"bottom_{place}"] = _where(question, _amount(question.bottom))
        if question.key is not None:
            columns[f"key_{place}"] = _where(question, Cast(question.key, CharField(db_collation="C")))
    found = source.rows(month).filter(counts).order_by().values(**columns)
    return found.query.sql_with_params()


def _where(question: Question, what: Any) -> Any:
    return Choose(When(question.counts, then=what))


def _amount(what: Any) -> Any:
    """A condition counts one where it holds. Small numbers are kept small: they are sorted and added up faster."""
    if isinstance(what, Q | Exists):
        return Choose(When(what, then=_small(1)), default=_small(0))
    return _small(what) if isinstance(what, int) else number(what)


def _small(what: int) -> Any:
    return Cast(Value(what), SmallIntegerField())
