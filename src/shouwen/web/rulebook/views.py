"""The rulebook: browse by clause, propose, look at the effect, decide. Everybody reads; rule owners propose."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shouwen.kernel import clock, rule_changes, rulebook
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import RulebookEntry
from shouwen.kernel.rulebook import Quantity
from shouwen.people.roles import Role
from shouwen.web.answers import refused_page, status_of
from shouwen.web.desk.asking import person_of, reading
from shouwen.web.desk.forms import ReasonForm
from shouwen.web.posts import expect, holds
from shouwen.web.rulebook import further
from shouwen.web.rulebook import reading as shelf
from shouwen.web.rulebook.forms import ProposalForm


@reading
def overview(request: HttpRequest) -> HttpResponse:
    """The clauses, what is to be decided, what is scheduled, what was decided. ``ref`` leads on to its clause."""
    found = shelf.clause_of_ref(request.GET.get("ref", ""))
    if found is not None:
        return redirect("web:rulebook_quantity", found.code)
    context = {"to_decide": shelf.to_decide(), "scheduled": shelf.scheduled(), "decided": shelf.decided()}
    return render(request, "web/rulebook/overview.html", _frame(request) | context)


@reading
def quantity(request: HttpRequest, code: str) -> HttpResponse:
    """One quantity: its clause's numbers, its versions, and the form to propose another value."""
    return _quantity(request, _named(code))


@login_required
@require_POST
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """``do=effect`` shows what the value would move and changes nothing; ``do=propose`` hands it in."""
    found = _named(code)
    try:
        expect(request, _("Proposals are made by rule owners."), Role.RULE_OWNER)
    except Refused as refused:
        return refused_page(request, refused)
    form = ProposalForm(found, rulebook.value(found, clock.now()), request.POST)
    if not form.is_valid():
        return _quantity(request, found, form=form, status=422)
    try:
        return _weigh_or_hand_in(request, found, form)
    except Refused as refused:
        return _quantity(request, found, form=form, refused=refused, status=status_of(refused))


def _weigh_or_hand_in(request: HttpRequest, found: Quantity, form: ProposalForm) -> HttpResponse:
    value = found.checked(form.given())
    if value == rulebook.value(found, form.cleaned_data["valid_from"]):
        raise Refused(_("That is the value already; nothing would change."), Why.BAD_PAYLOAD)
    if request.POST.get("do") == "effect":
        return _quantity(request, found, form=form, effect=_effect(request, found, value))
    given = form.cleaned_data
    made = rule_changes.propose(
        found.code, value, valid_from=given["valid_from"], reason=given["reason"], by=person_of(request)
    )
    messages.success(request, _("The proposal waits for the decision of somebody else."))
    return redirect("web:rulebook_entry", made.pk)


@reading
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal or version with its effect on what is open now."""
    return _entry(request, _found(pk))


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or reject; the kernel sees to it that it is somebody else than the author."""
    found = _found(pk)
    try:
        expect(request, _("Proposals are decided by the general manager or by another rule owner."), *_DECIDE)
        rule_changes.decide(found.pk, approve=request.POST.get("do") == "approve", by=person_of(request))
    except Refused as refused:
        return _entry(request, _found(pk), refused=refused, status=status_of(refused))
    messages.success(request, _("The decision is on record."))
    return HttpResponseRedirect(reverse("web:rulebook_entry", args=[pk]))


@login_required
@require_POST
def replan(request: HttpRequest, pk: int) -> HttpResponse:
    """Move what is open to the value now in force: a decision of its own, with its reason."""
    found, form = _found(pk), ReasonForm(request.POST)
    try:
        expect(request, _("What is open is moved by the general manager."), Role.GROUP_GM)
        if not form.is_valid():
            raise Refused(_("Moving what is open needs a reason."), Why.BAD_PAYLOAD)
        if _version(found).standing != "in_force":
            raise Refused(_("Only a value in force moves what is open."), Why.WRONG_STATE)
        moved = rule_changes.replan_open(found.quantity, reason=form.cleaned_data["reason"], by=person_of(request))
    except Refused as refused:
        return _entry(request, found, refused=refused, status=status_of(refused))
    messages.success(request, ngettext("{n} duty was moved.", "{n} duties were moved.", moved).format(n=moved))
    return HttpResponseRedirect(reverse("web:rulebook_entry", args=[pk]))


_DECIDE = (Role.GROUP_GM, Role.RULE_OWNER)


def _quantity(
    request: HttpRequest,
    found: Quantity,
    *,
    form: ProposalForm | None = None,
    effect: shelf.EffectOnOpen | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    at = _asked_instant(request)
    may_propose = holds(request, Role.RULE_OWNER)
    if form is None and may_propose:
        form = ProposalForm(found, rulebook.value(found, clock.now()))
    frame = _frame(request, found)
    context = {
        "quantity": found,
        "on": request.GET.get("on", ""),
        "at": at,
        "numbers": shelf.numbers([one for one in rulebook.quantities().values() if one.clause == found.clause], at),
        "number": shelf.numbers([found], at)[0],
        "versions": shelf.versions(shelf.entries_of(found.code)),
        "form": form,
        "effect": effect,
        "refused": refused,
        "further": further.links(found),
    }
    return render(request, "web/rulebook/quantity.html", frame | context, status=status)


def _entry(
    request: HttpRequest, found: RulebookEntry, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    named, version = rulebook.quantity_named(found.quantity), _version(found)
    waits = version.standing == "proposed"
    context = {
        "quantity": named,
        "version": version,
        "present": shelf.numbers([named], clock.now())[0],
        "effect": _effect(request, named, found.value) if _weighs(request, version) else None,
        "may_decide": waits and found.proposed_by_id != person_of(request).pk and holds(request, *_DECIDE),
        "may_replan": version.standing == "in_force" and holds(request, Role.GROUP_GM),
        "reason": ReasonForm(),
        "refused": refused,
        "further": further.links(named, found),
    }
    return render(request, "web/rulebook/entry.html", _frame(request, named) | context, status=status)


def _weighs(request: HttpRequest, version: shelf.Version) -> bool:
    """The effect is reckoned for those who propose and decide, and only for what can still have one."""
    return version.standing in ("proposed", "scheduled", "in_force") and holds(request, *_DECIDE)


def _effect(request: HttpRequest, found: Quantity, value: Any) -> shelf.EffectOnOpen:
    return shelf.effect(found, value, scope_of(Actor.of(person_of(request))))


def _version(found: RulebookEntry) -> shelf.Version:
    """The entry as a version among all of its quantity's."""
    return next(one for one in shelf.versions(shelf.entries_of(found.quantity)) if one.entry.pk == found.pk)


def _frame(request: HttpRequest, here: Quantity | None = None) -> dict[str, Any]:
    """What every page of the rulebook has at its left: the index, narrowed by ``q``."""
    words = request.GET.get("q", "").strip()[:40]
    clauses = shelf.clauses()
    kept = [one for one in clauses if not words or words in one.name or _speaks_of(one, words)]
    return {
        "clauses": kept,
        "here": here.clause if here else "",
        "words": words,
        "waiting": sum(c.waiting for c in clauses),
    }


def _speaks_of(clause: shelf.Clause, words: str) -> bool:
    return any(words.casefold() in str(one.title).casefold() for one in clause.quantities)


def _asked_instant(request: HttpRequest) -> datetime:
    """The end of the day asked for by ``on``; now without one."""
    try:
        day = parse_date(request.GET.get("on", ""))
    except ValueError:
        day = None
    return clock.at_time(day, time(23, 59, 59)) if day else clock.now()


def _named(code: str) -> Quantity:
    if code not in rulebook.quantities():
        raise Http404
    return rulebook.quantities()[code]


def _found(pk: int) -> RulebookEntry:
    found = get_object_or_404(RulebookEntry.objects.select_related("proposed_by", "decided_by"), pk=pk)
    _named(found.quantity)
    return found
