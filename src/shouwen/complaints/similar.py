"""What happened nearby: complaints of the same type in the same stair within the radar's window.

The stair is drawn as a riser: a leak comes down a stack, so where the others live says what it may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.common.numbers import number_in
from shouwen.complaints import level_rules as rules
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.radar.entries import stack_of
from shouwen.complaints.words import ComplaintState, ComplaintType
from shouwen.estate.models import Unit
from shouwen.kernel import rulebook
from shouwen.web.parts import Flat, Floor

MOST_SHOWN = 6
MOST_FLOORS = 40


@dataclass(frozen=True)
class Nearby:
    """Complaints of one type around a unit. ``households`` counts those of the whole project, this one included."""

    records: Sequence[ComplaintRecord] = ()
    floors: Sequence[Floor] = ()
    columns: Sequence[str] = ()
    households: int = 0
    same_stack: frozenset[int] = frozenset()
    common_from: int = 3

    @property
    def may_be_common(self) -> bool:
        """Q7: the same project and type, so many households within the window."""
        return self.households >= self.common_from


@dataclass(frozen=True)
class Placed:
    """A unit and what is drawn in its place."""

    unit: Unit
    flat: Flat


def nearby(unit: Unit, kind: ComplaintType, at: datetime) -> Nearby:
    """The unit's stair over the window of the radar, newest first, without the unit itself."""
    book = rulebook.book(at)
    recent = _recent(unit, kind, at - timedelta(days=book.value(rules.RADAR_DAYS)))
    around = list(
        recent.filter(case__unit__building_id=unit.building_id, case__unit__stair=unit.stair)
        .exclude(case__unit=unit)
        .order_by("-case_id")
    )
    households = set(recent.values_list("case__unit_id", flat=True)) | {unit.pk}
    columns, floors = _riser(unit, around)
    stack = frozenset(r.pk for r in around if r.case.unit and stack_of(r.case.unit) == stack_of(unit))
    common_from = book.value(rules.COMMON_HOUSEHOLDS)
    return Nearby(around[:MOST_SHOWN], floors, columns, len(households), stack, common_from)


def _recent(unit: Unit, kind: ComplaintType, since: datetime) -> QuerySet[ComplaintRecord]:
    return (
        ComplaintRecord.objects.filter(
            case__project_id=unit.project_id,
            type=kind,
            case__opened_at__gt=since,
            case__unit__isnull=False,
        )
        .exclude(case__state=ComplaintState.VOIDED)
        .select_related("case__unit")
    )


def _level(unit: Unit) -> int | None:
    """The floor: as recorded, else what the room's number says."""
    if unit.floor is not None:
        return unit.floor
    return number_in(unit.room[:-2])


def riser(placed: Sequence[Placed]) -> tuple[list[str], list[Floor]]:
    """Floors and stacks from the highest to the lowest of these units; nothing where the floors are unknown.

    Of two entries for one unit the later is shown.
    """
    marks = {(_level(one.unit), stack_of(one.unit)): one.flat for one in placed}
    levels = [level for level, _stack in marks if level is not None]
    if not levels or max(levels) - min(levels) >= MOST_FLOORS:
        return [], []
    columns = sorted({stack for _level_, stack in marks})
    floors = [
        Floor(str(level), [marks.get((level, stack), Flat()) for stack in columns])
        for level in range(max(levels), min(levels) - 1, -1)
    ]
    return columns, floors


def _riser(unit: Unit, around: Sequence[ComplaintRecord]) -> tuple[list[str], list[Floor]]:
    others = [Placed(record.case.unit, _flat(record)) for record in reversed(around) if record.case.unit]
    return riser([*others, Placed(unit, Flat("here", _("this unit")))])


def _flat(record: ComplaintRecord) -> Flat:
    case = record.case
    text = ComplaintState(case.state).label if case.closed_at else _("open")
    return Flat("shut" if case.closed_at else "open", str(text), reverse("web:case", args=[case.number]))
