"""Where a page of the rulebook leads on to: floors above offer a link for a number, or for one proposal of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shouwen.kernel.models import RulebookEntry
from shouwen.kernel.rulebook import Quantity
from shouwen.web.parts import Words


@dataclass(frozen=True)
class Further:
    """One link."""

    title: Words
    url: str


Offer = Callable[[Quantity, RulebookEntry | None], Further | None]
_offers: list[Offer] = []


def offer(make: Offer) -> Offer:
    """Decorator: ask this function for a link on every page of a number."""
    if make not in _offers:
        _offers.append(make)
    return make


def links(quantity: Quantity, entry: RulebookEntry | None = None) -> list[Further]:
    """The links for a number, in the order they were offered."""
    return [found for make in _offers if (found := make(quantity, entry)) is not None]
