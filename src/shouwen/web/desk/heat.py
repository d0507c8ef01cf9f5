"""The clock heat map: what falls due today, hour by hour, in each regional company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.web.desk.figures import Day

LEVELS = 4


@dataclass(frozen=True)
class Cell:
    """One hour of one company: how many, how heavy (0 to ``LEVELS``), whether the hour is over, and their list."""

    hour: int
    count: int
    level: int
    is_over: bool
    url: str


@dataclass(frozen=True)
class Heat:
    """Hours from left to right, companies from top to bottom, the most pressed first."""

    hours: Sequence[int]
    now: int
    rows: Sequence[tuple[str, Sequence[Cell]]]
    finding: str


def of(day: Day) -> Heat:
    """The map as of the board's instant: what is still owed; an hour that is over holds what is late."""
    counts = _counts(day)
    here = clock.local(day.now).hour
    seen = [hour for _region, hour in counts]
    hours = range(min([8, here, *seen]), max([20, here, *seen]) + 1)
    most = max(counts.values(), default=0)

    def cell(region: int, hour: int) -> Cell:
        count = counts.get((region, hour), 0)
        level = -(-count * LEVELS // most) if most else 0
        url = f"{reverse('web:board_figure', args=['running'])}?region={region}&at={hour}"
        return Cell(hour, count, level, hour < here, url)

    rows = [(one.name, [cell(one.id, hour) for hour in hours]) for one in day.regions]
    return Heat(hours, here, rows, _finding(day, counts))


def _counts(day: Day) -> dict[tuple[int, int], int]:
    """Company and hour of the wall to how many clocks that run end there today."""
    return {(one.region, one.at): one.all for one in day.clocks if one.at is not None}


def _finding(day: Day, counts: dict[tuple[int, int], int]) -> str:
    """The heaviest hour in words."""
    if not counts:
        return _("Nothing falls due today")
    names = {region.id: region.name for region in day.regions}
    (region, hour), count = max(counts.items(), key=lambda item: (item[1], -item[0][1]))
    return _("heaviest: {name}, {hour}:00, {count}").format(name=names.get(region, "—"), hour=hour, count=count)
