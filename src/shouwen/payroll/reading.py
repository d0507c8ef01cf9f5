"""Statements for those who may read them: human resources, finance and the general manager all, a chairman his own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum

from shouwen.common.dates import first_of_month
from shouwen.kernel.access import Actor
from shouwen.kernel.acting import roles_of
from shouwen.kernel.errors import absent
from shouwen.kernel.flows import all_flows
from shouwen.kernel.models import PenaltyLine
from shouwen.payroll.models import PersonTotal, Statement, StatementLine
from shouwen.people.queries import appointments_at, principals_of
from shouwen.people.roles import Role

ALL_READERS: Final = (Role.HR_CENTRE, Role.FINANCE_CENTRE, Role.GROUP_GM, Role.GROUP_VICE_PRESIDENT)
READERS: Final = (*ALL_READERS, Role.CHAIRMAN)
PAGE: Final = 50
BESIDE: Final = ("line__case", "line__person", "line__obligation__debtor")


@dataclass(frozen=True)
class Reader:
    """What of a statement somebody reads: everything, or the people of some companies; nothing for all others."""

    everything: bool
    companies: frozenset[int]
    roles: frozenset[str]

    @property
    def reads(self) -> bool:
        return self.everything or bool(self.companies)

    def totals(self, statement: Statement) -> QuerySet[PersonTotal]:
        """The people's sums within reach."""
        found = PersonTotal.objects.filter(statement=statement)
        return found if self.everything else found.filter(company_id__in=self.companies)

    def lines(self, statement: Statement) -> QuerySet[StatementLine]:
        """The lines within reach, the newest first."""
        held = StatementLine.objects.filter(
            statement=statement, line_id__gte=statement.first_id, line_id__lte=statement.upto_id
        )
        found = held.select_related(*BESIDE).order_by("-line_id")
        if self.everything:
            return found
        return found.filter(line__person_id__in=self.totals(statement).values("person_id"))


def reader_of(actor: Actor, at: datetime) -> Reader:
    """What the actor reads at an instant, also in somebody's stead."""
    roles = frozenset(roles_of(actor, at))
    companies: frozenset[int] = frozenset()
    if Role.CHAIRMAN in roles and actor.staff_id is not None:
        people = [actor.staff_id, *principals_of(actor.staff_id, at)]
        chairs = appointments_at(at).filter(staff_id__in=people, role=Role.CHAIRMAN)
        companies = frozenset(chairs.values_list("org_id", flat=True))
    return Reader(not roles.isdisjoint(ALL_READERS), companies, roles)


def statement_for(reader: Reader, month: str) -> Statement:
    """The month's statement; Refused in the same words when there is none or nothing of it is the reader's."""
    first = first_of_month(month) if reader.reads else None
    found = Statement.objects.select_related("signed_by").filter(month=first).first() if first else None
    if found is None:
        raise absent()
    return found


@dataclass(frozen=True)
class Company:
    """The sums of one company in a statement, CNY."""

    company_id: int | None
    name: str
    people: int
    lines: int
    pending: int
    amount: Decimal
    executed: Decimal


def companies(totals: QuerySet[PersonTotal]) -> list[Company]:
    """The companies with their sums, the largest first."""
    rows = totals.order_by().values_list("company_id", "company_name")
    found = rows.annotate(Count("id"), Sum("lines"), Sum("pending"), Sum("amount"), Sum("executed"))
    return sorted((Company(*row) for row in found), key=lambda one: (-one.executed, one.name))


@dataclass(frozen=True)
class Asked:
    """What an address asks of a statement's lines."""

    words: str = ""
    person: int | None = None
    clause: str = ""

    def narrow(self, lines: QuerySet[StatementLine], totals: QuerySet[PersonTotal]) -> QuerySet[StatementLine]:
        """The lines asked for. ``words``: part of a name, a staff number or a matter's number."""
        if self.person is not None:
            lines = lines.filter(line__person_id=self.person)
        if self.clause:
            lines = lines.filter(line__clause=self.clause)
        if self.words:
            people = totals.filter(Q(name__contains=self.words) | Q(staff_no=self.words)).values("person_id")
            lines = lines.filter(Q(line__person_id__in=people) | Q(line__case__number=self.words))
        return lines


def clauses() -> list[str]:
    """The clauses under which lateness costs something, in the order of the procedures."""
    prices = [duty.price for flow in all_flows() for duty in flow.duties.values() if duty.price is not None]
    return list(dict.fromkeys(price.clause for price in prices))


def page(lines: QuerySet[StatementLine], before: int | None) -> tuple[Sequence[StatementLine], int | None]:
    """A page of lines before a key, and the key of the next page."""
    found = list((lines if before is None else lines.filter(line_id__lt=before))[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].line_id if len(found) > PAGE else None


def named(totals: QuerySet[PersonTotal], people: Sequence[int]) -> Mapping[int, PersonTotal]:
    """The people's totals by id: their names as the statement froze them."""
    return {one.person_id: one for one in totals.filter(person_id__in=people)}


def every_line(lines: QuerySet[StatementLine]) -> Iterator[StatementLine]:
    """All lines in their order, read in pieces: a million need no more memory than a thousand."""
    return lines.order_by("line_id").iterator(chunk_size=2_000)


def unreported_sum(person_id: int) -> Decimal:
    """What no statement has reported of one person yet, CNY."""
    rows = PenaltyLine.objects.filter(person_id=person_id, reported=None)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
