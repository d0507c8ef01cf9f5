"""The rehearsal's line in the navigation."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import RulebookEntry
from shouwen.kernel.rulebook import Quantity
from shouwen.rehearsal.costing import answerable
from shouwen.rehearsal.views import MAY
from shouwen.web import nav
from shouwen.web.posts import holds
from shouwen.web.rulebook import further


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """For those who may rehearse."""
    if holds(request, *MAY):
        yield nav.Entry(_("Rehearsal"), reverse("rehearsal:page"), "star", group=2)


@further.offer
def costs(quantity: Quantity, entry: RulebookEntry | None) -> further.Further | None:
    """From a number of the rulebook, or from a proposal, to what a month would have cost under it."""
    if quantity not in answerable():
        return None
    query = f"entry={entry.pk}" if entry else f"quantity={quantity.code}"
    return further.Further(_("What would a month have cost?"), f"{reverse('rehearsal:cost')}?{query}")
