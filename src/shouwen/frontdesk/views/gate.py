"""The guard's pages on a phone: what to expect, one slip, out or back (S2-63)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.frontdesk import uploads
from shouwen.frontdesk.flows import ItemRelease, at_the_gate
from shouwen.frontdesk.models import ItemSlip
from shouwen.frontdesk.queries import projects_served_by, slip_for, slips_to_expect
from shouwen.frontdesk.views.people import actor_of, person_of
from shouwen.frontdesk.words import Refusal, ReleaseState
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.evidence import Proof
from shouwen.kernel.models import Case, Event, Evidence
from shouwen.people.roles import Role
from shouwen.web.answers import status_of
from shouwen.web.parts import Countdown

KINDS = {"photo": Proof.GATE_PHOTO, "signature": Proof.GUARD_SIGNATURE}
OUT, BACK = "out", "back"


@login_required
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """The slips that may come, and a field for the number of one whose code cannot be scanned."""
    person, actor, now = person_of(request), actor_of(request), clock.now()
    number = request.GET.get("number", "").strip()
    case = slip_for(actor, number=number) if number else None
    if case is not None:
        return redirect("gate:slip", case.item_slip.token)
    expected = slips_to_expect(actor, projects_served_by(person, Role.GATE_GUARD, now), now)
    context = {"number": number, "expected": [(row, row.item_slip) for row in expected[:50]]}
    return render(request, "frontdesk/item_release/door.html", context, status=404 if number else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest, token: str) -> HttpResponse:
    """One slip, opened by its QR code; absent and not yours are answered alike."""
    actor = actor_of(request)
    case = slip_for(actor, token=token)
    if case is None:
        return render(request, "frontdesk/item_release/door.html", {"number": "…", "expected": []}, status=404)
    if request.method == "POST":
        return _decide(request, actor, case)
    return render(request, "frontdesk/item_release/gate.html", _context(case, actor))


def _decide(request: HttpRequest, actor: Actor, case: Case) -> HttpResponse:
    key = request.POST.get("key") or str(uuid4())
    kept: list[Evidence] = []
    try:
        kept = uploads.received(request, KINDS, actor)
        _take(request, actor, case, [piece.pk for piece in kept], f"gate:{key}")
    except Refused as refused:
        case.refresh_from_db()
        context = {**_context(case, actor), "refused": refused, "kept": kept, "form_key": key, "typed": request.POST}
        return render(request, "frontdesk/item_release/gate.html", context, status=status_of(refused))
    return redirect("gate:slip", case.item_slip.token)


def _take(request: HttpRequest, actor: Actor, case: Case, proofs: list[int], key: str) -> None:
    """Out when the guard found the goods to match, else back with the reason."""
    decision = request.POST.get("decision", "")
    if decision == OUT:
        given = {"items_match": True, "vehicle": request.POST.get("vehicle", "")}
        at_the_gate.scan(case, actor, given, proofs, key)
        messages.success(request, _("Released. The slip is used up."))
    elif decision == BACK:
        note = {"why": Refusal.MISMATCH, "reason": request.POST.get("reason", "")}
        moves.take(ItemRelease.turn_back, case.pk, by=actor, given=note, proofs=proofs, key=key)
        messages.success(request, _("The goods stay inside; it is on record and the counter is told."))
    else:
        words = _("Say first whether the goods are those on the slip.")
        raise Refused(words, Why.BAD_PAYLOAD, {"decision": [words]})


def _context(case: Case, actor: Actor) -> dict[str, Any]:
    record: ItemSlip = case.item_slip
    now = clock.now()
    offered = {offer.step.name for offer in moves.offers(case, actor) if not offer.missing}
    attempts = Event.objects.filter(case=case, code=ItemRelease.turn_back.code).select_related("staff")
    opens = case.state == ReleaseState.ISSUED and record.covers(now)
    return {
        "case": case,
        "slip": record,
        "state": ReleaseState(case.state).label,
        "shut": "" if opens else at_the_gate.why_not(case.state, record, now).label,
        "window": Countdown(due=record.valid_until, opened=record.valid_from),
        "may_pass": "pass_gate" in offered,
        "decisions": [(OUT, _("They match")), (BACK, _("They differ"))],
        "attempts": [(event, event.data["given"]) for event in attempts.order_by("-id")[:10]],
        "form_key": str(uuid4()),
    }
