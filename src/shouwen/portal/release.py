"""The owner's page: apply for a goods release from the own phone, follow it, show the slip's code at the gate (S2-59).

No login: the address carries a signed token for one customer and one unit, good for a week.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.customers.models import Customer
from shouwen.customers.queries import units_of
from shouwen.estate.models import Unit
from shouwen.frontdesk import links
from shouwen.frontdesk.flows import ItemRelease
from shouwen.frontdesk.models import ItemSlip
from shouwen.frontdesk.views.application import begin
from shouwen.frontdesk.words import ReleaseState
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.models import Case
from shouwen.portal.guessing import NoSuchLink, by_link
from shouwen.web.printing import qr_svg

_SHOWN = 5


@dataclass(frozen=True)
class Visitor:
    """Whose page it is, and for which of the units."""

    customer: Customer
    unit: Unit
    relation: str

    @property
    def actor(self) -> Actor:
        return Actor.customer_of(self.customer)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The own releases of this unit and the form for a new one. Works without script."""
    visitor = _visitor(token)
    place = moves.Place(visitor.unit.project, visitor.unit, visitor.customer)
    attempt = begin(request, visitor.actor, place, visitor.relation)
    if request.method == "POST" and attempt.take() is not None:
        messages.success(request, _("Applied for. The front desk verifies your document and issues the slip."))
        return redirect("portal_release:page", token)
    context = {
        **attempt.context(),
        "token": token,
        "own": _own(visitor),
        "open": request.method == "POST" or "new" in request.GET,
        "house": visitor.unit.project.name,
    }
    return render(request, "portal/release/page.html", context, status=422 if attempt.refused else 200)


@never_cache
@require_safe
@by_link
def code(_request: HttpRequest, token: str, case_id: int) -> HttpResponse:
    """The slip's QR code as a picture, for its own customer only."""
    visitor = _visitor(token)
    slip = ItemSlip.objects.filter(case__in=_releases(visitor), case_id=case_id, token__isnull=False).first()
    if slip is None or slip.token is None:
        raise Http404
    return HttpResponse(qr_svg(links.gate_page(slip.token)), content_type="image/svg+xml")


def _visitor(token: str) -> Visitor:
    """Who the token speaks for; NoSuchLink when it is forged, too old, or the unit is no longer theirs."""
    named = links.read(token)
    customer = Customer.objects.filter(pk=named[0]).first() if named else None
    if named is None or customer is None:
        raise NoSuchLink
    held = [one for one in units_of(customer.pk, clock.day_of(clock.now()), None) if one.unit_id == named[1]]
    if not held:
        raise NoSuchLink
    return Visitor(customer, held[0].unit, "owner" if any(one.relation == "owner" for one in held) else "tenant")


def _releases(visitor: Visitor) -> list[int]:
    found = visible_cases(visitor.actor).filter(flow=ItemRelease.code, unit=visitor.unit)
    return list(found.order_by("-id").values_list("id", flat=True)[:_SHOWN])


def _own(visitor: Visitor) -> list[tuple[Case, ItemSlip, ReleaseState]]:
    cases = Case.objects.filter(pk__in=_releases(visitor)).select_related("item_slip").order_by("-id")
    return [(case, case.item_slip, ReleaseState(case.state)) for case in cases]
