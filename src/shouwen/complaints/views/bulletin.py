"""The bulletin of a month: read, publish, confirm, print (S3-38b, S3-38c)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.common.workbooks import XLSX
from shouwen.complaints import parties, sheets
from shouwen.complaints.indicators import bulletin, papers, reading
from shouwen.complaints.models import BulletinReader, MonthReport
from shouwen.complaints.views.figures import month_named, report_named
from shouwen.complaints.views.people import actor_of, for_staff
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import absent
from shouwen.people.roles import OrgKind, Role


@for_staff
@require_safe
def page(request: HttpRequest, month: str) -> HttpResponse:
    """The ranking of projects and companies; a draft only for the group's centre."""
    return _page(request, _readable(request, month))


@for_staff
@require_POST
def recount(request: HttpRequest, month: str) -> HttpResponse:
    """Count the month again, as long as it is not published."""
    bulletin.recount(month_named(month), actor_of(request))
    messages.success(request, _("Counted again."))
    if request.POST.get("back") == "overview":
        return redirect("complaints:indicators")
    return redirect("complaints:bulletin", month)


@for_staff
@require_POST
def publish(request: HttpRequest, month: str) -> HttpResponse:
    """Publish it to every company; the figures are locked from then on."""
    bulletin.publish(month_named(month), request.POST.get("remark", ""), actor_of(request))
    messages.success(request, _("Published; every company is told, and the figures are locked."))
    return redirect("complaints:bulletin", month)


@for_staff
@require_POST
def confirm(request: HttpRequest, month: str) -> HttpResponse:
    """A reader confirms having read it; absent for whom it was not sent to, or who has said so before."""
    if not bulletin.confirm_reading(_readable(request, month), actor_of(request)):
        raise absent()
    messages.success(request, _("Thank you; the group sees that you have read it."))
    return redirect("complaints:bulletin", month)


@for_staff
@require_safe
def paper(request: HttpRequest, month: str, form: str) -> HttpResponse:
    """The bulletin as PDF or workbook."""
    report = _readable(request, month)
    if form == "pdf":
        return download(papers.bulletin_pdf(report), "application/pdf", f"bulletin-{month}.pdf")
    if form == "xlsx":
        return download(sheets.as_workbook(papers.bulletin_sheet(report)), XLSX, f"bulletin-{month}.xlsx")
    raise absent()


def download(body: bytes, kind: str, name: str) -> HttpResponse:
    """A paper to look at or a workbook to keep; never stored on the way."""
    answer = HttpResponse(body, content_type=kind)
    shown = "inline" if kind == "application/pdf" else "attachment"
    answer["Content-Disposition"] = f'{shown}; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _readable(request: HttpRequest, month: str) -> MonthReport:
    report = report_named(month)
    if not bulletin.may_read(report, actor_of(request)):
        raise absent()
    return report


def _page(request: HttpRequest, report: MonthReport) -> HttpResponse:
    actor = actor_of(request)
    projects = bulletin.ranking(report, [OrgKind.PROJECT])
    mine = {org.pk for org in reading.places_of(actor)}
    context: dict[str, Any] = {
        "report": report,
        "facts": papers.facts(report),
        "how": papers.how(),
        "sections": [
            (title, _shown(bulletin.ranking(report, [kind]), mine)) for kind, title in bulletin.SECTIONS.items()
        ],
        "chart": mark_safe(papers.chart(projects)),  # noqa: S308 — drawn by charts, which escapes
        "special": papers.special_orders(report),
        "is_whole": reading.is_whole(report),
        **_rights(report, actor),
    }
    return render(request, "complaints/indicators/bulletin.html", context)


def _shown(placed: list[bulletin.Placed], mine: set[int]) -> list[dict[str, Any]]:
    """Rows; the numbers of one's own places open into their cases."""
    return [{"one": one, "remark": papers.remark(one), "opens": one.org.pk in mine} for one in placed]


def _rights(report: MonthReport, actor: Actor) -> dict[str, Any]:
    in_the_centre = bulletin.works_in_the_centre(actor)
    is_gm = parties.acts_as(actor, Role.GROUP_GM, clock.now())
    mine = BulletinReader.objects.filter(report=report, staff_id=actor.staff_id or 0).first()
    return {
        "may_publish": is_gm and report.published_at is None and reading.is_whole(report),
        "may_recount": in_the_centre and report.published_at is None,
        "readers": bulletin.readers(report) if in_the_centre else [],
        "my_receipt": mine,
    }
