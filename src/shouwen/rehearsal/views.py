"""The page 演练: play a scenario through the real flows, see what was expected and what happened; nothing stays."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.kernel.errors import Refused
from shouwen.people.roles import Role
from shouwen.rehearsal import bounds, examples
from shouwen.rehearsal.forms import RehearsalForm
from shouwen.rehearsal.outcome import Check
from shouwen.rehearsal.player import perform
from shouwen.rehearsal.scenario import NotAScenario, parse
from shouwen.web.answers import refused_page
from shouwen.web.posts import expect

MAY = (Role.RULE_OWNER, Role.GROUP_GM)


@dataclass(frozen=True)
class Performed:
    """What came of it: the scenario's title, each check, how many went otherwise, and how long it took (seconds)."""

    title: str
    checks: list[Check]
    seconds: float

    @property
    def differences(self) -> int:
        return sum(not check.ok for check in self.checks)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form, and after it was sent what happened. ``example`` fills it with a bundled scenario."""
    try:
        expect(request, _("Rules are rehearsed by rule owners and by the general manager."), *MAY)
    except Refused as refused:
        return refused_page(request, refused)
    if request.method != "POST":
        return _show(request, RehearsalForm(initial={"text": examples.text_of(request.GET.get("example", ""))}))
    form = RehearsalForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    text = form.cleaned_data["text"]
    shown = RehearsalForm(initial={"text": text, "entry": form.cleaned_data["entry"]})
    try:
        performed = _perform(text, form.overrides())
    except CannotBePlayed as wrong:
        return _show(request, shown, wrong=str(wrong), status=422)
    return _show(request, shown, performed=performed)


class CannotBePlayed(Exception):
    """Why a scenario cannot be played, in the words of whoever wrote it."""


def _perform(text: str, overrides: dict[str, Any]) -> Performed:
    """Play it within the bounds. CannotBePlayed says where the scenario goes wrong."""
    began = time.monotonic()
    try:
        scenario = parse(text)
        bounds.check(scenario)
        scenario = scenario.model_copy(update={"overrides": {**scenario.overrides, **overrides}})
        with bounds.within():
            checks = perform(scenario)
    except KeyError as nobody:
        raise CannotBePlayed(_("Nobody of the cast is called {name}.").format(name=nobody)) from nobody
    except bounds.TookTooLong as late:
        raise CannotBePlayed(
            _("The rehearsal was ended after {seconds:.0f} seconds; shorten the story.").format(seconds=bounds.SECONDS)
        ) from late
    except DatabaseError as wrong:
        raise CannotBePlayed(_("The database would not take it: {what}").format(what=str(wrong)[:200])) from wrong
    except (NotAScenario, Refused) as wrong:
        raise CannotBePlayed(str(wrong)) from wrong
    return Performed(scenario.scenario, checks, time.monotonic() - began)


def _show(
    request: HttpRequest,
    form: RehearsalForm,
    *,
    performed: Performed | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "examples": examples.titles(), "performed": performed, "wrong": wrong}
    return render(request, "rehearsal/page.html", context, status=status)
