"""The day board's figures: open rows and today's rows only, in a number of questions that never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from shouwen.kernel import clock
from shouwen.kernel.duties import LateDays
from shouwen.kernel.flows import all_flows
from shouwen.kernel.models import Case, Event, Obligation, PenaltyLine
from shouwen.people.models import OrgUnit
from shouwen.web.desk import attention, owed

LATEST = 8
# The primary key bounds what "today" can mean: no day of any group has more events than this.
EVENTS_A_DAY = 100_000
LAST_DAY = 16


@dataclass(frozen=True)
class Region:
    """One regional company: what runs there now."""

    id: int
    name: str
    late: int
    hour: int
    all: int


@dataclass(frozen=True)
class Late:
    """One obligation that is late, and what it has cost so far (CNY)."""

    owed: Obligation
    cost: Decimal


@dataclass(frozen=True)
class Clocks:
    """How many clocks run in one company towards one hour of today's wall (None: another day's)."""

    region: int
    at: int | None
    late: int
    hour: int
    all: int


# Both sides from indexes that hold nothing but what is open: what has ended costs nothing.
_CLOCKS = """
SELECT place.region_id,
       CASE WHEN due_at >= %(midnight)s AND due_at < %(night)s
            THEN extract(hour FROM due_at AT TIME ZONE %(zone)s)::int END AS at,
       count(*) FILTER (WHERE due_at < %(now)s)::int,
       count(*) FILTER (WHERE due_at >= %(now)s AND due_at <= %(soon)s)::int,
       count(*)::int
FROM kernel_obligation JOIN kernel_case AS place ON place.id = case_id AND place.closed_at IS NULL
WHERE settled_at IS NULL AND held_at IS NULL AND suspended_at IS NULL AND due_at IS NOT NULL
GROUP BY place.region_id, at
"""


class Day:
    """The board as of one instant; each figure is asked for once."""

    def __init__(self) -> None:
        self.now = clock.now()
        self.midnight = clock.at_time(clock.day_of(self.now), time.min)

    @cached_property
    def open_cases(self) -> int:
        return sum(row["n"] for row in self._cases)

    @cached_property
    def blocked(self) -> int:
        blocked = {(code, state) for code, one in attention.declared().items() for state in one.blocked}
        return sum(row["n"] for row in self._cases if (row["flow"], row["state"]) in blocked)

    @cached_property
    def _cases(self) -> Sequence[Mapping[str, Any]]:
        return list(Case.objects.filter(closed_at=None).values("flow", "state").annotate(n=Count("pk")))

    @cached_property
    def clocks(self) -> list[Clocks]:
        """Every clock that runs, by company and hour of today: one question for regions, hours and heat map."""
        values: dict[str, datetime | str] = {
            "now": self.now,
            "soon": self.now + owed.HOUR,
            "midnight": self.midnight,
            "night": owed.end_of_day(self.now),
            "zone": clock.ZONE.key,
        }
        with connection.cursor() as cursor:
            cursor.execute(_CLOCKS, values)
            return [Clocks(*row) for row in cursor.fetchall()]

    @cached_property
    def regions(self) -> list[Region]:
        """The regional companies, the most pressed first."""
        sums: dict[int, list[int]] = {}
        for one in self.clocks:
            late, hour, every = sums.get(one.region, (0, 0, 0))
            sums[one.region] = [late + one.late, hour + one.hour, every + one.all]
        names = dict(OrgUnit.objects.filter(pk__in=sums).values_list("pk", "name"))
        found = [Region(pk, names[pk], *counts) for pk, counts in sums.items()]
        return sorted(found, key=lambda r: (-r.late, -r.hour, -r.all, r.id))

    @cached_property
    def late(self) -> int:
        return sum(region.late for region in self.regions)

    @cached_property
    def hour(self) -> int:
        return sum(region.hour for region in self.regions)

    @cached_property
    def hours(self) -> Mapping[int, tuple[int, int, int]]:
        """What falls due today and is not settled, by hour of the wall: late, within the hour, later."""
        found: dict[int, tuple[int, int, int]] = {}
        for one in self.clocks:
            if one.at is not None:
                late, hour, later = found.get(one.at, (0, 0, 0))
                found[one.at] = late + one.late, hour + one.hour, later + one.all - one.late - one.hour
        return found

    @cached_property
    def ladder(self) -> Sequence[int]:
        """How many obligations that are priced by the day are late by one, two … and ``LAST_DAY`` or more days."""
        rows = (
            running()
            .filter(due_at__lt=self.now, duty__in=_priced_by_the_day())
            .values(on=TruncDate("due_at", tzinfo=clock.ZONE))
            .annotate(n=Count("pk"))
        )
        steps = [0] * LAST_DAY
        today = clock.day_of(self.now)
        for row in rows:
            steps[min(LAST_DAY, max(1, (today - row["on"]).days)) - 1] += row["n"]
        return steps

    @cached_property
    def latest(self) -> list[Late]:
        """Who is latest, by name, with what it has cost."""
        rows = list(
            running()
            .filter(due_at__lt=self.now)
            .select_related("debtor", "case__project", "case__unit", "case__customer")
            .order_by("due_at", "id")[:LATEST]
        )
        lines = PenaltyLine.objects.filter(obligation__in=rows).values("obligation_id").annotate(sum=Sum("amount"))
        costs = {line["obligation_id"]: line["sum"] for line in lines}
        return [Late(row, costs.get(row.pk, Decimal(0))) for row in rows]

    @cached_property
    def _taken(self) -> Sequence[Mapping[str, Any]]:
        found = events_since(self.midnight).exclude(to_state="")
        return list(found.values("code", "to_state").annotate(n=Count("pk")))

    @cached_property
    def issued(self) -> int:
        return sum(row["n"] for row in self._taken if row["code"] in attention.issuing_steps())

    @cached_property
    def closed(self) -> int:
        final = final_states()
        return sum(row["n"] for row in self._taken if (row["code"].rpartition(".")[0], row["to_state"]) in final)

    @cached_property
    def fines(self) -> Decimal:
        """Accrued today, corrections taken off (CNY)."""
        return fines_on(self.now).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _priced_by_the_day() -> list[str]:
    """The duties whose lateness costs by the day: known from the flows, so that nobody reads every row's terms."""
    duties = [duty for flow in all_flows() for duty in flow.duties.values()]
    return sorted(duty.full_code for duty in duties if isinstance(duty.price, LateDays))


def running() -> QuerySet[Obligation]:
    """Every obligation whose clock runs."""
    return Obligation.objects.filter(settled_at=None).exclude(owed.RESTS)


def events_since(midnight: datetime) -> QuerySet[Event]:
    """Today's events: the primary key finds them, the instant decides."""
    last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    return Event.objects.filter(pk__gt=last - EVENTS_A_DAY, occurred_at__gte=midnight)


def fines_on(now: datetime) -> QuerySet[PenaltyLine]:
    return PenaltyLine.objects.filter(on=clock.day_of(now))


def final_states() -> set[tuple[str, str]]:
    """Flow and state of every way a case can end."""
    return {(flow.code, state) for flow in all_flows() for state in flow.State.values if flow.is_final(state)}


def ending_condition() -> Q:
    """Events by which a case ended."""
    ends = Q(pk__in=[])
    for code, state in sorted(final_states()):
        ends |= Q(code__startswith=f"{code}.", to_state=state)
    return ends
