"""Leads: any employee reports what a customer said; the project's counter takes it down (第六条)."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.centres import leads, origins, parties, proofs
from shouwen.centres.leads import Told
from shouwen.centres.models import Lead
from shouwen.centres.views.people import (
    SHOWN,
    actor_of,
    file_of,
    for_staff,
    for_the_group,
    inbox_tabs,
    person_of,
)
from shouwen.common.numbers import number_in
from shouwen.estate.models import Project
from shouwen.kernel import clock, evidence_views
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused
from shouwen.web.answers import status_of


@for_staff
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The counter's queue; for everybody else what became of one's own reports."""
    person = person_of(request)
    found = leads.leads_for(person)
    only = request.GET.get("show", "open" if _takes_down(request) else "all")
    if only == "open":
        found = found.filter(complaint=None)
    before = number_in(request.GET.get("before"))
    if before:
        found = found.filter(pk__lt=before)
    some = list(found.order_by("-id")[: SHOWN + 1])
    served = parties.served_projects(person)
    context = {
        "tabs": inbox_tabs(request),
        "rows": [(lead, _counter(lead, served)) for lead in some[:SHOWN]],
        "show": only,
        "older_url": f"?show={only}&before={some[SHOWN - 1].pk}" if len(some) > SHOWN else "",
    }
    return render(request, "centres/leads.html", context)


def _takes_down(request: HttpRequest) -> bool:
    person = person_of(request)
    return bool(parties.served_projects(person)) or parties.is_of_the_group(person)


def _counter(lead: Lead, served: list[int]) -> str:
    """Where this person takes the lead down; empty when it is done, or not this person's counter."""
    if lead.complaint_id or lead.project_id not in served:
        return ""
    return origins.counter_for(f"lead:{lead.pk}")


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form, made for a phone: where, who, what was said, a photo."""
    if request.method != "POST":
        return _form(request, str(uuid4()))
    key = request.POST.get("key") or str(uuid4())
    try:
        lead = _submitted(request, key)
    except Refused as refused:
        return _form(request, key, refused)
    messages.success(request, _("Thank you. The service centre of {project} has it.").format(project=lead.project.name))
    return redirect("centres:leads")


@transaction.atomic
def _submitted(request: HttpRequest, key: str) -> Lead:
    data = request.POST
    key = f"{person_of(request).pk}:{key}"[:60]
    known = Lead.objects.filter(key=key).exists()
    pieces = [] if known else file_of(request, "photo", proofs.LEAD_PHOTO, actor_of(request))
    told = Told(
        number_in(data.get("project")),
        data.get("room", ""),
        data.get("words", ""),
        data.get("customer_name", ""),
        data.get("phone", ""),
        pieces[0] if pieces else None,
    )
    return leads.submit(told, person_of(request), key)


def _form(request: HttpRequest, key: str, refused: Refused | None = None) -> HttpResponse:
    context = {
        "projects": Project.objects.order_by("region__name", "name").select_related("region"),
        "chosen": number_in(request.POST.get("project") or request.GET.get("project")),
        "typed": request.POST,
        "key": key,
        "refused": refused,
    }
    return render(request, "centres/lead.html", context, status=status_of(refused) if refused else 200)


@for_staff
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The photo of a lead, for its reporter, its counter and the group; for everybody else it is absent."""
    lead = leads.leads_for(person_of(request)).filter(pk=pk).select_related("photo__staff").first()
    if lead is None or lead.photo is None or lead.photo.staff is None:
        raise Http404
    return evidence_views.serve_to(Actor.of(lead.photo.staff), lead.photo.pk, "display")


@for_the_group
@require_safe
def omissions(request: HttpRequest) -> HttpResponse:
    """What nobody took down within the limit: possible omissions, the oldest first (第六、十七条)."""
    found = leads.omissions(clock.now())
    context = {
        "tabs": inbox_tabs(request),
        "leads": list(found.leads[:SHOWN]),
        "messages_left": list(found.messages[:SHOWN]),
    }
    return render(request, "centres/omissions.html", context)
