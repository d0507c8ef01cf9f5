"""What the indicators offer in the navigation; asks nothing beyond the scope, which every page knows already."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.views.people import actor_of
from shouwen.kernel.access import scope_of
from shouwen.web import nav


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """The figures of one's places, to whoever has a place."""
    scope = scope_of(actor_of(request))
    if scope.everything or scope.regions or scope.property_companies or scope.projects:
        yield nav.Entry(_("Indicators"), reverse("complaints:indicators"), "chart", group=1)
