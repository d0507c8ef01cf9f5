"""My penalties with their arithmetic, appeals against them, and what the general manager decides (S3-I05, S3-16d)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from shouwen.complaints import appeals, parties, sanctions, sheets
from shouwen.complaints.jobs import reported_until
from shouwen.complaints.models import PenaltyAppeal
from shouwen.complaints.supervision_payloads import PersonDecision
from shouwen.complaints.views.papers import STATEMENT_READERS
from shouwen.complaints.views.people import actor_of, for_staff, person_of
from shouwen.complaints.words import PersonMeasure
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.people.roles import Role
from shouwen.web.answers import status_of

SHOWN = 100


@for_staff
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The person's own lines; for the general manager also the open appeals and proposals."""
    return _page(request)


@for_staff
@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Appeal against one of one's own lines."""
    try:
        appeals.appeal(pk, person_of(request), request.POST.get("reason", ""))
    except Refused as refused:
        return _refused(request, refused, "line", pk)
    messages.success(request, _("The appeal is with the general manager; you will be told."))
    return redirect("complaints:penalties")


@for_staff
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the penalty stand or waive it, with a reason."""
    appeals.expect_decider(pk, actor_of(request), clock.now())
    try:
        wanted = request.POST.get("decision", "")
        if wanted not in PenaltyAppeal.Decision.values:
            raise Refused(_("Decide one way or the other."), Why.BAD_PAYLOAD)
        decision = PenaltyAppeal.Decision(wanted)
        appeals.decide_appeal(pk, actor_of(request), decision, request.POST.get("reason", ""))
    except Refused as refused:
        return _refused(request, refused, "appeal", pk)
    messages.success(request, _("Decided; the person is told."))
    return redirect("complaints:penalties")


@for_staff
@require_POST
def decide_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide what the ranking proposes."""
    sanctions.expect_decider(actor_of(request), clock.now())
    try:
        sanctions.decide_proposal(pk, _decision(request), actor_of(request))
    except Refused as refused:
        return _refused(request, refused, "proposal", pk)
    messages.success(request, _("Decided; the person is told."))
    return redirect("complaints:penalties")


def _decision(request: HttpRequest) -> PersonDecision:
    given = {name: request.POST.get(name) or None for name in ("measure", "grades", "opinion")}
    try:
        return PersonDecision.model_validate(given)
    except ValidationError:
        raise Refused(_("Choose a measure and give your opinion."), Why.BAD_PAYLOAD) from None


def _refused(request: HttpRequest, refused: Refused, kind: str, pk: int) -> HttpResponse:
    """The page again, the sentence next to the form and what was typed still in it; what is absent stays absent."""
    if refused.code == Why.NOT_FOUND:
        raise refused
    return _page(request, status_of(refused), refused=refused, where={kind: pk}, typed=request.POST)


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    person, actor, now = person_of(request), actor_of(request), clock.now()
    lines, until = appeals.lines_of(person)[:SHOWN], reported_until()
    roles = parties.roles_of(actor, now)
    context = {
        "rows": [(line, appeals.can_appeal(line, until)) for line in lines],
        "appeals": [one for one in appeals.open_appeals() if appeals.may_decide(one.line, actor, now)],
        "decisions": PenaltyAppeal.Decision.choices,
        "proposals": sanctions.open_proposals() if Role.GROUP_GM in roles else [],
        "measures": PersonMeasure.choices,
        "statements": _statements() if roles & set(STATEMENT_READERS) else [],
        **more,
    }
    return render(request, "complaints/penalties.html", context, status=status)


def _statements() -> list[str]:
    """The months that have a statement, newest first."""
    return [f"{clock.local(run.slot):%Y-%m}" for run in sheets.statements()]
