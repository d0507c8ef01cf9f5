"""Statements for the systems of human resources: the list, and one with its lines (S3-36e)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from pydantic import Field

from shouwen.kernel import clock
from shouwen.kernel.api.answers import PROBLEMS
from shouwen.kernel.api.build import include
from shouwen.kernel.api.identity import actor_of
from shouwen.payroll import reading
from shouwen.payroll.arithmetic import duty_of, holder_of, in_words
from shouwen.payroll.models import PersonTotal, Statement, StatementLine
from shouwen.payroll.reading import Reader

Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", description="YYYY-MM")]


class StatementShown(Schema):
    """One month's statement; the sums are those of the people the caller may read. Amounts in CNY."""

    month: str
    made_at: datetime
    since: datetime | None
    upto: datetime
    signed_at: datetime | None
    signed_by: str | None
    people: int
    lines: int
    pending: int
    amount: Decimal
    executed: Decimal


class StatementLineShown(Schema):
    """One line. ``percent`` and ``base`` only for shares of a bonus; without a base the amount is 0 and pending."""

    id: int
    staff_no: str
    name: str
    company: str
    on: date
    at: datetime
    case: str
    code: str
    clause: str
    requirement: str
    duty: str
    obligation: int | None
    held_by: str
    arithmetic: str
    percent: Decimal | None
    base: Decimal | None
    amount: Decimal
    executed: Decimal
    reverses: int | None


class StatementLinePage(Schema):
    items: list[StatementLineShown]
    next: int | None


def add(api: NinjaAPI) -> None:
    """The reads of payroll."""

    @api.get(
        "/payroll/statements",
        response={200: list[StatementShown], **PROBLEMS},
        operation_id="payroll.statements",
        summary="Statements of penalties",
        tags=["payroll"],
    )
    def statements(request: HttpRequest, limit: Annotated[int, Field(ge=1, le=120)] = 24) -> list[StatementShown]:
        """The newest statements first; empty for who reads none."""
        reader = reading.reader_of(actor_of(request), clock.now())
        found = Statement.objects.select_related("signed_by").order_by("-month")[:limit] if reader.reads else []
        return [_shown(one, reader) for one in found]

    @api.get(
        "/payroll/statements/{month}",
        response={200: StatementShown, **PROBLEMS},
        operation_id="payroll.statement",
        summary="Statement of penalties",
        tags=["payroll"],
    )
    def statement(request: HttpRequest, month: Month) -> StatementShown:
        """One month's statement."""
        reader = reading.reader_of(actor_of(request), clock.now())
        return _shown(reading.statement_for(reader, month), reader)

    @api.get(
        "/payroll/statements/{month}/lines",
        response={200: StatementLinePage, **PROBLEMS},
        operation_id="payroll.lines",
        summary="Lines of a statement",
        tags=["payroll"],
    )
    def lines(
        request: HttpRequest,
        month: Month,
        after: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0,
        limit: Annotated[int, Field(ge=1, le=1000)] = 200,
    ) -> StatementLinePage:
        """The lines in a fixed order; ask again with ``next`` as ``after`` until it is null."""
        reader = reading.reader_of(actor_of(request), clock.now())
        found = reading.statement_for(reader, month)
        rows = list(reader.lines(found).filter(line_id__gt=after).order_by("line_id")[: limit + 1])
        shown = rows[:limit]
        people = reading.named(reader.totals(found), [item.line.person_id for item in shown])
        return StatementLinePage(
            items=[_line(item, people[item.line.person_id]) for item in shown],
            next=shown[-1].line_id if len(rows) > limit else None,
        )


def _shown(found: Statement, reader: Reader) -> StatementShown:
    companies = [] if reader.everything else reading.companies(reader.totals(found))
    sums = [found] if reader.everything else companies
    return StatementShown(
        month=f"{found.month:%Y-%m}",
        made_at=found.made_at,
        since=found.since,
        upto=found.slot,
        signed_at=found.signed_at,
        signed_by=found.signed_by.name if found.signed_by else None,
        people=sum(one.people for one in sums),
        lines=sum(one.lines for one in sums),
        pending=sum(one.pending for one in sums),
        amount=sum((one.amount for one in sums), Decimal(0)),
        executed=sum((one.executed for one in sums), Decimal(0)),
    )


def _line(item: StatementLine, person: PersonTotal) -> StatementLineShown:
    line = item.line
    duty, ref = duty_of(line)
    return StatementLineShown(
        id=line.pk,
        staff_no=person.staff_no,
        name=person.name,
        company=person.company_name,
        on=line.on,
        at=line.at,
        case=line.case.number,
        code=line.code,
        clause=line.clause,
        requirement=ref,
        duty=duty,
        obligation=line.obligation_id,
        held_by=holder_of(line),
        arithmetic=in_words(line),
        percent=line.percent,
        base=line.base,
        amount=line.amount,
        executed=item.executed,
        reverses=line.reverses_id,
    )


include(add)
