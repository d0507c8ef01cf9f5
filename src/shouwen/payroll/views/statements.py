"""The statements: list, one with its people and lines, sign-off, receipt, proof, papers, the month so far (S3-36e)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.common.workbooks import XLSX
from shouwen.kernel import clock, rulebook
from shouwen.kernel.errors import Refused, absent
from shouwen.payroll import arithmetic, jobs, papers, reading, rules, statements
from shouwen.payroll.models import PersonTotal, Statement, StatementLine
from shouwen.payroll.reading import Asked, Reader
from shouwen.payroll.views.door import for_readers, key_of
from shouwen.payroll.views.door import further as further_pages
from shouwen.people.roles import Role
from shouwen.web.answers import status_of
from shouwen.web.desk.asking import actor_of, asked_of, person_of, words_of
from shouwen.web.models import Export
from shouwen.web.parts import Tab
from shouwen.web.rulebook import further
from shouwen.web.rulebook.further import Further

SHOWN = 24
PEOPLE_SHOWN = 100

asks = require_http_methods(["GET", "HEAD", "POST"])  # a POST asks for a person by name, which no address may hold


@dataclass(frozen=True)
class Row:
    """One line for the page."""

    item: StatementLine
    person: PersonTotal
    words: str
    held: str
    duty: str
    ref: str


@for_readers
@require_safe
def overview(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The months that have a statement, the newest first; a month whose statement is missing is said aloud."""
    found = Statement.objects.select_related("signed_by").prefetch_related("receipts")
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before[:18]))
    rows = list(found.order_by("-month")[: SHOWN + 1])
    context = {
        "rows": rows[:SHOWN],
        "reader": reader,
        "missing": _missing(clock.now()) if not before else None,
        "further": _further(reader),
        "next_at": jobs.last_day_at(rules.STATEMENT_TIME)(clock.now()),
        "older_url": f"?before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else "",
    }
    return render(request, "payroll/statements.html", context)


def _further(reader: Reader) -> Sequence[Further]:
    """Where those who reckon with the rulebook's numbers go on to: what a month would have cost under others."""
    if reader.roles.isdisjoint((Role.HR_CENTRE, Role.FINANCE_CENTRE, Role.GROUP_GM)):
        return []
    return next((found for one in rulebook.quantities().values() if (found := further.links(one))), [])


def _missing(now: datetime) -> str | None:
    """The month whose statement should be there and is not, once there has been any."""
    last = Statement.objects.order_by("-slot").first()
    if last is None:
        return None
    slot = jobs.last_day_at(rules.STATEMENT_TIME)(last.slot)
    alarm = jobs.last_day_at(rules.ALARM_TIME)(slot)
    return f"{clock.local(slot):%Y-%m}" if alarm <= now else None


@for_readers
@asks
def statement(request: HttpRequest, reader: Reader, month: str) -> HttpResponse:
    """One month by company and person."""
    return _statement(request, reader, reading.statement_for(reader, month))


def _statement(request: HttpRequest, reader: Reader, found: Statement, status: int = 200, **more: Any) -> HttpResponse:
    totals = reader.totals(found)
    people = _people(request, totals)
    context = {
        "statement": found,
        "reader": reader,
        "tabs": _tabs(found, "people"),
        "companies": reading.companies(totals),
        "company": key_of(request, "company"),
        "people": people[:PEOPLE_SHOWN],
        **_older_people(request, people),
        "q": words_of(request),
        "receipts": list(found.receipts.select_related("staff").order_by("at")),
        "may_sign": found.signed_at is None and Role.GROUP_GM in reader.roles,
        "may_receive": _may_receive(found, reader),
        **more,
    }
    return render(request, "payroll/statement.html", context, status=status)


def _people(request: HttpRequest, totals: Any) -> list[PersonTotal]:
    """The page's people, the largest sum first, and one more where there is one."""
    words, company = words_of(request), key_of(request, "company")
    if words:
        totals = totals.filter(name__contains=words) | totals.filter(staff_no=words)
    if company is not None:
        totals = totals.filter(company_id=company)
    sum_, _dash, pk = asked_of(request).get("before", "").partition("_")
    if pk.isdecimal() and sum_.replace(".", "").lstrip("-").isdecimal():
        last = Decimal(sum_[:20])
        totals = totals.filter(executed__lt=last) | totals.filter(executed=last, pk__gt=int(pk[:18]))
    return list(totals.order_by("-executed", "id")[: PEOPLE_SHOWN + 1])


def _older_people(request: HttpRequest, people: list[PersonTotal]) -> dict[str, object]:
    if len(people) <= PEOPLE_SHOWN:
        return {}
    last = people[PEOPLE_SHOWN - 1]
    return further_pages(request, before=f"{last.executed}_{last.pk}")


def _may_receive(found: Statement, reader: Reader) -> bool:
    given = {one.centre for one in found.receipts.all()}
    return any(centre in reader.roles and centre not in given for centre in statements.CENTRES)


def _tabs(found: Statement, here: str) -> list[Tab]:
    month = f"{found.month:%Y-%m}"
    return [
        Tab(_("By person"), reverse("payroll:statement", args=[month]), current=here == "people"),
        Tab(_("Line by line"), reverse("payroll:lines", args=[month]), current=here == "lines"),
        Tab(_("Proof"), reverse("payroll:proof", args=[month]), current=here == "proof"),
    ]


@for_readers
@asks
def lines(request: HttpRequest, reader: Reader, month: str) -> HttpResponse:
    """The lines of a month, by person, clause or words; each opens its case."""
    found = reading.statement_for(reader, month)
    totals = reader.totals(found)
    clauses = reading.clauses()
    clause = asked_of(request).get("clause", "")
    asked = Asked(words_of(request), key_of(request, "person"), clause if clause in clauses else "")
    items, older = reading.page(asked.narrow(reader.lines(found), totals), key_of(request, "before"))
    people = reading.named(totals, [item.line.person_id for item in items])
    context = {
        "statement": found,
        "tabs": _tabs(found, "lines"),
        "asked": asked,
        "person": totals.filter(person_id=asked.person).first() if asked.person else None,
        "clauses": clauses,
        "rows": [_row(item, people[item.line.person_id]) for item in items],
        **(further_pages(request, before=older) if older else {}),
    }
    return render(request, "payroll/lines.html", context)


def _row(item: StatementLine, person: PersonTotal) -> Row:
    duty, ref = arithmetic.duty_of(item.line)
    return Row(item, person, arithmetic.in_words(item.line), arithmetic.holder_of(item.line), duty, ref)


@for_readers
@require_safe
def proof(request: HttpRequest, reader: Reader, month: str) -> HttpResponse:
    """The statement reckoned anew from the penalty lines, line by line and to the cent."""
    if not reader.everything:
        raise absent()
    found = reading.statement_for(reader, month)
    again = statements.recompute(found)
    context = {
        "statement": found,
        "tabs": _tabs(found, "proof"),
        "again": again,
        "holds": statements.is_reproduced(found, again),
    }
    return render(request, "payroll/proof.html", context)


@for_readers
@require_POST
def sign(request: HttpRequest, reader: Reader, month: str) -> HttpResponse:
    """The general manager signs off."""
    found = reading.statement_for(reader, month)
    try:
        statements.sign(found.month, actor_of(request))
    except Refused as refused:
        return _statement(request, reader, found, status_of(refused), refused=refused)
    messages.success(request, _("Signed off; human resources and finance are told."))
    return redirect("payroll:statement", month)


@for_readers
@require_POST
def receive(request: HttpRequest, reader: Reader, month: str) -> HttpResponse:
    """A centre acknowledges."""
    found = reading.statement_for(reader, month)
    try:
        statements.acknowledge(found.month, actor_of(request))
    except Refused as refused:
        return _statement(request, reader, found, status_of(refused), refused=refused)
    messages.success(request, _("The receipt is on record."))
    return redirect("payroll:statement", month)


@for_readers
@require_safe
def paper(request: HttpRequest, reader: Reader, month: str, form: str) -> FileResponse | HttpResponse:
    """The statement as xlsx or PDF, put on record."""
    found = reading.statement_for(reader, month)
    if form == "xlsx":
        file, count = papers.workbook(found, reader)
        answer: FileResponse | HttpResponse = FileResponse(
            file, as_attachment=True, filename=f"statement-{month}.xlsx", content_type=XLSX
        )
    elif form == "pdf":
        body, count = papers.paper(found, reader)
        answer = HttpResponse(body, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="statement-{month}.pdf"'
    else:
        raise absent()
    facts = {"flow": "payroll.statement", "query": f"month={month}&form={form}", "rows": count}
    Export.objects.create(staff=person_of(request), at=clock.now(), **facts)
    answer["Cache-Control"] = "private, no-store"
    return answer


@for_readers
@asks
def preview(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What a statement made now would say, by person (S3-I05)."""
    now = clock.now()
    found = [one for one in statements.foretold(now) if reader.everything or one.company_id in reader.companies]
    found.sort(key=lambda one: (-one.executed, one.staff_no))
    words = words_of(request)
    shown = [one for one in found if not words or words in one.name or words == one.staff_no]
    context = {
        "q": words,
        "people": shown[:PEOPLE_SHOWN],
        "more": max(0, len(shown) - PEOPLE_SHOWN),
        "sums": {
            "people": len(found),
            "lines": sum(one.lines for one in found),
            "pending": sum(one.pending for one in found),
            "amount": sum((one.amount for one in found), Decimal(0)),
            "executed": sum((one.executed for one in found), Decimal(0)),
        },
        "next_at": jobs.last_day_at(rules.STATEMENT_TIME)(now),
    }
    return render(request, "payroll/preview.html", context)
