"""What complaints offer in the navigation: the counter to specialists, the visits to those who must visit."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.common.remembering import remembered
from shouwen.complaints import parties, supervision
from shouwen.complaints.discipline.openings import CENTRE
from shouwen.complaints.flows import Order
from shouwen.complaints.views.people import actor_of, person_of, served_projects
from shouwen.complaints.visits import orders_to_visit
from shouwen.complaints.words import BEING_HANDLED
from shouwen.customers.models import Customer
from shouwen.estate.models import Unit
from shouwen.kernel import clock
from shouwen.kernel.models import Obligation
from shouwen.people.models import Staff
from shouwen.people.queries import principals_of
from shouwen.people.roles import Role
from shouwen.web import nav
from shouwen.web.cards import beginnings
from shouwen.web.parts import Action


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """Only what this person can use; the visits with their count."""
    person = person_of(request)
    if served_projects(person):
        yield nav.Entry(_("Take a complaint"), reverse("complaints:intake"), "plus")
    visits = list(orders_to_visit(person, clock.now()).values_list("case_id", flat=True)[: nav.MOST_COUNTED])
    if visits:
        yield nav.Entry(_("My visits"), reverse("complaints:visits"), "house", count=len(visits), late=_is_late(person))


def _is_late(person: Staff) -> bool:
    """Whether this person, or somebody this person stands in for, is late with an order in hand."""
    now = clock.now()
    mine = [person.pk, *principals_of(person.pk, now)]
    owed = Obligation.objects.filter(debtor_id__in=mine, settled_at=None, due_at__lt=now)
    return owed.filter(case__flow=Order.code, case__state__in=BEING_HANDLED).exists()


@nav.source
def supervising(request: HttpRequest) -> Iterator[nav.Entry]:
    """The group centre's day, with what its staff still have to follow up; what the ranking proposes."""
    actor, now = actor_of(request), clock.now()
    roles = parties.roles_of(actor, now)
    if Role.GROUP_AGENT in roles:
        left = supervision.left_to_follow_up(actor, now, most=nav.MOST_COUNTED)
        yield nav.Entry(_("Daily supervision"), reverse("complaints:supervision"), "shield", count=left, group=1)
    elif roles & {Role.GROUP_DGM, Role.GROUP_GM}:
        yield nav.Entry(_("Daily supervision"), reverse("complaints:supervision"), "shield", group=1)
    if roles & CENTRE:
        yield nav.Entry(_("Window ratings"), reverse("complaints:ratings"), "star", group=1)
    if Role.GROUP_GM in roles:
        yield nav.Entry(_("Proposals of the ranking"), reverse("complaints:proposals"), "shield", group=1)


@beginnings.declare
def take_a_complaint(person: Staff, unit: Unit, customer: Customer | None) -> Action | None:
    """The counter with the unit, and whoever speaks for it, filled in; for the specialists of the unit's project."""
    served = remembered(("counter", person.pk), lambda: served_projects(person))
    if unit.project_id not in served:
        return None
    who = {"customer": customer.pk} if customer else {}
    return Action(_("Take a complaint"), f"{reverse('complaints:intake')}?{urlencode({'unit': unit.pk, **who})}", "N")
