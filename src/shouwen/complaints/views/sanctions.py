"""The register of sanctions, and where a case of poor handling, a clue or a complaint about a specialist begins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.common.numbers import number_in
from shouwen.common.workbooks import XLSX
from shouwen.complaints import parties, sanctions
from shouwen.complaints.discipline import clues, openings, register
from shouwen.complaints.discipline.openings import CENTRE
from shouwen.complaints.discipline.register import Asked
from shouwen.complaints.discipline.words import SanctionCode, SanctionState
from shouwen.complaints.flows import AboutAgent, Discipline, Sanctioning
from shouwen.complaints.models import ComplaintRecord, OrderRecord, Sanction
from shouwen.complaints.sheets import as_workbook
from shouwen.complaints.views.people import actor_of, case_for, for_staff, person_of, served_projects
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.roles import OrgKind, Role
from shouwen.web.answers import status_of
from shouwen.web.cases import fields
from shouwen.web.cases.list_forms import with_, without
from shouwen.web.desk.asking import words_of

STARTS: dict[str, Step[Any]] = {
    "failure": Sanctioning.bring,
    "clue": Discipline.report,
    "specialist": AboutAgent.report,
}
LOOK = "look"  # the button that only looks up whom the complaint may concern


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """The register, newest first, by keys; with what is the reader's to decide on top.

    A name is posted, for no address may hold it; of several people of that name the reader chooses one.
    """
    actor, now = actor_of(request), clock.now()
    asked, words = Asked.of(request.GET), words_of(request)
    readable = register.register_for(actor, now)
    people = register.people_in(readable, words)
    if len(people) == 1:
        return redirect(f"{request.path}{with_(request.GET, person=people[0].staff_no)}")
    found = register.answering(readable, asked)
    if before := number_in(request.GET.get("before")):
        found = found.filter(pk__lt=before)
    rows = list(found[: register.PAGE + 1])
    older = rows[register.PAGE - 1].pk if len(rows) > register.PAGE else None
    waiting = register.to_decide(actor, now) if not before else []
    context = {
        "rows": [(row, register.state_of(row), register.company_of(row)) for row in rows[: register.PAGE]],
        "waiting": waiting,
        "form": _filters(request),
        "chosen": bool(request.GET),
        "chips": _person_chosen(request, asked),
        "words": words,
        "people": [(one, with_(request.GET, person=one.staff_no)) for one in people],
        "older_url": with_(request.GET, before=older) if older else "",
        "xlsx_url": f"{reverse('complaints:sanctions_xlsx')}{without(request.GET)}",
        "may_begin": bool(parties.roles_of(actor, now) & CENTRE),
        "may_pass_on": _may_begin(request, "specialist", actor),
    }
    return render(request, "complaints/discipline/register.html", context)


@for_staff
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The register as asked, as a workbook."""
    asked = Asked.of(request.GET)
    found = register.answering(register.register_for(actor_of(request), clock.now()), asked)
    answer = HttpResponse(as_workbook(register.sheet(found, asked)), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="sanctions-{asked.month or "all"}.xlsx"'
    return answer


def _filters(request: HttpRequest) -> forms.Form:
    companies = OrgUnit.objects.filter(kind__in=[OrgKind.REGIONAL_COMPANY, OrgKind.PROPERTY_COMPANY]).order_by("name")
    form = forms.Form(request.GET or None)
    choices: list[tuple[str, Any, list[Any]]] = [
        ("code", gettext_lazy("Line of the table: any"), list(SanctionCode.choices)),
        ("state", gettext_lazy("State: any"), list(SanctionState.choices)),
        (
            "company",
            gettext_lazy("All companies"),
            [(str(pk), name) for pk, name in companies.values_list("id", "name")],
        ),
    ]
    for name, label, options in choices:
        form.fields[name] = forms.ChoiceField(label=label, choices=[("", label), *options], required=False)
    month = forms.TextInput(attrs={"type": "month"})
    form.fields["month"] = forms.CharField(label=gettext_lazy("Month"), required=False, widget=month)
    form.fields["person"] = forms.CharField(required=False, widget=forms.HiddenInput)
    return form


def _person_chosen(request: HttpRequest, asked: Asked) -> list[dict[str, str]]:
    person = Staff.objects.filter(staff_no=asked.person).first() if asked.person else None
    return [{"text": person.name, "remove_url": without(request.GET, "person")}] if person else []


# ---- where a case begins ------------------------------------------------------------


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, what: str) -> HttpResponse:
    """The form of the step that opens the case; who may not take it is told so before anything is typed."""
    step = STARTS.get(what)
    if step is None:
        raise Http404
    actor = actor_of(request)
    if not _may_begin(request, what, actor):
        raise Refused(_("“{step}” is for: {who}.").format(step=step.title, who=step.by.label), Why.WRONG_ROLE)
    if request.method != "POST":
        return _form_page(request, step, _form(step, actor, None, _text(request)))
    form = _form(step, actor, request.POST)
    if LOOK in request.POST:
        return _looked_up(request, step, form, actor)
    try:
        done = moves.start(step, _place(what, form.typed(), actor), by=actor, given=form.typed(), key=_key(request))
    except Refused as refused:
        form.wrong = refused.fields
        return _form_page(request, step, form, refused)
    messages.success(request, _("{number} is with the group's service centre.").format(number=done.case.number))
    return redirect("web:case", done.case.number) if scope_of(actor).covers(done.case) else redirect("/")


@for_staff
@require_POST
def turn(request: HttpRequest, number: str) -> HttpResponse:
    """处分转为查处案件 (S3-37b, S3-37d); a second press leads to the same case."""
    actor = actor_of(request)
    case = case_for(actor, Sanctioning.code, number)
    if not openings.may_open(actor):
        raise Refused(
            _("“{step}” is for: {who}.").format(step=Discipline.report.title, who=Discipline.report.by.label),
            Why.WRONG_ROLE,
        )
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)  # a double press waits here and finds the first one's case
        opened = clues.open_from(Sanction.objects.get(case=case), clock.now())
    return redirect("web:case", opened.number)


def _text(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.GET.items()}


def _form(step: Step[Any], actor: Actor, data: Any, known: dict[str, str] | None = None) -> fields.StepForm:
    """The form of a step that has no case of its own yet; its choices are those of the complaint it is about."""
    number = (known or {}).get("complaint") or (data or {}).get(f"{fields.PREFIX}-complaint", "")
    about = _complaint_about(number, actor)
    form = fields.form_for(step, about.case if about else None, None, data)
    if known:
        form.initial = {name: value for name, value in known.items() if name in form.fields}
    return form


def _looked_up(request: HttpRequest, step: Step[Any], form: fields.StepForm, actor: Actor) -> HttpResponse:
    """The form as typed, with the people of the complaint it names: who took it may be no specialist (S3-11a)."""
    number = str(form.typed().get("complaint", ""))
    if not number or _complaint_about(number, actor):
        return _form_page(request, step, form)
    says = _("There is no complaint {number}.").format(number=number)
    form.wrong = {"complaint": [says]}
    return _form_page(request, step, form, Refused(says, Why.BAD_PAYLOAD, form.wrong))


def _may_begin(request: HttpRequest, what: str, actor: Actor) -> bool:
    """The group's service centre; a specialist may also pass on what a customer says of a colleague."""
    roles = parties.roles_of(actor, clock.now())
    if what == "specialist":
        return Role.GROUP_AGENT in roles or bool(served_projects(person_of(request)))
    return bool(roles & CENTRE)


def _place(what: str, typed: dict[str, Any], actor: Actor) -> moves.Place:
    """By the order or complaint it is about, else where the person works; a specialist's own project."""
    now, to = clock.now(), number_in(str(typed.get("to", "")))
    if to is None:
        says = _("Choose a person.")
        raise Refused(says, Why.BAD_PAYLOAD, {"to": [says]})
    if what == "specialist":
        return _place_of_the_complaint(typed, actor) or sanctions.place_for(to, None, now)
    numbers = str(typed.get("order") or typed.get("orders") or "").upper().split()
    order = OrderRecord.objects.filter(case__number__in=numbers[:1]).select_related("case__project").first()
    return sanctions.place_for(to, order, now)


def _place_of_the_complaint(typed: dict[str, Any], actor: Actor) -> moves.Place | None:
    about = _complaint_about(str(typed.get("complaint", "")), actor)
    if about is not None:
        return moves.Place(about.case.project, about.case.unit, about.case.customer, agent=actor.staff)
    served = served_projects(actor.staff) if actor.staff else []
    if not served:
        return None
    return moves.Place(Project.objects.select_related("org").get(pk=served[0]), agent=actor.staff)


def _complaint_about(number: str, actor: Actor) -> ComplaintRecord | None:
    """The complaint of that number within the actor's scope."""
    found = ComplaintRecord.objects.filter(case__number=number.strip().upper())
    about = found.select_related("case__project", "case__customer").first() if number.strip() else None
    return about if about is not None and scope_of(actor).covers(about.case) else None


def _key(request: HttpRequest) -> str | None:
    key = request.POST.get("key")
    return f"web:{key}" if key else None


def _form_page(
    request: HttpRequest, step: Step[Any], form: fields.StepForm, refused: Refused | None = None
) -> HttpResponse:
    context = {"step": step, "form": form, "refused": refused, "look": LOOK if step is AboutAgent.report else ""}
    return render(request, "complaints/discipline/begin.html", context, status=status_of(refused) if refused else 200)
