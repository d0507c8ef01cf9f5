"""The quarter's inspections, the units' assessment over a year, the sheet on site, and the checklist (第四十条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.common.numbers import number_in
from shouwen.improvement import checklist, parties, quarters
from shouwen.improvement.flows import SiteInspection
from shouwen.improvement.models import ChecklistItem, Inspection
from shouwen.improvement.refusals import wrong
from shouwen.improvement.views.people import (
    actor_of,
    case_of,
    for_staff,
    for_the_group,
    is_of_the_group,
    person_of,
    seen,
)
from shouwen.improvement.words import InspectionState, RectificationState, UnitKind
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.web.answers import status_of
from shouwen.web.parts import Tab

_QUARTERS = 4
_MOST_POINTS = 100


@dataclass(frozen=True)
class Row:
    """One unit in one quarter; ``late``: the quarter is over and nobody was there."""

    inspection: Inspection
    state: InspectionState
    late: bool
    findings: int
    still_open: int


@for_staff
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every unit of the quarter in the person's scope: inspected or not, its score, what is still to be put right."""
    quarter = _quarter_asked(request)
    mine = seen(Inspection.objects.filter(quarter_on=quarter), actor_of(request))
    rows = _rows(mine)
    context = {
        "tabs": _tabs(quarter),
        "quarter": quarters.name_of(quarter),
        "groups": [(kind, [row for row in rows if row.inspection.kind == kind]) for kind in UnitKind],
        "late": sum(row.late for row in rows),
        "done": sum(row.inspection.inspected_at is not None for row in rows),
        "rows": rows,
        "of_the_group": is_of_the_group(person_of(request)),
    }
    return render(request, "improvement/inspections.html", context)


def _rows(found: Any) -> list[Row]:
    still_open = Q(findings__isnull=False) & ~Q(findings__case__state=RectificationState.CLOSED)
    counted = found.select_related("case", "org", "inspector").annotate(
        all_findings=Count("findings"), open_findings=Count("findings", filter=still_open)
    )
    now = clock.now()
    return [
        Row(one, InspectionState(one.case.state), one.inspected_at is None and now > one.due_at, one.all_findings,
            one.open_findings)
        for one in counted.order_by("org_id")
    ]  # fmt: skip


def _quarter_asked(request: HttpRequest) -> date:
    try:
        return quarters.quarter_of(date.fromisoformat(request.GET.get("quarter", "")))
    except ValueError:
        return quarters.quarter_of(clock.day_of(clock.now()))


def _tabs(chosen: date) -> list[Tab]:
    """This quarter and the three before it."""
    quarter, tabs = quarters.quarter_of(clock.day_of(clock.now())), []
    for _number in range(_QUARTERS):
        url = f"{reverse('improvement:inspections')}?quarter={quarter}"
        tabs.append(Tab(quarters.name_of(quarter), url, current=quarter == chosen))
        quarter = quarters.quarter_before(quarter)
    return tabs


@for_staff
@require_safe
def assessment(request: HttpRequest) -> HttpResponse:
    """单位考核: the scores of the last four quarters, unit by unit (S3-40d)."""
    last = quarters.quarter_of(clock.day_of(clock.now()))
    columns = [last]
    while len(columns) < _QUARTERS:
        columns.insert(0, quarters.quarter_before(columns[0]))
    found = seen(Inspection.objects.filter(quarter_on__in=columns), actor_of(request)).select_related("org", "case")
    units: dict[int, dict[str, Any]] = {}
    for one in found.order_by("kind", "org_id"):
        unit = units.setdefault(one.org_id, {"org": one.org, "kind": UnitKind(one.kind), "by": {}})
        unit["by"][one.quarter_on] = one
    order = list(UnitKind)
    rows = sorted(units.values(), key=lambda unit: order.index(unit["kind"]))
    names = [quarters.name_of(column) for column in columns]
    for unit in rows:
        unit["cells"] = [(name, unit["by"].get(column)) for name, column in zip(names, columns, strict=True)]
    context = {"columns": names, "rows": rows}
    return render(request, "improvement/assessment.html", context)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def carry_out(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet on site: points for every line, in sections by clause; works with one thumb and without script."""
    actor = actor_of(request)
    case = case_of(actor, SiteInspection, number)
    if not parties.GROUP.may(actor, case, clock.now()):
        raise Refused(_("The inspection is carried out by the group's service centre."), Why.WRONG_ROLE)
    inspection = Inspection.objects.select_related("org").get(pk=case.pk)
    if request.method != "POST":
        if case.state != InspectionState.PLANNED:
            return redirect("web:case", number)
        return _sheet(request, inspection, str(uuid4()))
    key = request.POST.get("key") or str(uuid4())
    try:
        moves.take(SiteInspection.carry_out, case.pk, by=actor, given=_marks(request, inspection), key=f"inspect:{key}")
    except Refused as refused:
        return _sheet(request, inspection, key, refused)
    messages.success(request, _("The marks are recorded. Note each finding now, with its photo; then conclude."))
    return redirect("web:case", number)


def _marks(request: HttpRequest, inspection: Inspection) -> dict[str, Any]:
    """The payload from what was posted; a line without points is left out, so that the step misses it."""
    data = request.POST
    lines = checklist.items_for(UnitKind(inspection.kind))
    given = [
        {"item": line.pk, "points": data[f"points_{line.pk}"], "remark": data.get(f"remark_{line.pk}", "")}
        for line in lines
        if data.get(f"points_{line.pk}", "").isdecimal()
    ]
    return {"marks": given, "companions": data.get("companions", ""), "summary": data.get("summary", "")}


def _sheet(request: HttpRequest, inspection: Inspection, key: str, refused: Refused | None = None) -> HttpResponse:
    data = request.POST
    lines = [
        (line, data.get(f"points_{line.pk}", ""), data.get(f"remark_{line.pk}", ""))
        for line in checklist.items_for(UnitKind(inspection.kind))
    ]
    context = {"inspection": inspection, "case": inspection.case, "lines": lines, "typed": data, "key": key}
    status = status_of(refused) if refused else 200
    return render(request, "improvement/carry_out.html", {**context, "refused": refused}, status=status)


@for_the_group
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest, kind: str) -> HttpResponse:
    """The checklist of one kind of unit; a line changed is a new line, so earlier inspections keep their words."""
    if kind not in UnitKind.values:
        raise Http404
    refused: Refused | None = None
    if request.method == "POST":
        try:
            _change(request, UnitKind(kind))
        except Refused as no:
            refused = no
        else:
            messages.success(request, _("The checklist is changed; the next inspection uses it."))
            return redirect("improvement:checklist", kind)
    context = {
        "tabs": [Tab(one.label, reverse("improvement:checklist", args=[one]), current=one == kind) for one in UnitKind],
        "items": checklist.items_for(UnitKind(kind)),
        "kind": UnitKind(kind),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "improvement/checklist.html", context, status=status_of(refused) if refused else 200)


def _change(request: HttpRequest, kind: UnitKind) -> None:
    """Take a line out of use, or add one. Refused for a line without words or points."""
    data = request.POST
    known = checklist.items_for(kind)
    if drop := data.get("drop"):
        if len(known) <= 1:
            raise wrong("drop", _("At least one line stays."))
        ChecklistItem.objects.filter(kind=kind, pk=_number(drop)).update(is_active=False)
        return
    points, text = _number(data.get("most", "")), data.get("text", "").strip()
    if not text or not 0 < points <= _MOST_POINTS:
        raise wrong("text", _("A line needs its words and 1 to 100 points."))
    ChecklistItem.objects.create(
        kind=kind, standard=data.get("standard", "").strip()[:40], text=text[:200], most=points
    )


def _number(text: str) -> int:
    return number_in(text, digits=9) or 0
