"""The registers of complaints handled and of emergencies, their counts, their workbooks; where an emergency begins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.common.numbers import number_in
from shouwen.common.workbooks import XLSX
from shouwen.complaints.flows import Crisis, Handling
from shouwen.complaints.handling import register, rules
from shouwen.complaints.handling.register import DIMENSIONS, Asked
from shouwen.complaints.handling.words import CauseKind, HandlingState
from shouwen.complaints.indicators import reading
from shouwen.complaints.indicators.formulae import COMPANYS
from shouwen.complaints.sheets import as_workbook
from shouwen.complaints.views.people import actor_of, for_staff, person_of
from shouwen.complaints.words import ComplaintType
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves, rulebook
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.people.roles import Department, Role
from shouwen.web.answers import status_of
from shouwen.web.cases import fields
from shouwen.web.cases.list_forms import with_, without
from shouwen.web.models import Export
from shouwen.web.parts import Tab

OF = ("handled", "unsummarised", "emergencies")


@for_staff
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """One of the three lists, newest first, by keys; above it the month's figures and the counts."""
    actor, asked = actor_of(request), Asked.of(request.GET)
    of = _which(request)
    found = _list(of, actor, asked)
    before = number_in(request.GET.get("before"))
    page = found.filter(pk__lt=before) if before else found
    rows = list(page[: register.PAGE + 1])
    older = rows[register.PAGE - 1].pk if len(rows) > register.PAGE else None
    projects = register.projects_of(actor)
    context = {
        "of": of,
        "tabs": _tabs(of, actor),
        "rows": rows[: register.PAGE],
        "form": _filters(request, of, projects),
        "chosen": bool(set(request.GET) - {"of", "before", "by"}),
        "clear_url": f"{request.path}?of={of}",
        "older_url": with_(request.GET, before=older) if older else "",
        "xlsx_url": f"{reverse('complaints:handled_xlsx')}{without(request.GET)}",
        **_figures(actor, asked),
        **(_counts(request, actor, asked, projects) if of == OF[0] else {}),
        "routes": _routes(),
    }
    return render(request, "complaints/handling/register.html", context)


def _which(request: HttpRequest) -> str:
    """Which of the three lists the address asks for; the first where it names none of them."""
    of = request.GET.get("of", "")
    return of if of in OF else OF[0]


def _list(of: str, actor: Actor, asked: Asked) -> Any:
    if of == "emergencies":
        return register.emergencies(actor, asked)
    found = register.handled(actor, asked)
    return found.filter(case__state=HandlingState.CLOSED) if of == "unsummarised" else found


def _tabs(of: str, actor: Actor) -> list[Tab]:
    waiting = len(register.to_summarise(actor).values_list("pk", flat=True)[:100])
    return [
        Tab(_("All complaints"), "?of=handled", current=of == "handled"),
        Tab(_("To be summarised"), "?of=unsummarised", count=waiting, current=of == "unsummarised"),
        Tab(_("Emergencies"), "?of=emergencies", current=of == "emergencies"),
    ]


def _figures(actor: Actor, asked: Asked) -> dict[str, Any]:
    """The company's figures of the month asked for, else of the newest counted; each opens into its cases."""
    places, months = reading.places_of(actor), reading.months()
    report = next((one for one in months if f"{one.month:%Y-%m}" == asked.month), months[0] if months else None)
    if report is None or not places:
        return {"report": None}
    readings = reading.of_place(report, places[0].pk, [formula.code for formula in COMPANYS])
    return {"report": report, "place": places[0], "readings": list(readings.values())}


def _counts(request: HttpRequest, actor: Actor, asked: Asked, projects: list[tuple[int, str]]) -> dict[str, Any]:
    title = next(title for name, title, _field in DIMENSIONS if name == asked.by)
    now = clock.now()
    first, last = register.months_counted(asked, now)
    dimensions = [
        Tab(title, with_(request.GET, by=name), current=name == asked.by) for name, title, _field in DIMENSIONS
    ]
    lines = [
        (line, with_(request.GET, **{"month": f"{last:%Y-%m}", asked.by: line.value}) if line.value else "")
        for line in register.counts(register.counted(actor, asked, now), asked.by, dict(projects))
    ]
    return {"lines": lines, "dimension": title, "dimensions": dimensions, "counted": (first, last)}


def _routes() -> list[tuple[Any, str]]:
    """Who handles what, as the rulebook has it today (S4-CMP-07)."""
    now = clock.now()
    return [
        (quantity.title, str(Role(rulebook.value(quantity, now)).label))
        for quantity in (rules.BY_IMPORTANCE, rules.BY_CONTRACT, rules.IN_GENERAL)
    ]


def _filters(request: HttpRequest, of: str | None, projects: list[tuple[int, str]]) -> forms.Form:
    form = forms.Form(request.GET or None)
    form.fields["of"] = forms.CharField(widget=forms.HiddenInput, initial=of, required=False)
    month = forms.TextInput(attrs={"type": "month"})
    form.fields["month"] = forms.CharField(label=gettext_lazy("Month"), required=False, widget=month)
    choices: list[tuple[str, Any, list[Any]]] = [("project", gettext_lazy("All projects"), projects)]
    if of != "emergencies":
        choices += [
            ("category", gettext_lazy("Category: any"), list(ComplaintType.choices)),
            ("department", gettext_lazy("Department: any"), list(Department.choices)),
            ("cause", gettext_lazy("Cause: any"), list(CauseKind.choices)),
        ]
    if of == "handled":
        choices.append(("state", gettext_lazy("State: any"), list(HandlingState.choices)))
    for name, label, options in choices:
        form.fields[name] = forms.ChoiceField(label=label, choices=[("", label), *options], required=False)
    return form


@for_staff
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The list as asked, as a workbook; who took it out is on record."""
    actor, asked = actor_of(request), Asked.of(request.GET)
    of = _which(request)
    found = _list(of, actor, asked)
    made = register.crisis_sheet(found, asked) if of == "emergencies" else register.sheet(found, asked)
    flow = Crisis.code if of == "emergencies" else Handling.code
    Export.objects.create(
        staff=person_of(request), at=clock.now(), flow=flow, query=request.GET.urlencode()[:400], rows=len(made.rows)
    )
    answer = HttpResponse(as_workbook(made), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{of}-{asked.month or "all"}.xlsx"'
    return answer


# ---- where an emergency begins --------------------------------------------------------------------


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form of the report; nothing of it is lost when it is refused."""
    actor = actor_of(request)
    projects = register.projects_of(actor)
    if not projects:
        raise Refused(_("Emergencies are reported from a project or its company."), Why.WRONG_ROLE)
    form = _alarm(request.POST or None, projects, request.GET.get("project", ""))
    refused: Refused | None = None
    if request.method == "POST":
        try:
            done = _begun(request, actor, form, projects)
        except Refused as told:
            refused, form.wrong = told, told.fields
        else:
            messages.success(request, _("{number} is reported; the leadership has been told.").format(
                number=done.case.number
            ))  # fmt: skip
            return redirect("web:case", done.case.number)
    context = {"step": Crisis.report, "form": form, "refused": refused}
    return render(request, "complaints/discipline/begin.html", context, status=status_of(refused) if refused else 200)


def _alarm(data: Any, projects: list[tuple[int, str]], chosen: str) -> fields.StepForm:
    form = fields.form_for(Crisis.report, None, None, data)
    options = [("", "—"), *((str(pk), name) for pk, name in projects)]
    place = forms.ChoiceField(label=gettext_lazy("Project"), choices=options)
    form.fields = {"project": place, **form.fields}
    if data is None:
        form.initial = {"project": chosen or (str(projects[0][0]) if len(projects) == 1 else "")}
    return form


def _begun(request: HttpRequest, actor: Actor, form: fields.StepForm, projects: list[tuple[int, str]]) -> moves.Done:
    typed = form.typed()
    wanted = str(typed.pop("project", ""))
    if wanted not in {str(pk) for pk, _name in projects}:
        says = _("Choose the project.")
        raise Refused(says, Why.BAD_PAYLOAD, {"project": [says]})
    project = Project.objects.select_related("org", "region").get(pk=int(wanted))
    key = f"crisis:{request.POST.get('key', '')}"[:64] if request.POST.get("key") else None
    return moves.start(Crisis.report, moves.Place(project), by=actor, given=typed, key=key)
