"""What the group's improvement work offers in the navigation, for whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.improvement import parties, rules
from shouwen.improvement.flows import OptimisationMeasures, RectificationDemand
from shouwen.kernel import clock
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import OrgKind, Role
from shouwen.web import nav

_GROUP = 2
_INSPECTED = {Role.CHAIRMAN, Role.PROJECT_GM, Role.PROJECT_AGENT, Role.LEADER_IN_CHARGE, Role.DEPARTMENT_HEAD}
_ADDRESSED = {OrgKind.GROUP_CENTRE, OrgKind.PROPERTY_GROUP, OrgKind.GROUP}
_HEADS = {Role.DEPARTMENT_HEAD, Role.CHAIRMAN, Role.HR_CENTRE, Role.FINANCE_CENTRE}


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """Inspections for the group and the inspected, problems for those who cure them, surveys for their owners and the
    board, training and the library for the whole after-sales staff."""
    if not isinstance(request.user, Staff):
        return
    posts = appointments_at(clock.now()).filter(staff=request.user).values_list("role", "org__kind")
    roles, places = {role for role, _kind in posts}, {kind for _role, kind in posts}
    group = bool(roles & set(parties.GROUP_ROLES))
    if group or roles & _INSPECTED:
        mine = _mine(request.user, RectificationDemand.code)
        also = (reverse("improvement:assessment"),)
        yield nav.Entry(
            _("Inspections on site"), reverse("improvement:inspections"), "pin", mine, group=_GROUP, also=also
        )
    if group or (places & _ADDRESSED and roles & _HEADS):
        mine = _mine(request.user, OptimisationMeasures.code)
        yield nav.Entry(_("Systemic problems"), reverse("improvement:systemic"), "wrench", mine, group=_GROUP)
    if group or Role.BOARD in roles or OrgKind.PROPERTY_GROUP in places:
        yield nav.Entry(_("Satisfaction surveys"), reverse("improvement:surveys"), "star", group=_GROUP)
    if roles & set(rules.AFTER_SALES):
        yield nav.Entry(_("Training"), reverse("improvement:trainings"), "calendar", group=_GROUP)
        yield nav.Entry(_("Library"), reverse("improvement:library"), "book", group=_GROUP)


def _mine(person: Staff, flow: str) -> int | None:
    """What of it waits for this person; None for nothing."""
    return Case.objects.filter(flow=flow, agent=person, closed_at=None).count() or None
