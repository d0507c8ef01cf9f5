"""The register of the 24-hour hotline: messages taken in, listened to, made complaints (第八条)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.centres import leads, origins, parties, proofs
from shouwen.centres.flows import Voice
from shouwen.centres.models import VoiceMessage
from shouwen.centres.views.people import SHOWN, actor_of, file_of, for_staff, inbox_tabs, person_of
from shouwen.centres.words import VoiceState
from shouwen.common.numbers import number_in
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.events import answered_before
from shouwen.kernel.models import Evidence
from shouwen.kernel.reveal import mask_phone
from shouwen.web.answers import status_of


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """What waits first; a message that the hotline did not deliver by itself is taken in here."""
    person = person_of(request)
    served = parties.served_projects(person)
    if not served and not parties.is_of_the_group(person):
        raise Refused(_("The hotline is listened to by the service centres."), Why.WRONG_ROLE)
    if request.method == "POST":
        return _take_in(request, served)
    return _page(request, served)


def _take_in(request: HttpRequest, served: list[int]) -> HttpResponse:
    try:
        done = _left(request)
    except Refused as refused:
        return _page(request, served, refused)
    messages.success(request, _("{number} is taken in.").format(number=done.case.number))
    return redirect("centres:messages")


@transaction.atomic
def _left(request: HttpRequest) -> moves.Done:
    data, by = request.POST, actor_of(request)
    project = Project.objects.select_related("org").filter(pk=number_in(data.get("project")) or 0).first()
    if project is None:
        says = _("Choose the project.")
        raise Refused(says, Why.BAD_PAYLOAD, {"project": [says]})
    key = f"voice:{data['key']}" if data.get("key") else None
    pieces = [] if answered_before(key) else file_of(request, "recording", proofs.HOTLINE_MESSAGE, by)
    given = {name: data[name] for name in ("caller", "ended_at", "seconds") if data.get(name)}
    return moves.start(Voice.leave, moves.Place(project), by=by, given=given, proofs=pieces, key=key)


def _page(request: HttpRequest, served: list[int], refused: Refused | None = None) -> HttpResponse:
    found = leads.messages_for(actor_of(request))
    show = request.GET.get("show", "waiting")
    if show == "waiting":
        found = found.filter(case__state=VoiceState.WAITING)
    before = number_in(request.GET.get("before"))
    if before:
        found = found.filter(pk__lt=before)
    some = list(found.order_by("-case_id")[: SHOWN + 1])
    projects = Project.objects.order_by("name")
    context: dict[str, Any] = {
        "tabs": inbox_tabs(request),
        "rows": _rows(some[:SHOWN], served),
        "show": show,
        "older_url": f"?show={show}&before={some[SHOWN - 1].pk}" if len(some) > SHOWN else "",
        "projects": projects.filter(pk__in=served) if served else projects,
        "chosen": number_in(request.POST.get("project")),
        "now": clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M"),
        "typed": request.POST,
        "key": request.POST.get("key") or str(uuid4()),
        "refused": refused,
    }
    return render(request, "centres/messages.html", context, status=status_of(refused) if refused else 200)


def _rows(some: list[VoiceMessage], served: list[int]) -> list[dict[str, Any]]:
    """The messages with their recordings, in one question more."""
    ids = [message.pk for message in some]
    kept = Evidence.objects.filter(case_id__in=ids, kind=proofs.HOTLINE_MESSAGE).order_by("id")
    recordings = dict(kept.values_list("case_id", "id"))
    return [
        {
            "message": message,
            "caller": mask_phone(message.caller) if message.caller else _("unknown number"),
            "state": VoiceState(message.case.state),
            "recording": recordings.get(message.pk),
            "counter": _counter(message, served),
        }
        for message in some
    ]


def _counter(message: VoiceMessage, served: list[int]) -> str:
    if message.case.state != VoiceState.WAITING or message.case.project_id not in served:
        return ""
    return origins.counter_for(f"voice:{message.pk}")
