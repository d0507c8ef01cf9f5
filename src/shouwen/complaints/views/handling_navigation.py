"""The registers in the navigation: to the company's customer service, to leadership, to whoever reports emergencies."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties
from shouwen.complaints.crisis.words import EVER_OPEN, OUT_OF_HAND
from shouwen.complaints.flows import Crisis
from shouwen.complaints.handling import register
from shouwen.complaints.handling.handlers import DEPARTMENT
from shouwen.complaints.views.people import actor_of
from shouwen.kernel import clock
from shouwen.kernel.access import visible_cases
from shouwen.people.roles import Role
from shouwen.web import nav

LEADERSHIP = {
    Role.CS_MANAGER, Role.DEPUTY_GM, Role.CHAIRMAN, Role.GROUP_VICE_PRESIDENT, Role.GROUP_GM, Role.GROUP_DGM
}  # fmt: skip
READERS = {*DEPARTMENT, *LEADERSHIP, Role.GROUP_AGENT}
REPORTERS = {*DEPARTMENT, Role.PROJECT_AGENT, Role.PROJECT_GM, Role.RECEPTION, Role.SECURITY_HEAD}


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """The register with what waits for a summary; emergencies under way, marked while one is out of hand."""
    actor = actor_of(request)
    roles = parties.roles_of(actor, clock.now())
    if roles & READERS:
        mine = register.to_summarise(actor).values_list("pk", flat=True) if roles & set(DEPARTMENT) else ()
        count = len(mine[: nav.MOST_COUNTED])
        yield nav.Entry(_("Complaints handled"), reverse("complaints:handled"), "book", count=count, group=1)
    if roles & LEADERSHIP or roles & REPORTERS:
        found = visible_cases(actor).filter(flow=Crisis.code, state__in=EVER_OPEN)
        states = list(found.values_list("state", flat=True)[: nav.MOST_COUNTED])
        late = bool(set(states) & set(OUT_OF_HAND))
        url = f"{reverse('web:cases')}?flow={Crisis.code}"
        yield nav.Entry(_("Emergencies"), url, "bell", count=len(states), late=late, group=1)
    if roles & REPORTERS:
        yield nav.Entry(_("Report an emergency"), reverse("complaints:report_crisis"), "plus", group=1)
