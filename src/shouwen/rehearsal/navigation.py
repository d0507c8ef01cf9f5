"""The rehearsal's line in the navigation."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.rehearsal.views import MAY
from shouwen.web import nav
from shouwen.web.posts import holds


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """For those who may rehearse."""
    if holds(request, *MAY):
        yield nav.Entry(_("Rehearsal"), reverse("rehearsal:page"), "star", group=2)
