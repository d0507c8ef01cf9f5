"""The audit's line in the navigation."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.people.roles import Role
from shouwen.web import nav
from shouwen.web.posts import holds

MAY = (Role.AUDITOR, Role.ADMINISTRATOR, Role.GROUP_GM)


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """For auditors, administrators and the general manager."""
    if holds(request, *MAY):
        yield nav.Entry(_("Audit"), reverse("web:audit"), "shield", group=2)
