"""The imports' line in the navigation."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.people.roles import Role
from shouwen.web import nav
from shouwen.web.posts import holds


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """For administrators."""
    if holds(request, Role.ADMINISTRATOR):
        yield nav.Entry(_("Imports"), reverse("web:imports"), "download", group=2)
