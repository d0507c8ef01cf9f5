"""The special-assessment list (S3-33c): every special order with its meeting, minutes, task force and daily urging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet

from shouwen.complaints import duties, levels
from shouwen.complaints.models import ChairmanUrging, OrderRecord, SpecialAssessment
from shouwen.complaints.words import ISSUED_AND_OPEN
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.models import Obligation
from shouwen.kernel.obligations import is_open

WATCHED = (duties.T13.code, duties.T9.code)


@dataclass(frozen=True)
class Watched:
    """One duty of a special order: when it was due, and whether it was met, broken, or is still running."""

    code: str
    due_at: datetime | None
    met_at: datetime | None
    is_breached: bool
    is_running: bool


@dataclass(frozen=True)
class Row:
    """One line of the list. ``missed`` are the days without the general manager's urging (S3-33d)."""

    listed: SpecialAssessment
    order: OrderRecord
    meeting: Watched | None
    minutes: Watched | None
    missed: Sequence[date]
    is_urged_today: bool
    is_closed: bool

    @property
    def needs_task_force(self) -> bool:
        """立刻组织工作小组 (S3-33i)."""
        return not self.is_closed and self.order.task_force_at is None


def listed_for(actor: Actor, *, removed: bool = False) -> QuerySet[SpecialAssessment]:
    """The list as far as the actor sees its cases, newest first; with ``removed`` what was taken off as well."""
    rows = SpecialAssessment.objects.filter(order__case__in=visible_cases(actor))
    if not removed:
        rows = rows.filter(removed_at=None)
    people = "order__responsible", "order__leader", "order__company", "order__case__project", "removed_by"
    return rows.select_related("order__case__unit", *people).order_by("-listed_at", "-order_id")


def rows_of(listed: Sequence[SpecialAssessment], at: datetime) -> list[Row]:
    """What stands beside each line, in two questions however many lines there are."""
    ids = [row.order_id for row in listed]
    owed: dict[int, dict[str, Obligation]] = defaultdict(dict)
    for one in Obligation.objects.filter(case_id__in=ids, code__in=WATCHED).order_by("id"):
        owed[one.case_id][one.code] = one
    urged: dict[int, set[date]] = defaultdict(set)
    for order_id, on in ChairmanUrging.objects.filter(order_id__in=ids).values_list("order_id", "on"):
        urged[order_id].add(on)
    return [_row(row, owed[row.order_id], urged[row.order_id], at) for row in listed]


def _row(listed: SpecialAssessment, owed: dict[str, Obligation], urged: set[date], at: datetime) -> Row:
    order = listed.order
    return Row(
        listed=listed,
        order=order,
        meeting=_watched(owed.get(duties.T13.code)),
        minutes=_watched(owed.get(duties.T9.code)),
        missed=levels.days_not_urged(order, at, urged),
        is_urged_today=clock.day_of(at) in urged,
        is_closed=order.case.closed_at is not None,
    )


def _watched(owed: Obligation | None) -> Watched | None:
    if owed is None:
        return None
    broken = owed.outcome == Obligation.Outcome.BREACHED
    return Watched(owed.code, owed.due_at, owed.met_at, broken, is_open(owed))


def to_urge(actor: Actor, at: datetime) -> int:
    """How many special orders the general manager has still to urge for today (S3-33d); from the day after issue."""
    today = clock.day_of(at)
    owing = SpecialAssessment.objects.filter(
        order__case__in=visible_cases(actor),
        removed_at=None,
        order__case__state__in=ISSUED_AND_OPEN,
        order__issued_at__lt=clock.at_time(today, time()),
    )
    return owing.exclude(order__chairman_urgings__on=today).count()


def special_in(first: datetime, after: datetime) -> QuerySet[SpecialAssessment]:
    """What stood on the list at any time of a month: the separate section of its ranking report (S3-33c)."""
    rows = SpecialAssessment.objects.filter(listed_at__lt=after).exclude(removed_at__lt=first)
    open_then = rows.exclude(order__case__closed_at__lt=first)
    return open_then.select_related("order__case__project", "order__company", "order__responsible").order_by("order_id")
