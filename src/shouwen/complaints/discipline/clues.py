"""Clues to the five matters of S3-37 that the system finds in what is on record. Found once, whoever searches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from shouwen.complaints import sanctions
from shouwen.complaints.discipline.payloads import Clue, FoundClue
from shouwen.complaints.discipline.rules import REASSIGNED_TIMES
from shouwen.complaints.discipline.words import Cause
from shouwen.complaints.flows.discipline import Discipline
from shouwen.complaints.flows.order import Order
from shouwen.complaints.models import DisciplineRecord, OrderRecord, Sanction
from shouwen.complaints.words import CallBackOutcome
from shouwen.kernel import moves, rulebook
from shouwen.kernel.access import ENGINE
from shouwen.kernel.models import Case, Event


@dataclass(frozen=True)
class Found:
    """A fact that speaks for a cause against a person. ``key`` names the fact for ever."""

    key: str
    cause: Cause
    person_id: int
    order: OrderRecord
    facts: str
    source: str


def search(at: datetime) -> int:
    """Open a case in the state of a clue for every fact that has none yet; how many are new."""
    new = [found for found in _all(at) if not DisciplineRecord.objects.filter(key=found.key).exists()]
    for found in new:
        open_clue(found, at)
    return len(new)


def open_clue(found: Found, at: datetime) -> Case:
    """Write one clue down, in the system's name."""
    clue = Clue(cause=found.cause, to=found.person_id, order=found.order.case.number, facts=found.facts)
    given = FoundClue(clue=clue, source=found.source, key=found.key)
    place = sanctions.place_for(found.person_id, found.order, at)
    return moves.start(Discipline.find, place, by=ENGINE, given=given, occurred_at=at).case


def _all(at: datetime) -> Iterator[Found]:
    yield from _long_overdue()
    yield from _contradicted()
    yield from _refused_to_cooperate()
    yield from _passed_on(at)


def _long_overdue() -> Iterator[Found]:
    """超期 16 天的单 (S3-37b): where the third tier was reached and a sanction proposed to the person answerable."""
    rows = Sanction.objects.filter(code="P17", order__isnull=False).exclude(order__discipline_cases__source="overdue")
    for row in rows.select_related("order__case"):
        if row.order is not None:
            facts = _("{number} is more than 15 days late").format(number=row.order.case.number)
            key = f"overdue:{row.order_id}:{row.person_id}"
            yield Found(key, Cause.DELAY, row.person_id, row.order, facts, "overdue")


def _contradicted() -> Iterator[Found]:
    """The call-back found that the customer never refused what was reported so (S3-37c)."""
    outcome = {"data__given__outcome": CallBackOutcome.DENIED.value}
    events = Event.objects.filter(code=Order.call_back.code, **outcome).order_by("id")
    for order, event in _orders_of(events):
        if order.responsible_id:
            facts = _("{number}: the customer denies what the visit reported").format(number=order.case.number)
            yield Found(f"denied:{event.pk}", Cause.FALSE_WORK, order.responsible_id, order, facts, "call_back")


def _refused_to_cooperate() -> Iterator[Found]:
    """协办被处分 (S3-37d)."""
    for row in Sanction.objects.filter(code="P1", order__isnull=False).select_related("order__case").order_by("id"):
        if row.order is not None:
            yield Found(f"refusal:{row.pk}", Cause.SHIRKING, row.person_id, row.order, row.facts, "cooperation")


def _passed_on(at: datetime) -> Iterator[Found]:
    """反复改派 (S3-37d): whoever answers for the order now has it after so many others."""
    times = rulebook.value(REASSIGNED_TIMES, at)
    often = (
        Event.objects.filter(code=Order.reassign.code)
        .order_by()
        .values("case_id")
        .annotate(times=Count("id"))
        .filter(times__gte=times)
        .values_list("case_id", "times")
    )
    counted = dict(often)
    for order in OrderRecord.objects.filter(pk__in=counted).select_related("case").order_by("case_id"):
        if order.responsible_id:
            facts = _("{number} was reassigned {times} times").format(number=order.case.number, times=counted[order.pk])
            yield Found(f"reassigned:{order.pk}", Cause.SHIRKING, order.responsible_id, order, facts, "reassigned")


def _orders_of(events: QuerySet[Event]) -> Iterator[tuple[OrderRecord, Event]]:
    found = list(events)
    orders = OrderRecord.objects.select_related("case").in_bulk([event.case_id for event in found])
    for event in found:
        if event.case_id in orders:
            yield orders[event.case_id], event
