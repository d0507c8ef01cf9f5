"""Ten seconds to take a decision back: the offer beside "done", and the address that does it (ui.md §6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.kernel import moves
from shouwen.kernel.errors import Refused
from shouwen.kernel.flows import Step
from shouwen.web.answers import refused_page
from shouwen.web.desk.asking import actor_of

OFFER = "take-back:"


def say_done(request: HttpRequest, words: str, step: Step[Any], done: moves.Done) -> None:
    """Say on the next page that the step was taken; with the offer where it can be taken back."""
    offered = step.can_be_taken_back and not done.repeated
    messages.success(request, words, extra_tags=f"{OFFER}{done.event_id}" if offered else "")


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what the person decided by that event; the case is opened, to be decided anew."""
    try:
        case = moves.take_back(pk, by=actor_of(request))
    except Refused as refused:
        return refused_page(request, refused)
    messages.info(request, _("{number}: taken back. Nothing was sent.").format(number=case.number))
    return redirect("web:approval", case.number)
