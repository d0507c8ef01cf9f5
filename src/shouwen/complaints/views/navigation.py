"""What complaints offer in the navigation: the counter to specialists, the visits to those who must visit."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.views.people import person_of, served_projects
from shouwen.complaints.visits import orders_to_visit
from shouwen.kernel import clock
from shouwen.kernel.models import Obligation
from shouwen.web import nav


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """Only what this person can use; the visits with their count."""
    person = person_of(request)
    if served_projects(person):
        yield nav.Entry(_("Take a complaint"), reverse("complaints:intake"), "plus")
    visits = list(orders_to_visit(person, clock.now()).values_list("case_id", flat=True))
    if visits:
        late = Obligation.objects.filter(case_id__in=visits, settled_at=None, due_at__lt=clock.now()).exists()
        yield nav.Entry(_("My visits"), reverse("complaints:visits"), "house", count=len(visits), late=late)
