"""The reconciliation's pages: the periods of each project, and the hand-in with a tick for every slip (S2-64)."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.frontdesk.flows import SlipReconciliation
from shouwen.frontdesk.flows.slip_batches import slips_of
from shouwen.frontdesk.queries import batches_for
from shouwen.frontdesk.views.people import actor_of
from shouwen.frontdesk.words import ReconciliationState
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused
from shouwen.web.answers import status_of

_SHOWN = 60


@login_required
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """Every period within the person's scope: collecting, handed in, reconciled, archived."""
    actor = actor_of(request)
    found = list(batches_for(actor)[:_SHOWN])
    rows = [(case, case.slip_batch, ReconciliationState(case.state), moves.offers(case, actor)) for case in found]
    return render(request, "frontdesk/slip_reconciliation/list.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, number: str) -> HttpResponse:
    """Security ticks the slips in the bundle; what is not on the list is typed below."""
    actor = actor_of(request)
    case = batches_for(actor).filter(number=number).first()
    if case is None or case.state != ReconciliationState.COLLECTING:
        raise Http404
    batch = case.slip_batch
    batch.handed_in_at = clock.now()  # in memory only: the slips a hand-in at this moment would be compared with
    ticked, others = request.POST.getlist("numbers"), request.POST.get("others", "")
    context = {"case": case, "slips": slips_of(batch), "ticked": ticked, "others": others, "note": ""}
    if request.method != "POST":
        return render(request, "frontdesk/slip_reconciliation/hand_in.html", context | {"form_key": str(uuid4())})
    given = {"numbers": [*ticked, *others.split()], "note": request.POST.get("note", "")}
    key = request.POST.get("key") or str(uuid4())
    try:
        moves.take(SlipReconciliation.hand_in, case.pk, by=actor, given=given, key=f"batch:{key}")
    except Refused as refused:
        context |= {"refused": refused, "form_key": key, "note": given["note"]}
        return render(request, "frontdesk/slip_reconciliation/hand_in.html", context, status=status_of(refused))
    messages.success(request, _("Handed in. The service centre compares the slips now."))
    return redirect("web:case", case.number)
