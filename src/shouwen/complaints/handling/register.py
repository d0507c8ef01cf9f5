"""处理台账: the outcomes a person may see, as an address asks for them; their counts by one dimension; a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import QueryDict
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.common.dates import add_months, first_of_month
from shouwen.common.numbers import number_in
from shouwen.complaints.handling.figures import SATISFIED_FROM
from shouwen.complaints.handling.words import CauseKind, HandlingState
from shouwen.complaints.indicators.month import following, month_of
from shouwen.complaints.models import CrisisRecord, HandlingRecord
from shouwen.complaints.panels import department_name
from shouwen.complaints.sheets import Cell, Sheet, that_fit
from shouwen.complaints.words import Channel, ComplaintType
from shouwen.estate.models import Project
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, scope_of, visible_cases
from shouwen.kernel.reveal import mask_name, mask_phone
from shouwen.people.roles import Department
from shouwen.web.parts import Words

PAGE: Final = 30
MONTHS_COUNTED: Final = 12
DIMENSIONS: Final[Sequence[tuple[str, Words, str]]] = (
    ("category", _("Category"), "category"),
    ("department", _("Responsible department"), "department"),
    ("project", _("Project"), "case__project_id"),
    ("month", _("Month"), "month"),
)


@dataclass(frozen=True)
class Asked:
    """The filters of an address; what makes no sense is passed over."""

    month: str = ""
    category: str = ""
    department: str = ""
    project: int | None = None
    state: str = ""
    cause: str = ""
    by: str = "category"

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        def among(name: str, known: Sequence[str]) -> str:
            value = query.get(name, "")
            return value if value in known else ""

        return cls(
            month=query.get("month", "") if first_of_month(query.get("month", "")) else "",
            category=among("category", ComplaintType.values),
            department=among("department", Department.values),
            project=number_in(query.get("project")),
            state=among("state", HandlingState.values),
            cause=among("cause", CauseKind.values),
            by=among("by", [name for name, _title, _field in DIMENSIONS]) or "category",
        )


def handled(actor: Actor, asked: Asked) -> QuerySet[HandlingRecord]:
    """The handlings the person may see that answer the filters, newest first."""
    found = _answering(actor, asked).filter(_in_the_month("received_at", asked))
    people = "case__project", "case__unit", "case__agent", "case__customer", "complaint__case"
    return found.select_related(*people).order_by("-pk")


def _answering(actor: Actor, asked: Asked) -> QuerySet[HandlingRecord]:
    """Whatever their month."""
    plain = {"category": asked.category, "department": asked.department, "case__project": asked.project,
             "case__state": asked.state, "cause_kind": asked.cause}  # fmt: skip
    found = HandlingRecord.objects.filter(case__in=visible_cases(actor))
    return found.filter(**{name: value for name, value in plain.items() if value})


def emergencies(actor: Actor, asked: Asked) -> QuerySet[CrisisRecord]:
    """The emergencies the person may see, newest first; month and project narrow them."""
    found = CrisisRecord.objects.filter(case__in=visible_cases(actor)).filter(_in_the_month("discovered_at", asked))
    if asked.project:
        found = found.filter(case__project=asked.project)
    return found.select_related("case__project", "commander").order_by("-pk")


def _in_the_month(field: str, asked: Asked) -> Q:
    first = first_of_month(asked.month)
    return Q() if first is None else _during(field, first, first)


def _during(field: str, first: date, last: date) -> Q:
    """Within the months that begin on these days, both included."""
    start, end = clock.at_time(first, time()), clock.at_time(following(last), time())
    return Q(**{f"{field}__gte": start, f"{field}__lt": end})


def to_summarise(actor: Actor) -> QuerySet[HandlingRecord]:
    """待总结: closed without a summary (S4-CMP-15)."""
    return HandlingRecord.objects.filter(case__in=visible_cases(actor), case__state=HandlingState.CLOSED)


def projects_of(actor: Actor) -> list[tuple[int, str]]:
    """The projects a filter can name: those within the person's reach."""
    scope = scope_of(actor)
    found = Project.objects.order_by("name")
    if not scope.everything:
        found = found.filter(
            Q(region__in=scope.regions) | Q(property_company__in=scope.property_companies) | Q(org__in=scope.projects)
        )
    return list(found.values_list("pk", "name"))


# ---- counts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One value of the dimension and what there is of it; ``value`` is how an address asks for it."""

    value: str
    title: Words
    received: int
    closed: int
    surveyed: int
    satisfied: int
    repeated: int
    by_service: int


def months_counted(asked: Asked, at: datetime) -> tuple[date, date]:
    """The first and the last month that is counted: the one asked for, else the one under way; by month, a year.

    Never all there is: that grows with every year, and is asked at every view of the page.
    """
    last = first_of_month(asked.month) or month_of(at)
    several = asked.by == "month" and not asked.month
    return add_months(last, 1 - MONTHS_COUNTED if several else 0), last


def counted(actor: Actor, asked: Asked, at: datetime) -> QuerySet[HandlingRecord]:
    """The handlings the counts are of."""
    return _answering(actor, asked).filter(_during("received_at", *months_counted(asked, at)))


def counts(found: QuerySet[HandlingRecord], by: str, names: dict[int, str]) -> list[Line]:
    """By category, department, project or month of reception: one question whatever there is."""
    field = {name: field for name, _title, field in DIMENSIONS}[by]
    plain = found.order_by()
    if by == "month":
        plain = plain.annotate(month=TruncMonth("received_at", tzinfo=clock.ZONE))
    rows = plain.values_list(field).annotate(
        received=Count("pk"),
        closed=Count("pk", filter=Q(concluded_at__isnull=False)),
        surveyed=Count("pk", filter=Q(score__isnull=False)),
        satisfied=Count("pk", filter=Q(score__gte=SATISFIED_FROM)),
        repeated=Count("pk", filter=Q(complaint__repeats__isnull=False)),
        by_service=Count("pk", filter=Q(cause_kind=CauseKind.SERVICE_QUALITY)),
    )
    ordered = rows.order_by(F(field).desc() if by == "month" else "-received", field)
    return [Line(*_named(by, value, names), *numbers) for value, *numbers in ordered]


def _named(by: str, value: Any, names: dict[int, str]) -> tuple[str, Words]:
    if by == "month":
        month = f"{clock.local(value):%Y-%m}"
        return month, month
    if by == "project":
        return str(value), names.get(value, str(value))
    if not value:
        return "", now_("not yet known")
    return value, ComplaintType(value).label if by == "category" else Department(value).label


# ---- the workbooks --------------------------------------------------------------------------------


def sheet(found: QuerySet[HandlingRecord], asked: Asked) -> Sheet:
    """投诉处理台账, one row to a complaint; persons masked as everywhere."""
    titles = [
        now_("Number"), now_("Complaint"), now_("Received"), now_("Channel"), now_("Project"), now_("Unit"),
        now_("Customer"), now_("Phone"), now_("Category"), now_("Level"), now_("Important customer"), now_("Demand"),
        now_("Handler"), now_("Responsible department"), now_("Acknowledged"), now_("What the investigation found"),
        now_("Cause found"), now_("Plan of the handling"), now_("Plan done by"), now_("Result"), now_("First answer"),
        now_("What the customer was told"), now_("Satisfaction"), now_("Repeat complaint"), now_("Kind of cause"),
        now_("State"), now_("Closed"), now_("Root cause"), now_("Lesson"), now_("Preventive action"),
    ]  # fmt: skip
    kept, cut = that_fit(found)
    return Sheet(now_("Register of complaints handled"), asked.month, cut, columns=titles, rows=list(_rows(kept)))


def _rows(found: Sequence[HandlingRecord]) -> Iterator[list[Cell]]:
    for record in found:
        case, complaint = record.case, record.complaint
        yield [
            case.number, complaint.case.number, _at(record.received_at), str(Channel(complaint.channel).label),
            case.project.name, case.unit.text if case.unit else "", mask_name(complaint.customer_name),
            mask_phone(complaint.phone), str(record.get_category_display()), str(record.get_level_display()),
            _yes(yes=record.is_important), complaint.demand, case.agent.name if case.agent else "",
            department_name(record.department) if record.department else "", _at(record.acknowledged_at),
            record.findings, record.cause, record.plan, _at(record.plan_due_at), record.result,
            _at(record.replied_at), record.reply, "" if record.score is None else record.score,
            _yes(yes=complaint.repeats_id is not None), str(record.get_cause_kind_display()),
            str(HandlingState(case.state).label), _at(record.concluded_at), record.root_cause, record.lesson,
            record.prevention,
        ]  # fmt: skip


def crisis_sheet(found: QuerySet[CrisisRecord], asked: Asked) -> Sheet:
    """突发事件台账."""
    titles = [
        now_("Number"), now_("Discovered at"), now_("Kind of emergency"), now_("Grade"), now_("Project"),
        now_("Where it happens"), now_("Households concerned"), now_("What happens"), now_("In command"),
        now_("On the spot since"), now_("Under control"), now_("Resolved"),
        now_("Statement to customers and the public"),
        now_("Compensation, CNY"), now_("Losses, CNY"), now_("Root cause"), now_("Improvement"),
        now_("Change of the emergency plan"),
    ]  # fmt: skip
    kept, cut = that_fit(found)
    rows: list[list[Cell]] = [
        [
            one.case.number, _at(one.discovered_at), str(one.get_kind_display()), str(one.get_grade_display()),
            one.case.project.name, one.place, one.households, one.what, one.commander.name if one.commander else "",
            _at(one.arrived_at), _at(one.controlled_at), _at(one.resolved_at), one.statement,
            "" if one.compensation is None else one.compensation, "" if one.losses is None else one.losses,
            one.root_cause, one.improvement, one.plan_revision,
        ]
        for one in kept
    ]  # fmt: skip
    return Sheet(now_("Register of emergencies"), asked.month, cut, columns=titles, rows=rows)


def _at(instant: datetime | None) -> str:
    return f"{clock.local(instant):%Y-%m-%d %H:%M}" if instant else ""


def _yes(*, yes: bool) -> str:
    return now_("Yes") if yes else ""
