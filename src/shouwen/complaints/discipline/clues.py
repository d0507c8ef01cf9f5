"""Clues to the five matters of S3-37 that the system finds in what is on record. Found once, whoever searches.

Every night what was put on record lately is searched; what a call-back brings to light is opened with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from shouwen.complaints import sanctions
from shouwen.complaints.discipline.payloads import Clue, FoundClue
from shouwen.complaints.discipline.rules import REASSIGNED_TIMES
from shouwen.complaints.discipline.words import Cause, Source
from shouwen.complaints.flows.discipline import Discipline
from shouwen.complaints.flows.order import Order
from shouwen.complaints.models import DisciplineRecord, OrderRecord, Sanction
from shouwen.complaints.words import CallBackOutcome
from shouwen.kernel import moves, rulebook
from shouwen.kernel.access import ENGINE
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case, Event

# A fact becomes a clue in the night after it was put on record; a job that was missed is run for its own night. A month
# more leaves room for what a person became answerable for only later.
LOOKS_BACK = timedelta(days=31)


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
    """Open a case in the state of a clue for every fact of the last weeks that has none yet; how many are new."""
    return len(_open_new(_all(at), at))


def open_on(order_id: int, at: datetime) -> None:
    """The same for what customers said of one order: asked right after a call-back, so that nobody has to remember."""
    _open_new(_said_by_customers(Event.objects.filter(case_id=order_id)), at)


def open_from(sanction: Sanction, at: datetime) -> Case:
    """协办被处分的记录可转为该事由案件 (S3-37d), 超期立案的亦然 (S3-37b); one that exists already is the answer.

    Raises Refused for a sanction that speaks for none of the five matters.
    """
    this = Sanction.objects.filter(pk=sanction.pk)
    found = next(iter([*_long_overdue(this), *_refused_to_cooperate(this)]), None)
    if found is None:
        raise Refused(_("This sanction speaks for none of the five matters."), Why.WRONG_STATE)
    known = DisciplineRecord.objects.select_related("case").filter(key=found.key).first()
    return known.case if known else open_clue(found, at)


def _open_new(facts: Iterator[Found], at: datetime) -> list[Case]:
    found = list(facts)
    known = set(DisciplineRecord.objects.filter(key__in=[one.key for one in found]).values_list("key", flat=True))
    return [open_clue(one, at) for one in found if one.key not in known]


def open_clue(found: Found, at: datetime) -> Case:
    """Write one clue down, in the system's name."""
    clue = Clue(cause=found.cause, to=found.person_id, order=found.order.case.number, facts=found.facts)
    given = FoundClue(clue=clue, source=found.source, key=found.key)
    place = sanctions.place_for(found.person_id, found.order, at)
    return moves.start(Discipline.find, place, by=ENGINE, given=given, occurred_at=at).case


def _all(at: datetime) -> Iterator[Found]:
    since = at - LOOKS_BACK
    sanctions_since = Sanction.objects.filter(proposed_at__gte=since)
    events_since = Event.objects.filter(recorded_at__gte=since)
    yield from _long_overdue(sanctions_since)
    yield from _said_by_customers(events_since)
    yield from _refused_to_cooperate(sanctions_since)
    yield from _passed_on(events_since, at)


def _long_overdue(among: QuerySet[Sanction]) -> Iterator[Found]:
    """超期 16 天的单 (S3-37b): where the third tier was reached and a sanction proposed to the person answerable."""
    for row in _about_an_order(among, "P17"):
        if row.order is not None:
            facts = _("{number} is more than 15 days late").format(number=row.order.case.number)
            key = f"overdue:{row.order_id}:{row.person_id}"
            yield Found(key, Cause.DELAY, row.person_id, row.order, facts, Source.OVERDUE)


def _refused_to_cooperate(among: QuerySet[Sanction]) -> Iterator[Found]:
    """协办被处分 (S3-37d)."""
    for row in _about_an_order(among, "P1"):
        if row.order is not None:
            yield Found(f"refusal:{row.pk}", Cause.SHIRKING, row.person_id, row.order, row.facts, Source.COOPERATION)


def _about_an_order(among: QuerySet[Sanction], code: str) -> QuerySet[Sanction]:
    return among.filter(code=code, order__isnull=False).select_related("order__case").order_by("id")


@dataclass(frozen=True)
class _Saying:
    """What a customer may say when called: in which step, by which answer, what it speaks for, in which words."""

    step: Step[Any]
    given: Mapping[str, Any]
    key: str
    cause: Cause
    words: Promise
    source: str


_SAYINGS = (
    _Saying(
        Order.call_back, {"outcome": CallBackOutcome.DENIED.value}, "denied", Cause.FALSE_WORK,
        later("{number}: the customer denies what the visit reported"), Source.CALL_BACK,
    ),
    _Saying(
        Order.deny_signature, {}, "unsigned", Cause.FALSE_WORK,
        later("{number}: the customer denies having signed"), Source.SIGNATURE,
    ),
    _Saying(
        Order.verify_closure, {"smoked": True}, "conduct", Cause.UNCORRECTED,
        later("{number}: staff smoked, ate or used the toilet in the home"), Source.CONDUCT,
    ),
    _Saying(
        Order.verify_closure, {"took_gifts": True}, "gift", Cause.UNCORRECTED,
        later("{number}: staff took a gift or a tip"), Source.GIFT,
    ),
)  # fmt: skip


def _said_by_customers(among: QuerySet[Event]) -> Iterator[Found]:
    """回访发现的弄虚作假 (S3-37c) 与违反上门纪律 (S3-24h, S3-24i)."""
    for saying in _SAYINGS:
        events = among.filter(code=saying.step.code, data__given__contains=saying.given).order_by("id")
        for order, event in _orders_of(events):
            if order.responsible_id:
                facts = str(saying.words).format(number=order.case.number)
                key = f"{saying.key}:{event.pk}"
                yield Found(key, saying.cause, order.responsible_id, order, facts, saying.source)


def _passed_on(among: QuerySet[Event], at: datetime) -> Iterator[Found]:
    """反复改派 (S3-37d): whoever answers for the order now has it after so many others; of those passed on ``among``
    these events, however long ago it was the first time."""
    times = rulebook.value(REASSIGNED_TIMES, at)
    lately = among.filter(code=Order.reassign.code).order_by().values("case_id")
    often = (
        Event.objects.filter(code=Order.reassign.code, case_id__in=lately)
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
            yield Found(f"reassigned:{order.pk}", Cause.SHIRKING, order.responsible_id, order, facts, Source.REASSIGNED)


def _orders_of(events: QuerySet[Event]) -> Iterator[tuple[OrderRecord, Event]]:
    found = list(events)
    orders = OrderRecord.objects.select_related("case").in_bulk([event.case_id for event in found])
    for event in found:
        if event.case_id in orders:
            yield orders[event.case_id], event
