"""The monthly assessment of the project service centres: sheets, papers, and the scheme they follow (S3-39d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.common.workbooks import XLSX
from shouwen.complaints import sheets
from shouwen.complaints.indicators import papers, reading, schemes
from shouwen.complaints.indicators.formulae import assessable, formula_named
from shouwen.complaints.indicators.month import following, month_of
from shouwen.complaints.indicators.reading import Reading
from shouwen.complaints.models import MonthReport
from shouwen.complaints.views.bulletin import download
from shouwen.complaints.views.figures import report_named
from shouwen.complaints.views.people import actor_of, for_staff
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, absent
from shouwen.people.models import OrgUnit
from shouwen.people.roles import OrgKind
from shouwen.web.answers import status_of


@dataclass(frozen=True)
class Row:
    """One service centre's line: its score, and the scheme's indicators in their order."""

    org: OrgUnit
    score: Reading
    readings: Sequence[Reading]


@for_staff
@require_safe
def centres(request: HttpRequest, month: str) -> HttpResponse:
    """The score sheets of the reader's service centres in one table: an indicator of the scheme is a column."""
    report = report_named(month)
    orgs = {org.pk: org for org in reading.places_of(actor_of(request)) if org.kind == OrgKind.PROJECT}
    found = reading.of_places(report, list(orgs), [*report.scheme, "centre_score"])
    counted = [
        Row(org, one, [found[pk][code] for code in schemes.in_order(report.scheme)])
        for pk, org in orgs.items()
        if (one := found[pk]["centre_score"]).value is not None
    ]
    rows = sorted(counted, key=lambda row: -(row.score.value or 0))
    context = {"report": report, "rows": rows, "columns": _columns(report), "is_whole": reading.is_whole(report)}
    context["may_keep"] = schemes.may_keep(actor_of(request))
    return render(request, "complaints/indicators/centres.html", context)


def _columns(report: MonthReport) -> list[tuple[str, str]]:
    return [(_title(code), share) for code, share in schemes.in_order(report.scheme).items()]


def _title(code: str) -> str:
    formula = formula_named(code)
    return str(formula.title) if formula else code


@for_staff
@require_safe
def paper(request: HttpRequest, month: str, pk: int, form: str) -> HttpResponse:
    """One centre's score sheet, to print or to keep."""
    report = report_named(month)
    org = next((org for org in reading.places_of(actor_of(request)) if org.pk == pk), None)
    sheet = papers.score_sheet(report, org) if org else None
    if sheet is None or form not in ("pdf", "xlsx"):
        raise absent()
    if form == "pdf":
        return download(sheets.as_pdf(sheet), "application/pdf", f"assessment-{month}-{pk}.pdf")
    return download(sheets.as_workbook(sheet), XLSX, f"assessment-{month}-{pk}.xlsx")


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def scheme(request: HttpRequest) -> HttpResponse:
    """The indicators and weights from next month on; saved only when they add up to 100 %."""
    actor = actor_of(request)
    if not schemes.may_keep(actor):
        raise absent()
    if request.method != "POST":
        return _form(request, schemes.scheme_of(following(month_of(clock.now()))))
    shares = {
        f.code: request.POST.get(f.code, "").strip() for f in assessable() if request.POST.get(f.code, "").strip()
    }
    try:
        schemes.decide(shares, actor)
    except Refused as refused:
        return _form(request, shares, status_of(refused), refused=refused)
    messages.success(request, _("Saved; it counts from next month on."))
    return redirect("complaints:assessment_scheme")


def _form(request: HttpRequest, shares: Mapping[str, str], status: int = 200, **more: Any) -> HttpResponse:
    rows = [{"formula": formula, "share": shares.get(formula.code, "")} for formula in assessable()]
    context = {"rows": rows, "from_month": following(month_of(clock.now())), **more}
    return render(request, "complaints/indicators/scheme.html", context, status=status)
