"""Taking a step: a form made from the flow's declaration, and the one door behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.common.numbers import number_in
from shouwen.common.remembering import remembering
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Step, flow_named
from shouwen.kernel.models import Case, Evidence
from shouwen.web.answers import refused_page
from shouwen.web.cases import fields, panels, proofs
from shouwen.web.cases.facts import Known, known_of
from shouwen.web.cases.obstacles import why_not
from shouwen.web.cases.reading import case_for
from shouwen.web.cases.views import actor_of
from shouwen.web.taking_back import say_done


@dataclass
class Attempt:
    """One person at one step of one case."""

    request: HttpRequest
    actor: Actor
    case: Case
    step: Step[Any]
    record: Any

    @property
    def here(self) -> str:
        return reverse("web:case", args=[self.case.number])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The form of a step, and taking it. A refusal is the same page with status 422 and everything typed kept."""
    actor = actor_of(request)
    case = case_for(actor, number)
    wanted = flow_named(case.flow).steps.get(name)
    if wanted is None or wanted.hidden or wanted.starts_case:
        raise Http404
    record = wanted.flow.record._default_manager.get(case_id=case.pk)
    record.case = case  # type: ignore[attr-defined] # every record has its case, one to one
    attempt = Attempt(request, actor, case, wanted, record)
    return _take(attempt) if request.method == "POST" else _offer(attempt)


def _offer(attempt: Attempt) -> HttpResponse:
    refused = why_not(attempt.step, attempt.actor, attempt.case, attempt.record)
    if refused is not None:
        return refused_page(attempt.request, refused, way_back=attempt.here)
    own = panels.own_page_of(attempt.step.code, attempt.case)
    if own:
        return redirect(own)
    form = fields.form_for(attempt.step, attempt.case, attempt.record)
    return _page(attempt, form, proofs.Received(), key=str(uuid4()))


def _take(attempt: Attempt) -> HttpResponse:
    request, step = attempt.request, attempt.step
    key = request.POST.get("key") or str(uuid4())
    form = fields.form_for(step, attempt.case, attempt.record, request.POST)
    received = _received(attempt)
    try:
        if received.refused:
            raise received.refused
        done = moves.take(
            step,
            attempt.case.pk,
            by=attempt.actor,
            given=_given(request, step, form),
            proofs=[*received.ids, *(piece.pk for piece in _from_the_customer(attempt, form))],
            key=f"web:{key}",
            version=_version(attempt),
            occurred_at=_occurred_at(request),
        )
    except Refused as refused:
        if refused.code == Why.NOT_FOUND:
            raise Http404 from refused
        form.wrong = refused.fields
        return _page(attempt, form, received, key=key, refused=refused)
    say_done(request, _("Done: {step}.").format(step=step.title), step, done)
    return _back_to_the_case(attempt)


def _received(attempt: Attempt) -> proofs.Received:
    """The files of the request; nobody stores any for a step that is not theirs."""
    if not attempt.step.by.may(attempt.actor, attempt.case, clock.now()):
        return proofs.Received()
    return proofs.receive(attempt.request, attempt.step, attempt.actor, attempt.case)


def _from_the_customer(attempt: Attempt, form: fields.StepForm) -> list[Evidence]:
    return proofs.from_the_customer(attempt.step, attempt.record, attempt.case, form.typed())


def _given(request: HttpRequest, step: Step[Any], form: fields.StepForm) -> dict[str, Any]:
    given = form.typed()
    if fields.asks_for_place(step.takes):
        place = {"latitude": request.POST.get("lat"), "longitude": request.POST.get("lon")}
        given |= {name: value for name, value in place.items() if value}
    reasons = [request.POST.get(f"{proofs.NAME}{kind}_reason", "").strip() for kind in step.signs]
    if "unsigned_reason" in step.takes.model_fields and any(reasons):
        given.setdefault("unsigned_reason", next(reason for reason in reasons if reason))
    return given


def _version(attempt: Attempt) -> int | None:
    """Which page it was taken from; none for what a device reports late: it happened, whatever else did meanwhile."""
    late = attempt.step.trusts and attempt.request.headers.get("X-Outbox") == "late"
    version = "" if late else attempt.request.POST.get("version", "")
    return number_in(version)


def _occurred_at(request: HttpRequest) -> datetime | None:
    """When a device without signal says the step was taken; the step itself decides whether it is believed."""
    try:
        at = datetime.fromisoformat(request.POST.get("occurred_at", ""))
    except ValueError:
        return None
    return at.replace(microsecond=0) if at.tzinfo else None


def _back_to_the_case(attempt: Attempt) -> HttpResponse:
    if attempt.request.headers.get("HX-Request") == "true":
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = attempt.here
        return answer
    return redirect(attempt.here)


def _known(attempt: Attempt) -> Known:
    with remembering():  # the facts ask the organisation for several people
        return known_of(attempt.case, attempt.actor)


def _page(
    attempt: Attempt, form: fields.StepForm, received: proofs.Received, *, key: str, refused: Refused | None = None
) -> HttpResponse:
    kept = proofs.still_unused(received.ids, attempt.actor)
    context = {
        "case": attempt.case,
        "step": attempt.step,
        "form": form,
        "asks": proofs.asks(attempt.step, attempt.record, [*kept, *_from_the_customer(attempt, form)], form.typed()),
        "kept": kept,
        "key": key,
        "known": _known(attempt),
        "refused": refused,
        "asks_for_place": fields.asks_for_place(attempt.step.takes),
        "here": attempt.here,
        "draft": f"step:{attempt.case.number}:{attempt.step.name}",
    }
    status = 422 if refused else 200
    return render(attempt.request, "web/cases/step.html", context, status=status)
