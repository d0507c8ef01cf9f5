"""The approvals inbox: the first one open with everything a decision needs; approve or return, and the next opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.common.remembering import remembering
from shouwen.kernel import moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Event
from shouwen.web.answers import status_of
from shouwen.web.cases.facts import chips_of, facts_of
from shouwen.web.cases.history import who
from shouwen.web.cases.panels import Chip, panel_of
from shouwen.web.cases.reading import case_for, fetch_record
from shouwen.web.desk import approvals
from shouwen.web.desk.asking import actor_of, reading
from shouwen.web.desk.kinds import approves
from shouwen.web.parts import Words
from shouwen.web.taking_back import say_done


@dataclass(frozen=True)
class Opened:
    """One approval with what a decision needs: the domain's facts, who handed it in, and what was typed so far."""

    one: approvals.Approval
    facts: list[tuple[Words, Words]]
    chips: list[Chip]
    last: Event | None
    last_by: str
    opinion: str
    reason: str
    key: str
    refused: Refused | None = None


def opened(
    one: approvals.Approval, actor: Actor, typed: dict[str, str] | None = None, refused: Refused | None = None
) -> Opened:
    """The approval, opened. ``typed`` and ``refused``: what was sent and why it was not done."""
    typed = typed or {}
    case = one.case
    fetch_record(case, one.approve.flow, panel_of(case.flow))
    moved = Event.objects.filter(case=case).exclude(to_state="")
    last = moved.select_related("staff", "on_behalf_of", "customer").order_by("-seq").first()
    return Opened(
        one=one,
        facts=facts_of(case, actor),
        chips=chips_of(case),
        last=last,
        last_by=who(last) if last else "",
        opinion=typed.get("opinion", _("Agreed.")),
        reason=typed.get("reason", ""),
        key=typed.get("key") or str(uuid4()),
        refused=refused,
    )


@reading
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that waits for my approval, the first one open."""
    actor = actor_of(request)
    waiting = approvals.waiting_for(actor)
    return render(request, "web/desk/approvals.html", _context(waiting, opened(waiting[0], actor) if waiting else None))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, number: str) -> HttpResponse:
    """One approval open; posted with the name of a ``step`` it is decided and the next one opens."""
    return _decide(request, number) if request.method == "POST" else _show(request, number)


@reading
def _show(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    case = case_for(actor, number)
    one = approvals.approval_of(actor, case)
    if one is None:
        return redirect("web:case", number)
    return render(request, "web/desk/approvals.html", _context(approvals.waiting_for(actor), opened(one, actor)))


def _decide(request: HttpRequest, number: str) -> HttpResponse:
    """Take the step that was on the page: a stale page or a second press is the kernel's to judge."""
    actor = actor_of(request)
    case = case_for(actor, number)
    typed = {name: str(value) for name, value in request.POST.items()}
    step = _step_of(case.flow, typed.get("step", ""))
    given = {"opinion": typed.get("opinion", "")} if approves(step) else {"reason": typed.get("reason", "")}
    try:
        version = int(typed["version"]) if typed.get("version", "").isdecimal() else None
        done = moves.take(step, case.pk, by=actor, given=given, key=typed.get("key") or None, version=version)
    except Refused as refused:
        with remembering():
            return _refused(request, actor, number, typed, refused)
    say_done(request, _("{number}: {step}. Done.").format(number=number, step=step.title), step, done)
    return redirect(_next(request))


def _step_of(flow_code: str, name: str) -> Step[Any]:
    step = next((s for s in approvals.steps_of(flow_code) if s.name == name), None)
    if step is None:
        raise Http404
    return step


def _refused(request: HttpRequest, actor: Actor, number: str, typed: dict[str, str], refused: Refused) -> HttpResponse:
    """The same page with the refusal next to the buttons; without the approval when it is no longer mine."""
    one = approvals.approval_of(actor, case_for(actor, number))
    waiting = approvals.waiting_for(actor)
    if one is None:
        return render(
            request,
            "web/refused.html",
            {"refused": refused, "way_back": reverse("web:approvals")},
            status=status_of(refused),
        )
    typed.pop("key", None)  # what is sent after a refusal is a new request
    context = _context(waiting, opened(one, actor, typed, refused))
    return render(request, "web/desk/approvals.html", context, status=status_of(refused))


def _context(waiting: list[approvals.Approval], shown: Opened | None) -> dict[str, Any]:
    return {"waiting": waiting, "opened": shown, "next_url": reverse("web:approvals")}


def _next(request: HttpRequest) -> str:
    """Back to the page the decision was taken on: there the next approval is open."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else reverse("web:approvals")
