"""The radar and the special-assessment list in the navigation, with what waits for this person."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties, special
from shouwen.complaints.models import RadarCluster
from shouwen.complaints.radar import reading
from shouwen.complaints.views.people import actor_of
from shouwen.kernel import clock
from shouwen.people.roles import Role
from shouwen.web import nav

RADAR_READERS = {Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM, Role.PROJECT_AGENT, Role.CHAIRMAN}
LIST_READERS = {Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM, Role.GROUP_VICE_PRESIDENT, Role.CHAIRMAN}


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """The radar with what is to be decided; the special orders with how many chairmen are still to be urged today."""
    actor, now = actor_of(request), clock.now()
    roles = parties.roles_of(actor, now)
    if roles & RADAR_READERS:
        waits = (RadarCluster.Status.PROPOSED, RadarCluster.Status.ACCEPTED)
        found = reading.clusters_for(actor).filter(status__in=waits).values_list("pk", flat=True)
        count = len(found[: nav.MOST_COUNTED])
        yield nav.Entry(_("Radar"), reverse("complaints:radar"), "pin", count=count, group=1)
    if roles & LIST_READERS:
        count = special.to_urge(actor, now) if Role.GROUP_GM in roles else 0
        yield nav.Entry(_("Special assessment"), reverse("complaints:special"), "star", count=count, group=1)
