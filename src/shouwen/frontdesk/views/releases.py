"""The counter's pages of goods release: the day's list, a new application."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.common.numbers import number_in
from shouwen.customers.models import Customer, Occupancy
from shouwen.customers.queries import customer_within, people_of, unit_within
from shouwen.customers.search import Found, find
from shouwen.estate.models import Unit
from shouwen.frontdesk import links
from shouwen.frontdesk.queries import projects_served_by, releases_of_day
from shouwen.frontdesk.views.application import begin
from shouwen.frontdesk.views.people import actor_of, person_of
from shouwen.frontdesk.words import ReleaseState
from shouwen.kernel import clock, moves
from shouwen.kernel.models import Case
from shouwen.kernel.reveal import mask_phone
from shouwen.people.roles import Role
from shouwen.web.parts import Tab
from shouwen.web.printing import qr_svg

_TABS = (ReleaseState.APPLIED, ReleaseState.VERIFIED, ReleaseState.ISSUED, ReleaseState.PASSED)


@login_required
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """The releases of one day, by state."""
    person = person_of(request)
    day = _day_in(request.GET.get("day", ""))
    rows = list(releases_of_day(actor_of(request), day))
    wanted = request.GET.get("state", "")
    context = {
        "day": day,
        "today": clock.day_of(clock.now()),
        "tabs": _tabs(rows, wanted, day),
        "rows": [(case, ReleaseState(case.state)) for case in rows if not wanted or case.state == wanted],
        "may_apply": bool(projects_served_by(person, Role.RECEPTION, clock.now())),
    }
    return render(request, "frontdesk/item_release/list.html", context)


def _day_in(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.day_of(clock.now())


def _tabs(rows: Sequence[Case], wanted: str, day: date) -> list[Tab]:
    here = f"{reverse('frontdesk:releases')}?day={day.isoformat()}"
    counts = {state: sum(case.state == state for case in rows) for state in _TABS}
    tabs = [Tab(_("All"), here, len(rows), current=not wanted)]
    return [*tabs, *(Tab(s.label, f"{here}&state={s}", counts[s], current=wanted == s) for s in _TABS)]


@dataclass(frozen=True)
class Hit:
    """One answer of the search: whose release it would be."""

    found: Found
    url: str
    phone: str


@login_required
@require_safe
def owners_code(request: HttpRequest) -> HttpResponse:
    """The address of the customer's own page as a QR code, to be scanned from the counter's screen."""
    projects = projects_served_by(person_of(request), Role.RECEPTION, clock.now())
    unit, customer = _chosen(request, projects)
    if unit is None or customer is None:
        raise Http404
    return HttpResponse(qr_svg(links.owners_page(customer.pk, unit.pk)), content_type="image/svg+xml")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An application at the counter: first whose, then what."""
    projects = projects_served_by(person_of(request), Role.RECEPTION, clock.now())
    if not projects:
        raise Http404
    unit, customer = _chosen(request, projects)
    if unit is None or customer is None:
        words = request.POST.get("q", "")  # a name, a room or a phone: never in the address
        return render(request, "frontdesk/item_release/search.html", {"q": words, "hits": _hits(words, projects)})
    return _application(request, unit, customer)


def _application(request: HttpRequest, unit: Unit, customer: Customer) -> HttpResponse:
    attempt = begin(request, actor_of(request), moves.Place(unit.project, unit, customer), _relation_of(unit, customer))
    if request.method == "POST":
        case = attempt.take()
        if case is not None:
            messages.success(request, _("Applied for; now verify who it is."))
            return redirect("web:case", case.number)
    context = {
        **attempt.context(),
        "owners_page": links.owners_page(customer.pk, unit.pk),
        "people": people_of(unit.pk, clock.day_of(clock.now())),
    }
    template = "frontdesk/item_release/new.html"
    return render(request, template, context, status=422 if attempt.refused else 200)


def _chosen(request: HttpRequest, projects: Collection[int]) -> tuple[Unit | None, Customer | None]:
    """The unit and customer of the address; None for what is absent or not this desk's."""
    unit, customer = number_in(request.GET.get("unit")), number_in(request.GET.get("customer"))
    if unit is None or customer is None:
        return None, None
    return unit_within(unit, projects), customer_within(customer, projects)


def _relation_of(unit: Unit, customer: Customer) -> str:
    people = people_of(unit.pk, clock.day_of(clock.now()))
    own = [one.relation for one in people if one.customer_id == customer.pk]
    return "owner" if Occupancy.Relation.OWNER in own else "tenant"


def _hits(words: str, projects: Collection[int]) -> list[Hit]:
    return [_hit(found) for found in find(words, projects) if found.unit and found.customer and found.until is None]


def _hit(found: Found) -> Hit:
    assert found.unit is not None
    assert found.customer is not None
    phones = list(found.customer.phones.all())
    url = f"{reverse('frontdesk:new_release')}?unit={found.unit.pk}&customer={found.customer.pk}"
    return Hit(found, url, mask_phone(phones[0].number) if phones else "")
