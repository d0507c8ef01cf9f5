"""The rulebook's line in the navigation."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.web import nav


@nav.source
def entries(_request: HttpRequest) -> Iterator[nav.Entry]:
    """Everybody may read the rules."""
    yield nav.Entry(_("Rulebook"), reverse("web:rulebook"), "book", group=2)
