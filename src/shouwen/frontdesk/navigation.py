"""What the front desk adds to the left navigation, for those who work there."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.common.remembering import remembered
from shouwen.customers.models import Customer
from shouwen.estate.models import Unit
from shouwen.frontdesk.queries import projects_served_by
from shouwen.kernel import clock
from shouwen.people.models import Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import Role
from shouwen.web import nav
from shouwen.web.cards import beginnings
from shouwen.web.parts import Action

_GROUP = 2


@nav.source
def entries(request: HttpRequest) -> Iterable[nav.Entry]:
    """The counter's pages for the counter, the gate's for the gate."""
    if not isinstance(request.user, Staff):
        return
    roles = set(appointments_at(clock.now()).filter(staff=request.user).values_list("role", flat=True))
    if roles & {Role.RECEPTION, Role.SECURITY_HEAD}:
        yield nav.Entry(_("Goods release"), reverse("frontdesk:releases"), "gate", group=_GROUP)
        yield nav.Entry(_("Reconciliation of slips"), reverse("frontdesk:batches"), "book", group=_GROUP)
    if Role.GATE_GUARD in roles:
        yield nav.Entry(_("Gate"), reverse("gate:door"), "gate", group=_GROUP)


@beginnings.declare
def apply_for_a_release(person: Staff, unit: Unit, customer: Customer | None) -> Action | None:
    """A new application for one who has to do with the unit; for the reception of its project."""
    served = remembered(("reception", person.pk), lambda: projects_served_by(person, Role.RECEPTION, clock.now()))
    if customer is None or unit.project_id not in served:
        return None
    asked = urlencode({"unit": unit.pk, "customer": customer.pk})
    return Action(_("Apply for a goods release"), f"{reverse('frontdesk:new_release')}?{asked}")
