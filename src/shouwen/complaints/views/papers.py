"""Papers to print and to export: those of an order, the ranking (S3-I04)."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.common.dates import first_of_month
from shouwen.common.workbooks import XLSX
from shouwen.complaints import parties, sheets
from shouwen.complaints.flows import Order
from shouwen.complaints.sheets import Sheet
from shouwen.complaints.views.people import actor_of, case_for, for_staff
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.people.roles import Role

RANKING_READERS = (Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM)


@for_staff
@require_safe
def of_an_order(request: HttpRequest, number: str, kind: str, form: str) -> HttpResponse:
    """A paper of an order within the person's scope; absent before there is anything to put on it."""
    case = case_for(actor_of(request), Order.code, number)
    make = sheets.OF_AN_ORDER.get(kind)
    return _answer(make(case) if make else None, form, f"{number}-{kind}")


@for_staff
@require_safe
def ranking(request: HttpRequest, month: str, form: str) -> HttpResponse:
    """A month's ranking of the specialists, for the group's service centre."""
    _only(request, RANKING_READERS)
    return _answer(sheets.ranking_bulletin(_month(month)), form, f"ranking-{month}")


def _answer(sheet: Sheet | None, form: str, name: str) -> HttpResponse:
    if sheet is None or form not in ("pdf", "xlsx"):
        raise absent()
    body = sheets.as_pdf(sheet) if form == "pdf" else sheets.as_workbook(sheet)
    answer = HttpResponse(body, content_type="application/pdf" if form == "pdf" else XLSX)
    shown = "inline" if form == "pdf" else "attachment"
    answer["Content-Disposition"] = f'{shown}; filename="{name}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _only(request: HttpRequest, roles: tuple[Role, ...]) -> None:
    if not parties.roles_of(actor_of(request), clock.now()) & set(roles):
        raise Refused(_("This paper is not within your duties."), Why.WRONG_ROLE)


def _month(text: str) -> date:
    first = first_of_month(text)
    if first is None:
        raise absent()
    return first
