"""What complaints teach: their types by region, and the story of a closed one with whatever must be hidden in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.flows import Complaint
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.complaints.words import ComplaintState, ComplaintType
from shouwen.customers.models import Customer, CustomerPhone
from shouwen.exchange import knowledge, lessons
from shouwen.exchange.lessons import Story, Tally
from shouwen.kernel.models import Case, Event
from shouwen.people.models import Staff

_TOLD = (ComplaintState.CLOSED, ComplaintState.CLOSED_ON_SPOT)


def tallies(since: datetime, until: datetime) -> list[Tally]:
    """One line for each type and region of the complaints opened in [since, until)."""
    rows = (
        ComplaintRecord.objects.filter(case__opened_at__gte=since, case__opened_at__lt=until)
        .exclude(type="")
        .exclude(case__state=ComplaintState.VOIDED)
        .values_list("type", "case__region_id")
        .annotate(Count("pk"), Count("case__project_id", distinct=True))
    )
    return [
        Tally(kind, str(ComplaintType(kind).label), region, count, projects) for kind, region, count, projects in rows
    ]


def cases_of(topic: str, since: datetime, until: datetime) -> list[int]:
    found = ComplaintRecord.objects.filter(type=topic, case__opened_at__gte=since, case__opened_at__lt=until)
    return list(found.exclude(case__state=ComplaintState.VOIDED).order_by("pk").values_list("pk", flat=True))


def story_of(case_id: int) -> Story | None:
    """Demand, what was found and planned, and how it ended."""
    found = ComplaintRecord.objects.filter(pk=case_id, case__state__in=_TOLD).select_related("case__unit").first()
    if found is None:
        return None
    orders = list(OrderRecord.objects.filter(case__parent_id=case_id).order_by("pk"))
    chapters = [(_("Customer's demand"), found.demand)]
    for order in orders:
        chapters += [(_("What was found"), order.findings), (_("Plan agreed"), order.plan)]
    chapters.append((_("Solution"), found.solution))
    title = str(ComplaintType(found.type).label) if found.type else str(Complaint.title)
    told = [(head, text) for head, text in chapters if text]
    return Story(title, told, hidden_in(found), topic=found.type)


def hidden_in(complaint: ComplaintRecord) -> list[str]:
    """Names, telephone numbers and rooms of everybody in it, staff included."""
    return list(_hidden(complaint))


def _hidden(complaint: ComplaintRecord) -> Iterator[str]:
    case = complaint.case
    people = Customer.objects.filter(cases=case)
    if case.unit is not None:
        yield from (case.unit.text, case.unit.code, case.unit.room)
        people |= Customer.objects.filter(occupancies__unit=case.unit)
    customers = dict(people.distinct().values_list("pk", "name"))
    yield from (complaint.customer_name, complaint.phone, *customers.values())
    yield from CustomerPhone.objects.filter(customer_id__in=customers).values_list("number", flat=True)
    yield from _involved(case)


def _involved(case: Case) -> list[str]:
    """The names of whoever took a step in the complaint or its orders."""
    events = Event.objects.filter(Q(case=case) | Q(case__parent=case), staff__isnull=False)
    return list(Staff.objects.filter(pk__in=events.values("staff_id")).values_list("name", flat=True))


knowledge.publish_topics(ComplaintType.choices)
lessons.publish(lessons.Teacher(Complaint.code, tallies, cases_of, story_of))
