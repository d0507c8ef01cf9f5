"""What happened nearby: complaints of the same type in the same stair within thirty days, and earlier ones here.

The stair is drawn as a riser: a leak comes down a stack, so where the others live says what it may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.complaints import rules
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.words import ComplaintState, ComplaintType
from shouwen.estate.models import Unit
from shouwen.kernel import rulebook
from shouwen.web.parts import Flat, Floor

NEARBY_WITHIN = timedelta(days=30)
COMMON_HOUSEHOLDS = 3  # Q7: a common issue is proposed from three households of one project on
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

    @property
    def may_be_common(self) -> bool:
        return self.households >= COMMON_HOUSEHOLDS


def nearby(unit: Unit, kind: ComplaintType, at: datetime) -> Nearby:
    """The unit's stair over the last thirty days, newest first, without the unit itself."""
    recent = _recent(unit, kind, at)
    around = list(
        recent.filter(case__unit__building_id=unit.building_id, case__unit__stair=unit.stair)
        .exclude(case__unit=unit)
        .order_by("-case_id")
    )
    households = set(recent.values_list("case__unit_id", flat=True)) | {unit.pk}
    columns, floors = _riser(unit, around)
    stack = frozenset(r.pk for r in around if r.case.unit and _column(r.case.unit) == _column(unit))
    return Nearby(around[:MOST_SHOWN], floors, columns, len(households), stack)


def earlier_here(unit: Unit, kind: ComplaintType, at: datetime) -> ComplaintRecord | None:
    """The last complaint of this type from this unit within the window of a repeat complaint (S3-I08)."""
    since = at - timedelta(days=rulebook.value(rules.RECOMPLAINT_DAYS, at))
    found = ComplaintRecord.objects.filter(case__unit=unit, type=kind, case__opened_at__gte=since)
    return found.exclude(case__state=ComplaintState.VOIDED).select_related("case").order_by("-case_id").first()


def _recent(unit: Unit, kind: ComplaintType, at: datetime) -> QuerySet[ComplaintRecord]:
    return (
        ComplaintRecord.objects.filter(
            case__project_id=unit.project_id,
            type=kind,
            case__opened_at__gt=at - NEARBY_WITHIN,
            case__unit__isnull=False,
        )
        .exclude(case__state=ComplaintState.VOIDED)
        .select_related("case__unit")
    )


def _column(unit: Unit) -> str:
    """The stack of a flat: the last two characters of its room (1502 stands above 1402)."""
    return unit.room[-2:]


def _level(unit: Unit) -> int | None:
    """The floor: as recorded, else what the room's number says."""
    if unit.floor is not None:
        return unit.floor
    digits = unit.room[:-2]
    return int(digits) if digits.isdigit() else None


def _riser(unit: Unit, around: Sequence[ComplaintRecord]) -> tuple[list[str], list[Floor]]:
    """The stair from its highest to its lowest floor with a complaint; nothing where the floors are unknown."""
    marks = {_place(record.case.unit): _flat(record) for record in reversed(around) if record.case.unit}
    marks[_place(unit)] = Flat("here", _("this unit"))
    levels = [level for level, _stack in marks if level is not None]
    if not levels or max(levels) - min(levels) >= MOST_FLOORS:
        return [], []
    columns = sorted({stack for _level, stack in marks})
    floors = [
        Floor(str(level), [marks.get((level, stack), Flat()) for stack in columns])
        for level in range(max(levels), min(levels) - 1, -1)
    ]
    return columns, floors


def _place(unit: Unit) -> tuple[int | None, str]:
    return _level(unit), _column(unit)


def _flat(record: ComplaintRecord) -> Flat:
    case = record.case
    text = ComplaintState(case.state).label if case.closed_at else _("open")
    return Flat("shut" if case.closed_at else "open", str(text), reverse("web:case", args=[case.number]))
