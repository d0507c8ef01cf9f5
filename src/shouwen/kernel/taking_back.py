"""Taking a decision back within ten seconds (ui.md §6), as a recorded fact that restores what the decision changed.

A step declares ``can_be_taken_back``. Its event then carries what stood before (``undo``: the record's changed
fields, the obligations' changed columns, which obligations were owed), and its messages wait until nobody can take it
back any more, so nothing has left the house. Whatever happens to the case in between, by anybody or by the engine, ends
the offer. Only steps whose effects touch nothing but their own case may declare it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.translation import gettext as _

from shouwen.kernel import clock, obligations
from shouwen.kernel.bulk import text_of
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.kernel.models import Event, Notice, Obligation
from shouwen.kernel.sitting import current
from shouwen.kernel.work import Work

WITHIN: Final = timedelta(seconds=10)
HELD: Final = WITHIN + timedelta(seconds=2)  # the press travels, too

CODE: Final = "case.taken_back"
_COLUMNS: Final = (
    "debtor_id", "due_at", "provisional", "next_fire_at", "next_step", "plan_version", "suspended_at", "held_at",
    "met_at", "breached_at", "settled_at", "outcome",
)  # fmt: skip

Owed = Mapping[int, Mapping[str, Any]]


def begin(possible: bool, work: Work) -> Owed | None:
    """What is owed before a decision of a person's that can be taken back, whose messages then wait; None otherwise."""
    if not possible or work.actor.staff_id is None or current() is not None:
        return None
    work.held_until = clock.now() + HELD
    return {one.pk: {name: getattr(one, name) for name in _COLUMNS} for one in work.owed}


def undo_facts(record: Model, fields: Mapping[str, Any], owed: Sequence[Obligation], before: Owed) -> dict[str, Any]:
    """What the step's event must know so that it can be taken back; ``fields`` and ``before`` are from before it."""
    changed = {name: value for name, value in fields.items() if getattr(record, name) != value}
    rows = {one.pk: _differing(one, before[one.pk]) for one in owed if one.pk in before}
    facts = {"record": changed, "owed": {str(pk): row for pk, row in rows.items() if row}, "known": sorted(before)}
    plain: dict[str, Any] = json.loads(json.dumps(facts, default=text_of))
    return plain


def _differing(one: Obligation, before: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in before.items() if getattr(one, name) != value}


def check(event: Event | None, events_count: int, by: int | None, now: datetime) -> Event:
    """The event if this person may take it back now, or Refused; ``events_count`` is that of the locked case."""
    if event is None or by is None or event.staff_id != by or "undo" not in event.data:
        raise absent()
    if now - event.recorded_at > HELD:
        raise Refused(_("The ten seconds are over: the decision stands and has been sent on."), Why.WRONG_STATE)
    if event.seq != events_count:
        raise Refused(_("The case has gone on since; the decision stands."), Why.WRONG_STATE)
    return event


def restore(work: Work, event: Event) -> None:
    """Put record, obligations and state back as ``event`` found them; what it opened is cancelled, its words unsaid."""
    undo = event.data["undo"]
    for name, value in undo["record"].items():
        setattr(work.record, name, _read(work.record, name, value))
    touched = {int(pk): row for pk, row in undo["owed"].items()}
    for owed in Obligation.objects.filter(case=work.case, pk__in=touched):
        for name, value in touched[owed.pk].items():
            setattr(owed, name, _read(owed, name, value))
        work.ledger.change(owed)
    for opened in Obligation.objects.filter(case=work.case, settled_at=None).exclude(pk__in=undo["known"]):
        obligations.cancel(opened, work.at)
        work.ledger.change(opened)
    Notice.objects.filter(case=event.case_id, event=event).update(status=Notice.Status.DROPPED, next_attempt_at=None)
    work.case.state, work.case.closed_at = event.from_state or work.case.state, None


def standing(events: QuerySet[Event]) -> QuerySet[Event]:
    """The events without those that were taken back; that is always the very next link of the chain."""
    undone = Event.objects.filter(case=OuterRef("case"), seq=OuterRef("seq") + 1, code=CODE)
    return events.exclude(Exists(undone))


def _read(of: Model, name: str, value: Any) -> Any:
    field = next(field for field in of._meta.concrete_fields if field.attname == name)
    return value if field.is_relation else field.to_python(value)  # the key of a row is a number
