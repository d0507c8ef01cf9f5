"""What sanctions, overdue work and plans offer in the navigation, to those who have something to do there."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties
from shouwen.complaints.discipline import overdue, register
from shouwen.complaints.discipline.meetings import open_items
from shouwen.complaints.discipline.openings import CENTRE
from shouwen.complaints.models import Sanction
from shouwen.complaints.views.people import actor_of
from shouwen.kernel import clock
from shouwen.people.roles import Role
from shouwen.web import nav


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """Overdue work to the group centre, the register to its readers, plans to those named in them."""
    actor, now = actor_of(request), clock.now()
    roles = parties.roles_of(actor, now)
    if roles & CENTRE:
        left = overdue.left_for_the_deputy(now) if Role.GROUP_DGM in roles else 0
        also = (reverse("complaints:carried"),)
        yield nav.Entry(
            _("Overdue work"), reverse("complaints:overdue"), "calendar", count=left or None, group=1, also=also
        )
    mine = list(open_items().filter(person_id=actor.staff_id).values_list("due_on", flat=True)[:100])
    if mine or (Role.GROUP_VICE_PRESIDENT in roles and not roles & CENTRE):
        late = any(day < clock.day_of(now) for day in mine)
        yield nav.Entry(_("Rectification plans"), reverse("complaints:plans"), "file", len(mine) or None, late, group=1)
    if roles & register.READERS or Sanction.objects.filter(person_id=actor.staff_id).exists():
        deciding = len(register.to_decide(actor, now)) if roles & {Role.GROUP_GM, Role.GROUP_VICE_PRESIDENT} else 0
        yield nav.Entry(_("Sanctions"), reverse("complaints:sanctions"), "shield", count=deciding or None, group=1)
