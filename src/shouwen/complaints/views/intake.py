"""The counter: find the customer, take down what was said, register (S3-12, S3-13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.common.numbers import number_in
from shouwen.complaints import counter, forms, greetings
from shouwen.complaints.flows import Complaint
from shouwen.complaints.uploads import instant_in
from shouwen.complaints.views.people import actor_of, for_staff, person_of, served_projects
from shouwen.complaints.words import Channel, ComplaintType
from shouwen.customers.models import Customer, CustomerPhone, Occupancy
from shouwen.customers.search import find
from shouwen.estate.models import Unit
from shouwen.exchange import knowledge
from shouwen.exchange.origins import ComplaintMade, CounterAsked, Origin, OriginAsked
from shouwen.kernel import clock, crossing, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.reveal import reveal
from shouwen.web import policies
from shouwen.web.answers import status_of

MOST_FOUND = 8
MOST_PIECES = 8
MOST_SUGGESTED = 4
EVENING = time(18, 0)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest) -> HttpResponse:
    """The whole screen; a POST registers, and what is refused comes back as it was typed."""
    projects = _projects(request)
    if request.method == "POST":
        return _register(request, projects)
    origin = _origin(request, request.GET)
    unit = number_in(request.GET.get("unit")) or (origin.unit_id if origin else None)
    card = counter.card_of(unit, number_in(request.GET.get("customer")), projects)
    return _screen(request, projects, card, forms.Intake(initial=_known(card) | _told(origin)), origin=origin)


@for_staff
@require_POST
def found(request: HttpRequest) -> HttpResponse:
    """What the words in the search box may mean, as rows; the whole screen with them for browsers without script.

    Posted: the words are a person's name, room or phone, and an address is kept in histories and logs.
    """
    projects, origin = _projects(request), _origin(request, request.POST)
    if request.headers.get("HX-Request") != "true":
        return _screen(request, projects, None, forms.Intake(initial=_told(origin)), origin=origin)
    return render(request, "complaints/intake/found.html", {**_search(request, projects, origin), "origin": origin})


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    """The card of the unit chosen, or of the first one found when Enter was pressed in the box (posted)."""
    projects = _projects(request)
    unit, customer = number_in(request.GET.get("unit")), number_in(request.GET.get("customer"))
    if unit is None and request.POST.get("q"):
        first = next((one for one in find(request.POST["q"], projects, 1) if one.unit), None)
        unit = first.unit.pk if first and first.unit else None
        customer = first.customer.pk if first and first.customer else None
    shown = counter.card_of(unit, customer, projects)
    filled = forms.Intake(initial=_known(shown)) if shown and "fill" in request.GET else None
    return render(request, "complaints/intake/card.html", {"card": shown, "form": filled, "swap": True})


@for_staff
@require_POST
def reveal_phone(request: HttpRequest) -> HttpResponse:
    """The customer's whole number, against a reason that goes on record."""
    shown = counter.card_of(
        number_in(request.POST.get("unit")), number_in(request.POST.get("customer")), _projects(request)
    )
    if shown is None or shown.customer is None:
        raise Refused(_("Choose the customer first."), Why.NOT_FOUND)
    with transaction.atomic():
        reveal(actor_of(request), f"customer:{shown.customer.pk}:phone", request.POST.get("reason", ""))
        numbers = list(shown.customer.phones.order_by("-is_primary", "id").values_list("number", flat=True))
    return render(request, "complaints/intake/revealed.html", {"numbers": numbers})


@for_staff
@require_POST
def conclusion(request: HttpRequest) -> HttpResponse:
    """What follows from the words typed so far; posted, because the words are personal data."""
    return render(request, "complaints/intake/conclusion.html", _conclusion(request, _projects(request)))


@for_staff
@require_POST
def knowledge_found(request: HttpRequest) -> HttpResponse:
    """What the library has for the words typed beside the form (客服百问, scripts, case studies; S3-12a).

    Posted as the conclusion is: people type a customer's own words here.
    """
    _projects(request)
    words = request.POST.get("words", "").strip()
    context = {"words": words, "pieces": knowledge.search(words, MOST_PIECES)}
    if request.headers.get("HX-Request") != "true":
        return render(request, "complaints/intake/searched.html", context)
    nothing = _("Nothing in the library holds these words.") if words else ""
    return render(request, "complaints/intake/knowledge.html", context | {"nothing": nothing})


@for_staff
@require_POST
def submit_clock(request: HttpRequest) -> HttpResponse:
    """The clock T1 for the end of the contact as typed."""
    ended = instant_in(request.POST.get("contact_ended_at", ""))
    return render(request, "complaints/intake/clock.html", {"clock": counter.submit_clock(ended)})


# — the screen —


def _screen(
    request: HttpRequest,
    projects: list[int],
    shown: counter.Card | None,
    form: forms.Intake,
    **more: Any,
) -> HttpResponse:
    data = request.POST or request.GET
    origin: Origin | None = more.get("origin")
    channel = origin.channel if origin else data.get("channel", Channel.VISIT)
    ended = (origin.contact_ended_at if origin else None) or instant_in(data.get("contact_ended_at", ""))
    refused = more.get("refused")
    context = {
        "card": shown,
        "form": form,
        "channels": Channel.choices,
        "channel": channel if channel in Channel.values else Channel.VISIT,
        "quick": _quick_instants(),
        "clock": counter.submit_clock(ended),
        "library_url": knowledge.address(),
        "say": policies.texts(*greetings.SAID),
        "key": request.POST.get("key") or str(uuid4()),
        "draft": f"intake:{person_of(request).pk}",
        **_search(request, projects, origin),
        **_conclusion(request, projects, shown),
        **more,
    }
    return render(request, "complaints/intake/screen.html", context, status=status_of(refused) if refused else 200)


def _search(request: HttpRequest, projects: list[int], origin: Origin | None) -> dict[str, Any]:
    """What was searched for; before anybody searches, what the origin knows of the place where its unit is unknown."""
    known = (origin.room or origin.phone) if origin and origin.unit_id is None else ""
    words = request.POST.get("q", known).strip()
    hits = [one for one in find(words, projects, MOST_FOUND) if one.unit] if words else []
    return {"q": words, "found": hits}


def _conclusion(request: HttpRequest, projects: list[int], shown: counter.Card | None = None) -> dict[str, Any]:
    if shown is None:
        shown = counter.card_of(number_in(request.POST.get("unit")), None, projects)
    demand, chosen = request.POST.get("demand", ""), forms.chosen_type(request.POST)
    by_hand = chosen if request.POST.get("by_hand") else None
    told = counter.conclusion_for(demand, by_hand, shown.unit if shown else None)
    separate = bool(request.POST.get("separate"))
    return {
        "told": told,
        "types": ComplaintType.choices,
        "unit": shown.unit if shown else None,
        "separate": separate,
        "suggested": knowledge.suggest(str(told.kind or ""), demand, MOST_SUGGESTED),
    }


def _known(shown: counter.Card | None) -> dict[str, Any]:
    if shown is None:
        return {}
    name = shown.customer.name if shown.customer else ""
    return {"room": f"{shown.unit.project.name} {shown.unit.text}", "customer_name": name, "phone": shown.phone}


def _quick_instants() -> list[tuple[str, str]]:
    """今天、三天后、一周后 at 18:00; today's is left out once it has passed."""
    now = clock.now()
    today = clock.day_of(now)
    days = [(_("today 18:00"), 0), (_("in three days"), 3), (_("in a week"), 7)]
    instants = [(words, clock.at_time(today + timedelta(days=count), EVENING)) for words, count in days]
    return [(words, clock.local(at).strftime(forms.WALL)) for words, at in instants if at > now]


def _projects(request: HttpRequest) -> list[int]:
    """The projects of this counter; Refused for people who serve none."""
    served = served_projects(person_of(request))
    if not served:
        raise Refused(_("Complaints are taken by the customer-service specialists of a project."), Why.WRONG_ROLE)
    return served


# — registering —


def _register(request: HttpRequest, projects: list[int]) -> HttpResponse:
    data = request.POST
    shown = counter.card_of(number_in(data.get("unit")), number_in(data.get("customer")), projects)
    origin = _origin(request, data)
    try:
        done = _registered(request, shown, origin)
    except Refused as refused:
        form = forms.Intake(data)
        then = form.say(refused)
        return _screen(request, projects, shown, form, refused=refused, then=then, origin=origin)
    if data.get("then") == "link" and not done.repeated:
        _send_link(request, done)
    messages.success(request, _("{number} is registered.").format(number=done.case.number))
    return redirect(reverse("complaints:desk", args=[done.case.number]) + _focus(data.get("then", "")))


@transaction.atomic
def _registered(request: HttpRequest, shown: counter.Card | None, origin: Origin | None) -> moves.Done:
    """One transaction: a caller whom no ledger knew, the complaint, and what it came from."""
    data = request.POST
    if shown is None:
        raise Refused(
            _("Not registered yet: the unit is missing."), Why.BAD_PAYLOAD, {"room": [_("This is still empty.")]}
        )
    phone = forms.real_phone(data.get("phone", ""), shown.customer)
    given = _as_it_began(forms.registration(data, phone), origin)
    customer = shown.customer or _newcomer(shown.unit, given, data.get("relation", ""))
    place = moves.Place(shown.unit.project, shown.unit, customer)
    done = moves.start(Complaint.register, place, by=actor_of(request), given=given, key=data.get("key") or None)
    if origin is not None and not done.repeated:
        _tell_the_source(request, origin, done)
    return done


# — what did not begin at the counter (S3-06a, S3-08b) —


def _origin(request: HttpRequest, data: Mapping[str, Any]) -> Origin | None:
    """The voice message or lead this complaint is taken down from; None at the counter itself."""
    source = str(data.get("from", ""))
    if not source:
        return None
    origin: Origin | None = crossing.ask(OriginAsked(source=source, staff_id=person_of(request).pk))
    return origin


def _told(origin: Origin | None) -> dict[str, Any]:
    """What is known before anybody types."""
    if origin is None:
        return {}
    told = {"customer_name": origin.customer_name, "phone": origin.phone, "demand": origin.words}
    return {name: text for name, text in told.items() if text}


def _as_it_began(given: dict[str, Any], origin: Origin | None) -> dict[str, Any]:
    """The channel is the source's, and where the source knows when the contact ended nobody types another instant."""
    if origin is None:
        return given
    ended = {"contact_ended_at": origin.contact_ended_at} if origin.contact_ended_at else {}
    return given | {"channel": origin.channel} | ended


def _tell_the_source(request: HttpRequest, origin: Origin, done: moves.Done) -> None:
    made = ComplaintMade(
        key=f"{origin.source}:{done.case.pk}",
        source=origin.source,
        case_id=done.case.pk,
        number=done.case.number,
        staff_id=person_of(request).pk,
    )
    crossing.deliver(made)


def counter_address(asked: CounterAsked) -> str:
    """The counter's address for a source; whoever keeps it is not told anything else."""
    return f"{reverse('complaints:intake')}?{urlencode({'from': asked.source})}"


crossing.answer(CounterAsked, counter_address)


def _newcomer(unit: Unit, given: Mapping[str, Any], relation: str) -> Customer | None:
    """Somebody who speaks for the unit and stands in no ledger yet; None while name or phone is missing."""
    name, number = given.get("customer_name", ""), given.get("phone", "")
    if not name or not number:
        return None
    known = Customer.objects.filter(name=name, phones__number=number).first()
    customer = known or Customer.objects.create(name=name)
    CustomerPhone.objects.get_or_create(customer=customer, number=number, defaults={"is_primary": known is None})
    as_what = relation if relation in Occupancy.Relation.values else Occupancy.Relation.PROXY
    if not Occupancy.objects.filter(customer=customer, unit=unit).exists():
        Occupancy.objects.create(customer=customer, unit=unit, project=unit.project, relation=as_what)
    return customer


def _send_link(request: HttpRequest, done: moves.Done) -> None:
    """F6 while registering: the link goes out at once; the registration stands even if it cannot."""
    try:
        moves.take(Complaint.request_signature, done.case.pk, by=actor_of(request))
    except Refused as refused:
        messages.warning(request, str(refused))


def _focus(then: str) -> str:
    return {"link": "#sign", "spot": "#spot"}.get(then, "")
