"""What begins from a card: the domains say which of their pages take a unit or a person with them.

A domain calls ``declare`` when its app is ready; the card knows neither the domain nor its pages.
"""

from __future__ import annotations

from collections.abc import Callable

from shouwen.customers.models import Customer
from shouwen.estate.models import Unit
from shouwen.people.models import Staff
from shouwen.web.parts import Action

Beginning = Callable[[Staff, Unit, Customer | None], Action | None]

_declared: list[Beginning] = []


def declare(beginning: Beginning) -> Beginning:
    """Offer this from every card; it answers None for people who may not begin it there."""
    _declared.append(beginning)
    return beginning


def beginnings(person: Staff, unit: Unit, customer: Customer | None = None) -> list[Action]:
    """What this person may begin for the unit, with ``customer`` as the one who speaks."""
    found = (begin(person, unit, customer) for begin in _declared)
    return [action for action in found if action is not None]
