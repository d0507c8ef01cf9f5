"""The day's overdue orders one by one, the week's carried-over ones, who was told what when (S3-30, S3-31)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.common.workbooks import XLSX
from shouwen.complaints import parties
from shouwen.complaints.discipline import carrying, meetings, overdue
from shouwen.complaints.discipline.ladder import rungs
from shouwen.complaints.discipline.openings import CENTRE
from shouwen.complaints.discipline.words import DelayCause, MeetingKind
from shouwen.complaints.flows import Order
from shouwen.complaints.models import MeetingRecord, OverdueItem, OverdueSummary
from shouwen.complaints.sheets import Cell, Sheet, as_workbook
from shouwen.complaints.views.people import actor_of, case_for, for_staff
from shouwen.complaints.words import ComplaintType
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.people.roles import Department, Role
from shouwen.web.answers import status_of
from shouwen.web.cases import fields


def _roles(request: HttpRequest) -> set[str]:
    """The reader's roles; Refused to whoever is not of the group's service centre."""
    roles = parties.roles_of(actor_of(request), clock.now())
    if not roles & CENTRE:
        raise Refused(_("This page is for the group's service centre."), Why.WRONG_ROLE)
    return roles


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# ---- the day ------------------------------------------------------------


@for_staff
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """A day's summary (``on``, default today's or the newest); ``item`` opens one order beside the list."""
    return _summary_page(request)


@for_staff
@require_POST
def confirm(request: HttpRequest, on: str) -> HttpResponse:
    """Staff confirm the day's summary to the deputy general manager."""
    _roles(request)
    day = _day(on)
    if day is None:
        raise Refused(_("This is no day."), Why.NOT_FOUND)
    try:
        overdue.confirm(day, actor_of(request))
    except Refused as refused:
        if refused.code == Why.NOT_FOUND:
            raise
        return _summary_page(request, refused=refused)
    messages.success(request, _("The summary is with the deputy general manager."))
    return redirect(f"{reverse('complaints:overdue')}?on={day}")


@for_staff
@require_http_methods(["POST"])
def explain(request: HttpRequest, number: str) -> HttpResponse:
    """The deputy writes down cause and urging of one order, and goes on to the next that lacks them."""
    _roles(request)
    case = case_for(actor_of(request), Order.code, number)
    form = fields.form_for(Order.explain_delay, case, case.order, request.POST)
    key = request.POST.get("key")
    try:
        moves.take(
            Order.explain_delay, case.pk, by=actor_of(request), given=form.typed(), key=f"web:{key}" if key else None
        )
    except Refused as refused:
        form.wrong = refused.fields
        return _summary_page(request, refused=refused, form=form, number=number)
    messages.success(request, _("{number}: the leader in charge is urged.").format(number=number))
    return redirect("complaints:overdue")


def _summary_page(
    request: HttpRequest, *, refused: Refused | None = None, form: fields.StepForm | None = None, number: str = ""
) -> HttpResponse:
    roles, now = _roles(request), clock.now()
    shown = _summary_of(request.GET.get("on", ""))
    items = list(overdue.items_of(shown)) if shown else []
    is_today = shown is not None and shown.on == clock.day_of(now)
    chosen = _chosen(items, number or request.GET.get("item", ""))
    may_explain = Role.GROUP_DGM in roles and is_today and chosen is not None and chosen.urged_at is None
    if may_explain and form is None and chosen is not None:
        form = fields.form_for(Order.explain_delay, chosen.order.case, chosen.order)
    context = {
        "summary": shown,
        "items": items,
        "left": sum(item.urged_at is None for item in items),
        "chosen": chosen,
        "form": form if may_explain else None,
        "refused": refused,
        "may_confirm": Role.GROUP_AGENT in roles and shown is not None and shown.confirmed_at is None,
        "may_urge": Role.GROUP_GM in roles,
        "serious": overdue.serious_today(now) if is_today else [],
        "days": list(OverdueSummary.objects.order_by("-on").values_list("on", flat=True)[:14]),
    }
    status = status_of(refused) if refused else 200
    return render(request, "complaints/discipline/overdue.html", context, status=status)


def _summary_of(on: str) -> OverdueSummary | None:
    found = OverdueSummary.objects.select_related("confirmed_by").order_by("-on")
    day = _day(on)
    return (found.filter(on=day) if day else found).first()


def _chosen(items: list[OverdueItem], number: str) -> OverdueItem | None:
    """The order named in the address, else the first that the deputy has still to look into."""
    named = next((item for item in items if item.order.case.number == number), None)
    return named or next((item for item in items if item.urged_at is None), items[0] if items else None)


@for_staff
@require_safe
def ladder(request: HttpRequest, number: str) -> HttpResponse:
    """Who was told what when about one order, rung by rung."""
    _roles(request)
    case = case_for(actor_of(request), Order.code, number)
    return render(request, "complaints/discipline/ladder.html", {"case": case, "rungs": rungs(case)})


# ---- the week ------------------------------------------------------------


@for_staff
@require_safe
def carried(request: HttpRequest) -> HttpResponse:
    """The week's list, broken down, with the meeting it leads to."""
    return _carried_page(request)


def _carried_page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    roles = _roles(request)
    weeks = carrying.weeks()
    week = _day(request.GET.get("week", "")) or (weeks[0] if weeks else None)
    rows = list(carrying.listed(week)) if week else []
    meeting = _meeting_of(week) if week else None
    context = {
        "week": week,
        "weeks": weeks,
        "rows": rows,
        "breakdowns": _breakdowns(week) if week else [],
        "meeting": meeting,
        "may_call": Role.GROUP_GM in roles and meeting is None and bool(rows),
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return render(request, "complaints/discipline/carried.html", context, status=status)


def _meeting_of(week: date) -> MeetingRecord | None:
    return MeetingRecord.objects.filter(kind=MeetingKind.WEEKLY, period=week).select_related("case").first()


def _breakdowns(week: date) -> list[tuple[str, list[tuple[str, int]]]]:
    parts: list[tuple[str, str, dict[str, Any]]] = [
        (_("By first responsible department"), "order__first_department", dict(Department.choices)),
        (_("By type"), "order__type", dict(ComplaintType.choices)),
        (_("By cause of the delay"), "cause", {"": _("not looked into yet"), **dict(DelayCause.choices)}),
    ]
    return [
        (title, [(str(words.get(value, value)), count) for value, count in carrying.breakdown(week, field)])
        for title, field, words in parts
    ]


@for_staff
@require_safe
def carried_workbook(request: HttpRequest, week: str) -> HttpResponse:
    """The week's list as a workbook."""
    _roles(request)
    day = _day(week)
    if day is None:
        raise Refused(_("This is no day."), Why.NOT_FOUND)
    columns = [_("Order"), _("Project"), _("Company"), _("Type"), _("First responsible"), _("Person responsible"),
               _("Days since issue"), _("Late by, days"), _("Progress, %"), _("Cause of the delay")]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            row.order.case.number,
            row.order.case.project.name,
            row.order.company.name,
            row.order.get_type_display(),
            str(row.order.get_first_department_display()),
            row.responsible.name if row.responsible else "",
            row.age_days,
            row.days_late,
            row.percent,
            str(row.get_cause_display()),
        ]
        for row in carrying.listed(day)
    ]
    sheet = Sheet(_("Orders carried over"), f"{day}", columns=columns, rows=rows)
    answer = HttpResponse(as_workbook(sheet), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="carried-over-{day}.xlsx"'
    return answer


@for_staff
@require_POST
def call_weekly(request: HttpRequest, week: str) -> HttpResponse:
    """从周清单一键建会 (S3-31b), by the general manager."""
    if Role.GROUP_GM not in _roles(request):
        raise Refused(_("The special meeting is called by the group's general manager."), Why.WRONG_ROLE)
    day = _day(week)
    if day is None:
        raise Refused(_("This is no day."), Why.NOT_FOUND)
    try:
        case = meetings.call_weekly(day, actor_of(request))
    except Refused as refused:
        return _carried_page(request, refused)
    messages.success(request, _("The meeting is called; everybody concerned is told."))
    return redirect("web:case", case.number)
