"""What is owed, read for lists: by due instant always, what is held or suspended after everything else.

A daily watch is kept by the system and cannot be missed: it is nobody's row.

Every question is answered by the partial index of open obligations (debtor, due instant); none looks at history.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from shouwen.kernel import clock
from shouwen.kernel.models import Obligation

PAGE = 30
MOST_COUNTED = 999
HOUR = timedelta(hours=1)
WATCH = Q(due_at=None, terms__limit__kind="watch")
RESTS = Q(held_at__isnull=False) | Q(suspended_at__isnull=False) | Q(due_at=None)


@dataclass(frozen=True)
class Counts:
    """How many obligations lie in each band; ``MOST_COUNTED`` is where counting stops."""

    late: int
    hour: int
    today: int
    later: int

    @property
    def all(self) -> int:
        return self.late + self.hour + self.today + self.later


@dataclass(frozen=True)
class Place:
    """Where a page of the list begins: after this row."""

    rests: bool
    due_at: datetime | None
    pk: int

    @classmethod
    def of(cls, row: Obligation) -> Place:
        return cls(rests(row), row.due_at, row.pk)

    @classmethod
    def read(cls, text: str) -> Place | None:
        """From an address; nothing for what is no place."""
        state, _, rest = text.partition("~")
        due, _, pk = rest.partition("~")
        try:
            return cls(state == "r", datetime.fromisoformat(due) if due else None, int(pk))
        except ValueError:
            return None

    def __str__(self) -> str:
        due = self.due_at.strftime("%Y-%m-%dT%H:%M:%SZ") if self.due_at else ""
        return f"{'r' if self.rests else 'a'}~{due}~{self.pk}"


def rests(row: Obligation) -> bool:
    """Nothing runs on it now: it waits to be accepted, its state suspends it, or it has no due instant."""
    return row.held_at is not None or row.suspended_at is not None or row.due_at is None


def open_of(debtors: Collection[int]) -> QuerySet[Obligation]:
    """What these people owe, with case and place."""
    return _owed_by(debtors).select_related("debtor", "case__project", "case__unit", "case__customer")


def _owed_by(debtors: Collection[int]) -> QuerySet[Obligation]:
    return Obligation.objects.filter(~WATCH, debtor__in=list(debtors), settled_at=None)


def page(found: QuerySet[Obligation], after: Place | None = None, size: int = PAGE) -> tuple[list[Obligation], bool]:
    """One page of the list and whether there is more: first what runs, by due instant; then what rests."""
    running = [] if after and after.rests else list(_after(found.exclude(RESTS), after)[: size + 1])
    if len(running) > size:
        return running[:size], True
    place = after if after and after.rests else None
    resting = list(_after(found.filter(RESTS), place)[: size + 1 - len(running)])
    rows = [*running, *resting]
    return rows[:size], len(rows) > size


def _after(rows: QuerySet[Obligation], place: Place | None) -> QuerySet[Obligation]:
    ordered = rows.order_by("due_at", "id")
    if place is None:
        return ordered
    if place.due_at is None:
        return ordered.filter(due_at=None, pk__gt=place.pk)
    beyond = Q(due_at__gte=place.due_at) & (Q(due_at__gt=place.due_at) | Q(pk__gt=place.pk))
    return ordered.filter(beyond | Q(due_at=None) if place.rests else beyond)


def counts(debtors: Collection[int]) -> Counts:
    """The bands of what these people owe, in one question that stops counting at ``MOST_COUNTED`` rows."""
    now = clock.now()
    soon, night = now + HOUR, end_of_day(now)
    runs = ~RESTS
    first = _owed_by(debtors).order_by("due_at", "id")
    found = first[:MOST_COUNTED].aggregate(
        late=Count("pk", filter=runs & Q(due_at__lt=now)),
        hour=Count("pk", filter=runs & Q(due_at__gte=now, due_at__lte=soon)),
        today=Count("pk", filter=runs & Q(due_at__gt=soon, due_at__lt=night)),
        all=Count("pk"),
    )
    today = found["today"]
    return Counts(found["late"], found["hour"], today, found["all"] - found["late"] - found["hour"] - today)


def band(row: Obligation, now: datetime) -> str:
    """late, hour, today or later: bands only cut the one order."""
    if rests(row) or row.due_at is None:
        return "later"
    if row.due_at < now:
        return "late"
    if row.due_at <= now + HOUR:
        return "hour"
    return "today" if row.due_at < end_of_day(now) else "later"


def end_of_day(now: datetime) -> datetime:
    """The midnight that ends the day of the rulebook's zone."""
    return clock.next_time(now, datetime.min.time())


def in_bands(rows: Sequence[Obligation]) -> list[tuple[str, list[Obligation]]]:
    """The rows, in their order, cut into bands."""
    now, found = clock.now(), dict[str, list[Obligation]]()
    for row in rows:
        found.setdefault(band(row, now), []).append(row)
    return list(found.items())
