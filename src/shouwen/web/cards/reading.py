"""What the cards show, each in a number of questions that grows neither with people nor with cases.

Bounded by the projects of the reader: a unit or a customer elsewhere is as absent as one that does not exist.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import F, QuerySet

from shouwen.customers.models import Customer, Occupancy
from shouwen.customers.queries import customer_within, unit_within
from shouwen.estate.models import Unit
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.flows import all_flows
from shouwen.kernel.models import Case
from shouwen.kernel.reveal import mask_name, mask_phone
from shouwen.web.cases.listing import nearest_duties
from shouwen.web.countdowns import countdown_of
from shouwen.web.parts import Countdown, Words

MOST_RELATIONS: Final = 60
MOST_OPEN: Final = 50
HISTORY: Final = 20


@dataclass(frozen=True)
class Relation:
    """Who is what to which unit, from when until when; ``past``: it has ended."""

    customer: Customer
    unit: Unit
    words: Words
    since: date | None
    until: date | None
    past: bool

    @property
    def name(self) -> str:
        return mask_name(self.customer.name)

    @property
    def phones(self) -> list[str]:
        return masked_numbers(self.customer)


@dataclass(frozen=True)
class Line:
    """One case of the card: what it is, how it stands, and who owes what by when."""

    case: Case
    flow: Words
    state: Words
    cd: Countdown | None
    debtor: str


@dataclass(frozen=True)
class Cases:
    """What is open, and one page of what was; ``older``: the key of the next page."""

    open: Sequence[Line]
    past: Sequence[Line]
    older: int | None

    @property
    def older_url(self) -> str:
        """The same card with the next page of what was."""
        return f"?before={self.older}#history" if self.older else ""


def unit_of(pk: int, projects: Collection[int] | None) -> Unit | None:
    """The unit, if it stands in one of ``projects`` (None: anywhere)."""
    return unit_within(pk, projects)


def customer_of(pk: int, projects: Collection[int] | None) -> Customer | None:
    """The customer, if one of the units, now or before, stands in one of ``projects`` (None: anywhere)."""
    return customer_within(pk, projects)


def masked_numbers(customer: Customer) -> list[str]:
    """The customer's numbers, the first one first, masked."""
    held = sorted(customer.phones.all(), key=lambda phone: (not phone.is_primary, phone.pk))
    return [mask_phone(phone.number) for phone in held]


def people_at(unit: Unit) -> list[Relation]:
    """Who has or had to do with the unit: present owners first, those who left last."""
    return _relations(Occupancy.objects.filter(unit=unit))


def units_of(customer: Customer, projects: Collection[int] | None) -> list[Relation]:
    """What the customer has or had to do with which units; of other people's projects nothing is said."""
    held = Occupancy.objects.filter(customer=customer)
    return _relations(held if projects is None else held.filter(project_id__in=projects))


def cases_of_unit(actor: Actor, unit: Unit, before: int | None) -> Cases:
    return _cases(visible_cases(actor).filter(unit=unit), before)


def cases_of_customer(actor: Actor, customer: Customer, before: int | None) -> Cases:
    return _cases(visible_cases(actor).filter(customer=customer), before)


def _relations(held: QuerySet[Occupancy]) -> list[Relation]:
    today = clock.day_of(clock.now())
    found = (
        held.select_related("customer", "unit__project", "unit__building")
        .prefetch_related("customer__phones")
        .order_by(F("ends_on").desc(nulls_first=True), "id")[:MOST_RELATIONS]
    )
    relations = [
        Relation(
            customer=one.customer,
            unit=one.unit,
            words=Occupancy.Relation(one.relation).label,
            since=one.starts_on,
            until=one.ends_on,
            past=one.ends_on is not None and one.ends_on <= today,
        )
        for one in sorted(found, key=lambda one: one.relation != Occupancy.Relation.OWNER)
    ]
    return sorted(relations, key=lambda one: one.past)


def _cases(found: QuerySet[Case], before: int | None) -> Cases:
    known = found.filter(flow__in=[flow.code for flow in all_flows()]).select_related("unit", "project")
    running = list(known.filter(closed_at=None).order_by("-id")[:MOST_OPEN])
    past = known.filter(closed_at__isnull=False).order_by("-id")
    page = list((past if before is None else past.filter(pk__lt=before))[: HISTORY + 1])
    older = page[HISTORY - 1].pk if len(page) > HISTORY else None
    return Cases(_lines(running), _lines(page[:HISTORY]), older)


def _lines(cases: Iterable[Case]) -> list[Line]:
    shown = list(cases)
    flows = {flow.code: flow for flow in all_flows()}
    duties = nearest_duties([case.pk for case in shown if case.closed_at is None])
    lines = []
    for case in shown:
        owed, flow = duties.get(case.pk), flows[case.flow]
        debtor = owed.debtor.name if owed and owed.debtor else ""
        states = {state.value: state.label for state in flow.State}
        state = states.get(case.state, case.state)
        lines.append(Line(case, flow.title, state, countdown_of(owed) if owed else None, debtor))
    return lines
