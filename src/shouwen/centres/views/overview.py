"""The register of the service centres: which there are, how they stand, which projects lack one (第七、八条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.centres import parties, periods, scans
from shouwen.centres.flows import Centre
from shouwen.centres.models import Device, ServiceCentre
from shouwen.centres.views.people import SHOWN, actor_of, for_staff, for_the_group, group_tabs, person_of
from shouwen.centres.words import CentreState, SetupItem
from shouwen.common.numbers import number_in
from shouwen.estate.models import Phase, Project
from shouwen.kernel import clock, moves
from shouwen.kernel.access import visible_cases
from shouwen.kernel.errors import Refused
from shouwen.people.queries import appointments_at
from shouwen.people.roles import Role
from shouwen.web.answers import status_of


@dataclass(frozen=True)
class Row:
    """One centre as the register shows it."""

    centre: ServiceCentre
    state: str
    is_open: bool
    missing: Sequence[SetupItem]
    specialists: Sequence[str]
    offline: int


@for_staff
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every centre within the person's scope; for the group also the projects that lack theirs."""
    return _page(request)


@for_the_group
@require_POST
def open_centre(request: HttpRequest, project_id: int) -> HttpResponse:
    """A project's centre begins to work, from the list of those that lack one."""
    project = Project.objects.select_related("org").filter(pk=project_id).first()
    if project is None:
        raise Http404
    given = {name: request.POST.get(name, "") for name in ("opened_on", "office", "hotline")}
    try:
        key = request.POST.get("key") or None
        done = moves.start(Centre.open, moves.Place(project), by=actor_of(request), given=given, key=key)
    except Refused as refused:
        return _page(request, refused, project_id)
    messages.success(request, now_("The service centre of {project} is open.").format(project=project.name))
    return redirect("web:case", done.case.number)


def _page(request: HttpRequest, refused: Refused | None = None, project_id: int = 0) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    found = ServiceCentre.objects.filter(case__in=visible_cases(actor).filter(flow=Centre.code))
    before = number_in(request.GET.get("before"))
    if before:
        found = found.filter(pk__lt=before)
    some = list(found.select_related("case__project__region", "successor").order_by("-case_id")[: SHOWN + 1])
    is_group = parties.is_of_the_group(person_of(request))
    every = periods.needs(Project.objects.order_by("region_id", "name"), now) if is_group else []
    context = {
        "tabs": group_tabs(request),
        "rows": _rows(some[:SHOWN]),
        "older_url": f"?before={some[SHOWN - 1].pk}" if len(some) > SHOWN else "",
        "is_group": is_group,
        "lacking": [need for need in every if need.is_lacking],
        "projects": every,
        "today": clock.day_of(now),
        "refused": refused,
        "refused_at": project_id,
        "typed": request.POST,
    }
    return render(request, "centres/overview.html", context, status=status_of(refused) if refused else 200)


def _rows(centres: Sequence[ServiceCentre]) -> list[Row]:
    """Looks, specialists and silent devices of all of them, in three questions."""
    ids = [centre.pk for centre in centres]
    looks = periods.latest_looks(ids)
    orgs = [centre.case.project.org_id for centre in centres]
    serving: dict[int, list[str]] = {}
    posts = appointments_at(clock.now()).filter(role=Role.PROJECT_AGENT, org_id__in=orgs).order_by("starts_at", "id")
    for org, name in posts.values_list("org_id", "staff__name"):
        serving.setdefault(org, []).append(name)
    silent = Device.objects.filter(centre_id__in=ids, is_online=False, retired_at=None).values("centre_id")
    offline = dict(silent.annotate(n=Count("id")).values_list("centre_id", "n"))
    return [
        Row(
            centre,
            str(CentreState(centre.case.state).label),
            centre.case.state == CentreState.OPERATING,
            periods.open_items(looks.get(centre.pk, {})),
            serving.get(centre.case.project.org_id, []),
            offline.get(centre.pk, 0),
        )
        for centre in centres
    ]


# — the dates the period hangs on —


class Dates(forms.Form):
    """Launch, and each phase's planned and actual handover; only the actual one ends a period (S3-07a)."""

    launched_on = forms.DateField(
        label=_("Sales launch"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    new_phase = forms.CharField(label=_("New phase"), required=False, max_length=40)

    def __init__(self, data: Any, project: Project, phases: Sequence[Phase]) -> None:
        super().__init__(data, initial={"launched_on": project.launched_on})
        for phase in phases:
            for name, label in (
                ("handover_planned_on", _("planned handover")),
                ("handed_over_on", _("actual handover")),
            ):
                self.fields[f"{name}_{phase.pk}"] = forms.DateField(
                    label=f"{phase.name} · {label}",
                    required=False,
                    initial=getattr(phase, name),
                    widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                )


@for_the_group
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, project_id: int) -> HttpResponse:
    """The estate's dates, kept by the group because the duty of the centre hangs on them."""
    project = Project.objects.filter(pk=project_id).first()
    if project is None:
        raise Http404
    phases = list(project.phases.order_by("id"))
    form = Dates(request.POST or None, project, phases)
    if request.method == "POST" and form.is_valid():
        _keep_dates(project, phases, form.cleaned_data)
        messages.success(request, now_("The dates are kept; the period follows them from now on."))
        return redirect("centres:dates", project.pk)
    need = next(iter(periods.needs(Project.objects.filter(pk=project.pk), clock.now())))
    context = {"project": project, "form": form, "need": need, "tabs": group_tabs(request)}
    return render(request, "centres/dates.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _keep_dates(project: Project, phases: Sequence[Phase], given: dict[str, Any]) -> None:
    Project.objects.filter(pk=project.pk).update(launched_on=given["launched_on"])
    for phase in phases:
        days: dict[str, date | None] = {
            name: given[f"{name}_{phase.pk}"] for name in ("handover_planned_on", "handed_over_on")
        }
        Phase.objects.filter(pk=phase.pk).update(**days)
    name = given["new_phase"].strip()
    if name and not Phase.objects.filter(Q(project=project, name=name)).exists():
        Phase.objects.create(project=project, name=name)
    for centre in scans.operating().filter(case__project=project):
        scans.follow_the_dates(centre, clock.now())
