"""The page of a case, its evidence, its paper, its customer's number, and the diagram of a flow."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from shouwen.common.numbers import number_in
from shouwen.common.remembering import remembering
from shouwen.kernel import evidence_views, reveal
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused
from shouwen.people.models import Staff
from shouwen.web import printing
from shouwen.web.cases import page, reading
from shouwen.web.cases.history import Show
from shouwen.web.cases.panels import panel_of


def person_of(request: HttpRequest) -> Staff:
    """Whoever is logged in; every view here stands behind the login."""
    assert isinstance(request.user, Staff)  # the only user model
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    return Actor.of(person_of(request))


@login_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case; 404 when it is absent or outside the person's scope, in the same words."""
    actor = actor_of(request)
    wanted = request.GET.get("show", "")
    show = Show(wanted) if wanted in set(Show) else Show.ALL
    with remembering():  # many steps ask the same about the organisation
        context = page.context(reading.read(actor, number, _before(request)), actor, show)
    return render(request, "web/cases/case.html", context)


def _before(request: HttpRequest) -> int | None:
    """Where the history goes on, from the address."""
    return number_in(request.GET.get("before"), digits=9)


@login_required
@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The original as it came, as an attachment."""
    return evidence_views.serve(request, pk, "original")


@login_required
@require_safe
def evidence_display(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The copy for the screen, without what the camera wrote into it."""
    return evidence_views.serve(request, pk, "display")


@login_required
@require_POST
def reveal_phone(request: HttpRequest, number: str) -> HttpResponse:
    """The customer's numbers in full, once a reason is on record."""
    actor = actor_of(request)
    found = reading.case_for(actor, number)
    if found.customer is None:
        raise Http404
    context: dict[str, object] = {"case": found}
    status = 200
    try:
        with transaction.atomic():
            reveal.reveal(actor, f"customer:{found.customer_id}:phone", request.POST.get("reason", ""))
            context["name"] = found.customer.name
            phones = found.customer.phones.order_by("-is_primary", "id")
            context["phones"] = list(phones.values_list("number", flat=True))
    except Refused as refused:
        context |= {"refused": refused, "reason": request.POST.get("reason", "")}
        status = 422
    piece = request.headers.get("HX-Request") == "true"
    return render(request, "web/cases/_phone.html" if piece else "web/cases/phone.html", context, status=status)


@login_required
@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The paper of a case as PDF; 404 for a flow (or a state) that prints none."""
    actor = actor_of(request)
    found = reading.case_for(actor, number)
    make = panel_of(found.flow).paper
    address = request.build_absolute_uri(reverse("web:case", args=[number]))
    made = make(found, actor, address) if make else None
    if made is None:
        raise Http404
    answer = HttpResponse(printing.render(made.template, made.data, made.images), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
