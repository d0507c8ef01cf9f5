"""What the counter sees beside the form: the customer's card, what the words conclude, and the clock T1."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.complaints import level_rules, routing, rules
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.radar.clusters import Sighting, sight
from shouwen.complaints.radar.likeness import Probe
from shouwen.complaints.repeats import earlier_here
from shouwen.complaints.similar import Nearby, nearby
from shouwen.complaints.suggest import Suggestion, major_signs, suggest
from shouwen.complaints.words import ComplaintType
from shouwen.customers.models import Customer, Occupancy
from shouwen.customers.queries import customer_within, people_of, primary_numbers, unit_within
from shouwen.estate.models import Unit
from shouwen.kernel import clock, rulebook
from shouwen.kernel.flows import state_title
from shouwen.kernel.models import Case
from shouwen.kernel.reveal import mask_phone
from shouwen.kernel.wording import listed
from shouwen.people.models import Staff
from shouwen.people.roles import Department
from shouwen.web.parts import Countdown

YEAR = timedelta(days=365)
MOST_OPEN = 5


@dataclass(frozen=True)
class OpenCase:
    """One line of what is still open for a unit."""

    number: str
    title: str
    state: str
    url: str


@dataclass(frozen=True)
class Card:
    """A unit and, where known, the person who speaks for it.

    How receptions were rated is not part of it: that is the group's to read (``Complaint.for_the_group``).
    """

    unit: Unit
    customer: Customer | None
    relation: str
    phone: str
    open_cases: Sequence[OpenCase]
    contacts: int


def card_of(unit_id: int | None, customer_id: int | None, projects: Collection[int]) -> Card | None:
    """The card of a unit within ``projects``; None when there is no such unit there."""
    unit = unit_within(unit_id, projects) if unit_id else None
    if unit is None:
        return None
    customer = customer_within(customer_id, projects) if customer_id else None
    number = primary_numbers([customer.pk]).get(customer.pk, "") if customer else ""
    history = ComplaintRecord.objects.filter(case__unit=unit)
    return Card(
        unit=unit,
        customer=customer,
        relation=_relation(unit, customer),
        phone=mask_phone(number),
        open_cases=_open_cases(unit),
        contacts=history.filter(case__opened_at__gt=clock.now() - YEAR).count(),
    )


def _relation(unit: Unit, customer: Customer | None) -> str:
    if customer is None:
        return ""
    held = people_of(unit.pk, clock.day_of(clock.now()))
    return next((str(Occupancy.Relation(one.relation).label) for one in held if one.customer_id == customer.pk), "")


def _open_cases(unit: Unit) -> list[OpenCase]:
    found = Case.objects.filter(unit=unit, closed_at=None).order_by("-id")[:MOST_OPEN]
    return [OpenCase(case.number, case.title, str(state_title(case)), _case_url(case)) for case in found]


def _case_url(case: Case) -> str:
    return reverse("web:case", args=[case.number])


@dataclass(frozen=True)
class Conclusion:
    """What follows from the words: type, who answers for it (S3-20, S3-21), what is alike nearby."""

    kind: ComplaintType | None
    chosen: bool
    suggestion: Suggestion | None
    first: str = ""
    cooperating: str = ""
    responsible: str = ""
    leader: str = ""
    nearby: Nearby = field(default_factory=Nearby)
    earlier: ComplaintRecord | None = None
    earlier_url: str = ""
    sighting: Sighting = field(default_factory=Sighting)
    signs: Sequence[str] = ()


def conclusion_for(demand: str, chosen: ComplaintType | None, unit: Unit | None) -> Conclusion:
    """The conclusion for what has been typed so far; a type chosen by hand wins over the words."""
    suggestion = suggest(demand)
    kind = chosen or (suggestion.type if suggestion else None)
    at = clock.now()
    book = rulebook.book(at)
    sighting = sight(Probe(demand, unit), at, book) if unit and demand.strip() else Sighting()
    signs = major_signs(demand, Decimal(book.value(level_rules.MAJOR_CLAIM)))
    if kind is None:
        return Conclusion(None, False, None, sighting=sighting, signs=signs)
    route = routing.MATRIX[kind]
    people = _people(unit, route.first, at)
    earlier = earlier_here(unit, kind, at) if unit else None
    return Conclusion(
        kind=kind,
        chosen=chosen is not None,
        suggestion=suggestion,
        first=str(route.first.label),
        cooperating=listed(one.label for one in route.cooperating),
        responsible=people[0],
        leader=people[1],
        nearby=nearby(unit, kind, at) if unit else Nearby(),
        earlier=earlier,
        earlier_url=_case_url(earlier.case) if earlier else "",
        sighting=sighting,
        signs=signs,
    )


def _people(unit: Unit | None, first: Department, at: datetime) -> tuple[str, str]:
    """The names of the person responsible and of the leader in charge, for the unit's project."""
    if unit is None:
        return "", ""
    head = next(iter(routing.heads_of(unit.project, first, at)), None)
    leader = routing.leader_for(unit.project, first, at)
    names = dict(Staff.objects.filter(pk__in=[pk for pk in (head, leader) if pk]).values_list("id", "name"))
    return names.get(head or 0, _("the post is vacant")), names.get(leader or 0, _("the post is vacant"))


@dataclass(frozen=True)
class Mark:
    """One instant of the clock's story; ``done`` once it has passed."""

    at: datetime
    text: str
    done: bool


@dataclass(frozen=True)
class SubmitClock:
    """T1 while the form is still being filled in: from the end of the contact (S3-14d)."""

    ended_at: datetime
    countdown: Countdown
    marks: Sequence[Mark]


def submit_clock(ended_at: datetime | None) -> SubmitClock | None:
    """The clock of a contact that ended; None while the customer is still here."""
    if ended_at is None:
        return None
    now = clock.now()
    reminders = [ended_at + timedelta(minutes=n) for n in rulebook.value(rules.T1_REMIND, now)]
    due = ended_at + timedelta(minutes=rulebook.value(rules.T1_LIMIT, now))
    block = due + timedelta(minutes=rulebook.value(rules.BLOCK_MINUTES, now))
    fine = rulebook.value(rules.BLOCK_AMOUNT, now)
    story = [
        (ended_at, _("the contact ended, the clock runs")),
        *((at, _("reminder")) for at in reminders),
        (due, _("due, this instant included")),
        (block, _("another five minutes: {amount} CNY").format(amount=fine)),
    ]
    countdown = Countdown(due=due, opened=ended_at, soon=max(reminders, default=None))
    return SubmitClock(ended_at, countdown, [Mark(at, text, at <= now) for at, text in story])
