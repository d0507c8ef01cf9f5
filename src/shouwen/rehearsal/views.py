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

from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.errors import Refused, absent
from shouwen.kernel.models import Case
from shouwen.people.roles import Role
from shouwen.rehearsal import bounds, examples
from shouwen.rehearsal.forms import RehearsalForm
from shouwen.rehearsal.outcome import Pair, beside
from shouwen.rehearsal.player import perform
from shouwen.rehearsal.recording import CannotBeRecorded, record
from shouwen.rehearsal.scenario import NotAScenario, parse
from shouwen.web.answers import refused_page
from shouwen.web.desk.asking import person_of
from shouwen.web.posts import expect

MAY = (Role.RULE_OWNER, Role.GROUP_GM)


@dataclass(frozen=True)
class Performed:
    """What came of it: the scenario's title, each thing under the rulebook in force and, where one is tried
    (``is_beside``), under the draft; and how long it took (seconds)."""

    title: str
    pairs: list[Pair]
    is_beside: bool
    seconds: float

    @property
    def differences(self) -> int:
        """How many things went otherwise than written, under the rulebook in force."""
        return sum(pair.now is not None and not pair.now.ok for pair in self.pairs)

    @property
    def moved(self) -> int:
        """How many things the draft changes."""
        return sum(pair.differs for pair in self.pairs) if self.is_beside else 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form, and after it was sent what happened. ``example`` fills it with a bundled scenario, ``record`` with what
    happened to a real case."""
    try:
        expect(request, _("Rules are rehearsed by rule owners and by the general manager."), *MAY)
    except Refused as refused:
        return refused_page(request, refused)
    if request.method != "POST":
        return _begin(request)
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


def _begin(request: HttpRequest) -> HttpResponse:
    """An empty form, one with an example, or one with a real case."""
    number = request.GET.get("record", "").strip().upper()
    if not number:
        return _show(request, RehearsalForm(initial={"text": examples.text_of(request.GET.get("example", ""))}))
    try:
        text = record(_case_called(number, Actor.of(person_of(request))))
    except (CannotBeRecorded, Refused) as wrong:
        return _show(request, RehearsalForm(), wrong=str(wrong), status=422)
    return _show(request, RehearsalForm(initial={"text": text}))


def _case_called(number: str, actor: Actor) -> Case:
    """The case with that number, if the actor may see it. Raises Refused."""
    found = visible_cases(actor).filter(number=number).select_related("parent", "project").first()
    if found is None:
        raise absent()
    return found


class CannotBePlayed(Exception):
    """Why a scenario cannot be played, in the words of whoever wrote it."""


def _perform(text: str, overrides: dict[str, Any]) -> Performed:
    """Play it within the bounds. CannotBePlayed says where the scenario goes wrong."""
    began = time.monotonic()
    try:
        scenario = parse(text)
        bounds.check(scenario)
        with bounds.within():
            checks = perform(scenario)
            tried = perform(scenario.under(overrides)) if overrides else checks
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
    return Performed(scenario.scenario, beside(checks, tried), bool(overrides), time.monotonic() - began)


def _show(
    request: HttpRequest,
    form: RehearsalForm,
    *,
    performed: Performed | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    number = request.GET.get("record", "")[:40]
    context = {"form": form, "examples": examples.titles(), "performed": performed, "wrong": wrong, "number": number}
    return render(request, "rehearsal/page.html", context, status=status)
