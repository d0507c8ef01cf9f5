"""The card of a unit, the card of a customer, and a customer's numbers against a reason."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from shouwen.customers.models import Customer
from shouwen.kernel.errors import Refused
from shouwen.kernel.reveal import mask_name, reveal
from shouwen.web.answers import status_of
from shouwen.web.cards import reading as cards
from shouwen.web.cards.beginnings import beginnings
from shouwen.web.cards.reading import Relation
from shouwen.web.desk.asking import actor_of, person_of, reading
from shouwen.web.desk.finding import projects_of


@reading
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Who lives here and who did, what is open and what was; 404 outside the scope, in the same words."""
    actor = actor_of(request)
    found = cards.unit_of(pk, projects_of(actor))
    if found is None:
        raise Http404
    context = {
        "unit": found,
        "people": cards.people_at(found),
        "cases": cards.cases_of_unit(actor, found, _before(request)),
        "begin": beginnings(person_of(request), found),
    }
    return render(request, "web/cards/unit.html", context)


@reading
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the customer has or had, what is open and what was; 404 outside the scope, in the same words."""
    actor = actor_of(request)
    found = _customer(request, pk)
    relations = cards.units_of(found, projects_of(actor))
    context = {
        **_head(found),
        "units": relations,
        "cases": cards.cases_of_customer(actor, found, _before(request)),
        "begin": _begin_at(request, relations, found),
    }
    return render(request, "web/cards/customer.html", context)


@login_required
@require_POST
def numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """The name and the numbers in full, once a reason is on record."""
    found = _customer(request, pk)
    reason = request.POST.get("reason", "")
    context, status = {**_head(found), "reason": reason}, 200
    try:
        with transaction.atomic():
            reveal(actor_of(request), f"customer:{found.pk}:phone", reason)
            context["full_name"] = found.name
            context["numbers"] = list(found.phones.order_by("-is_primary", "id").values_list("number", flat=True))
    except Refused as refused:
        context["refused"], status = refused, status_of(refused)
    piece = request.headers.get("HX-Request") == "true"
    return render(request, "web/cards/_numbers.html" if piece else "web/cards/numbers.html", context, status=status)


def _customer(request: HttpRequest, pk: int) -> Customer:
    found = cards.customer_of(pk, projects_of(actor_of(request)))
    if found is None:
        raise Http404
    return found


def _head(found: Customer) -> dict[str, Any]:
    return {"customer": found, "name": mask_name(found.name), "masked": cards.masked_numbers(found)}


def _begin_at(request: HttpRequest, relations: list[Relation], found: Customer) -> list[tuple[Relation, Any]]:
    """For each unit the customer still has to do with, what may be begun there on the customer's behalf."""
    person = person_of(request)
    offered = [(one, beginnings(person, one.unit, found)) for one in relations if not one.past]
    return [(one, actions) for one, actions in offered if actions]


def _before(request: HttpRequest) -> int | None:
    """Where the history goes on, from the address."""
    before = request.GET.get("before", "")
    return int(before) if before.isdecimal() and len(before) < 19 else None
