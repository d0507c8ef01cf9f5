"""What payroll offers in the navigation: statements to those who read them, one's own lines, appeals to decide."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.models import PenaltyLine
from shouwen.payroll import appeals
from shouwen.payroll.reading import reader_of
from shouwen.people.roles import Role
from shouwen.web import nav
from shouwen.web.desk.asking import actor_of, person_of


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """Only what this person can use; appeals with their count."""
    now, actor = clock.now(), actor_of(request)
    reader = reader_of(actor, now)
    if reader.reads:
        yield nav.Entry(_("Penalty statements"), reverse("payroll:statements"), "money", group=1)
    if reader.roles & {Role.GROUP_GM, Role.GROUP_VICE_PRESIDENT}:
        count = len(appeals.appeals_for(actor, now).values_list("pk", flat=True)[:100])
        yield nav.Entry(_("Appeals"), reverse("payroll:appeals"), "shield", count=count, group=1)
    if PenaltyLine.objects.filter(person=person_of(request)).exists():
        yield nav.Entry(_("My penalties"), reverse("payroll:mine"), "money", group=1)
