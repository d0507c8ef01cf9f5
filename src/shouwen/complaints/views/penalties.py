"""What the ranking proposes, for the general manager to decide (S3-16d)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from pydantic import ValidationError

from shouwen.complaints import sanctions
from shouwen.complaints.supervision_payloads import PersonDecision
from shouwen.complaints.views.people import actor_of, for_staff
from shouwen.complaints.words import PersonMeasure
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.web.answers import status_of


@for_staff
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """The open proposals, oldest first."""
    sanctions.expect_decider(actor_of(request), clock.now())
    return _page(request)


@for_staff
@require_POST
def decide_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide what the ranking proposes."""
    sanctions.expect_decider(actor_of(request), clock.now())
    try:
        sanctions.decide_proposal(pk, _decision(request), actor_of(request))
    except Refused as refused:
        return _page(request, status_of(refused), refused=refused, here=pk, typed=request.POST)
    messages.success(request, _("Decided; the person is told."))
    return redirect("complaints:proposals")


def _decision(request: HttpRequest) -> PersonDecision:
    given = {name: request.POST.get(name) or None for name in ("measure", "grades", "opinion")}
    try:
        return PersonDecision.model_validate(given)
    except ValidationError:
        raise Refused(_("Choose a measure and give your opinion."), Why.BAD_PAYLOAD) from None


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {"proposals": sanctions.open_proposals(), "measures": PersonMeasure.choices, **more}
    return render(request, "complaints/proposals.html", context, status=status)
