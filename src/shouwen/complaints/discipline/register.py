"""处分台账: who finds which sanctions in the register, filtered, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from shouwen.common.dates import first_of_month
from shouwen.common.numbers import number_in
from shouwen.complaints import parties
from shouwen.complaints.discipline.parties import deciders_of
from shouwen.complaints.discipline.words import SanctionCode, SanctionState
from shouwen.complaints.flows.sanction import decision_in_words
from shouwen.complaints.models import Sanction
from shouwen.complaints.sheets import Sheet, that_fit
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.people.models import Staff
from shouwen.people.roles import Role

PAGE = 50
NAMED = 20
READERS = frozenset(
    {
        Role.GROUP_AGENT,
        Role.GROUP_DGM,
        Role.GROUP_GM,
        Role.GROUP_VICE_PRESIDENT,
        Role.HR_CENTRE,
        Role.AUDITOR,
        Role.BOARD,
    }
)


@dataclass(frozen=True)
class Asked:
    """The filters of an address; what makes no sense is passed over. ``person``: a staff number, never a name."""

    code: str = ""
    person: str = ""
    company: int | None = None
    state: str = ""
    month: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        return cls(
            code=query.get("code", "") if query.get("code") in SanctionCode.values else "",
            person=query.get("person", "").strip()[:40],
            company=number_in(query.get("company")),
            state=query.get("state", "") if query.get("state") in SanctionState.values else "",
            month=query.get("month", "") if first_of_month(query.get("month", "")) else "",
        )


def register_for(actor: Actor, at: datetime) -> QuerySet[Sanction]:
    """Everything to the group's service centre, human resources, audit and board; to everybody else the own rows."""
    rows = Sanction.objects.select_related(
        "case__region",
        "case__property_company",
        "case__project",
        "order__case",
        "order__company",
        "person",
        "decided_by",
    ).order_by("-id")
    if parties.roles_of(actor, at) & READERS:
        return rows
    return rows.filter(person_id=actor.staff_id)


def answering(rows: QuerySet[Sanction], asked: Asked) -> QuerySet[Sanction]:
    """The rows that answer the filters."""
    if asked.code:
        rows = rows.filter(code=asked.code)
    if asked.person:
        rows = rows.filter(person__staff_no=asked.person)
    if asked.company:
        placed = Q(case__region_id=asked.company) | Q(case__property_company_id=asked.company)
        rows = rows.filter(Q(order__company_id=asked.company) | (Q(order=None) & placed))
    if asked.state:
        rows = rows.filter(case__state=asked.state)
    first = first_of_month(asked.month)
    if first is not None:
        following = (first + timedelta(days=32)).replace(day=1)
        rows = rows.filter(
            proposed_at__gte=clock.at_time(first, time()), proposed_at__lt=clock.at_time(following, time())
        )
    return rows


def people_in(rows: QuerySet[Sanction], words: str) -> list[Staff]:
    """The people of the rows whose name has the words in it, or whose number they are; by name."""
    if not words:
        return []
    named = Q(name__contains=words) | Q(staff_no=words)
    return list(Staff.objects.filter(named, pk__in=rows.order_by().values("person_id")).order_by("name", "id")[:NAMED])


def to_decide(actor: Actor, at: datetime) -> list[Sanction]:
    """The open proposals that are this person's to decide, the oldest first."""
    if actor.staff_id is None:
        return []
    found = Sanction.objects.filter(decided_at=None, case__closed_at=None, case__isnull=False)
    rows = list(found.select_related("case", "person").order_by("id")[:500])
    deciders: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        if (row.code, row.person_id) not in deciders:
            deciders[row.code, row.person_id] = deciders_of(row, at)
    return [row for row in rows if actor.staff_id in deciders[row.code, row.person_id]]


def sheet(rows: QuerySet[Sanction], asked: Asked) -> Sheet:
    """The register as a workbook's sheet; the newest first."""
    titles: Mapping[str, str] = {
        "number": _("Number"), "code": _("Line of the table"), "clause": _("Clause"), "person": _("Person"),
        "company": _("Company"), "order": _("Order"), "facts": _("Facts"), "state": _("State"),
        "proposed": _("Proposed"), "statement": _("Own statement"), "decision": _("Decision"), "grounds": _("Grounds"),
        "by": _("Decided by"), "on": _("Takes effect on"), "filed": _("Filed under"),
    }  # fmt: skip
    kept, cut = that_fit(rows)
    return Sheet(_("Register of sanctions"), asked.month, cut, columns=list(titles.values()), rows=list(_cells(kept)))


def _cells(rows: Sequence[Sanction]) -> Iterator[list[str]]:
    for row in rows:
        yield [
            row.case.number if row.case else "",
            row.code,
            row.clause,
            row.person.name,
            company_of(row),
            row.order.case.number if row.order else "",
            row.facts,
            state_of(row),
            _day(row.proposed_at),
            row.statement,
            decision_in_words(row) if row.decided_at else "",
            row.decision,
            row.decided_by.name if row.decided_by else "",
            f"{row.effective_on or ''}",
            row.filed_under,
        ]


def company_of(row: Sanction) -> str:
    """The order's company; without an order the region of the person's project."""
    if row.order is not None:
        return row.order.company.name
    return row.case.region.name if row.case else ""


def state_of(row: Sanction) -> str:
    """The state in words; rows from before the register are decided or not."""
    if row.case is not None:
        return str(SanctionState(row.case.state).label)
    return _("decided") if row.decided_at else _("proposed")


def _day(at: datetime) -> str:
    return f"{clock.local(at):%Y-%m-%d}"
