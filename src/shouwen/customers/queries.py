"""Reads of customers and their units, bounded by project ids (``None`` bounds nothing).

Absent and out of bounds are answered alike: None, or an empty list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from shouwen.customers.models import Customer, CustomerPhone, Occupancy
from shouwen.estate.models import Unit


def unit_within(pk: int, projects: Collection[int] | None) -> Unit | None:
    """The unit with its project and building, if it stands in one of ``projects``."""
    found = Unit.objects.filter(pk=pk).select_related("project", "building")
    return (found if projects is None else found.filter(project_id__in=projects)).first()


def customer_within(pk: int, projects: Collection[int] | None) -> Customer | None:
    """The customer, if one of their units, now or before, stands in one of ``projects``."""
    found = Customer.objects.filter(pk=pk).prefetch_related("phones")
    if projects is not None:
        held = Occupancy.objects.filter(customer_id=pk, project_id__in=projects)
        found = found.filter(pk__in=held.values("customer_id"))
    return found.first()


def occupancies_on(day: date) -> QuerySet[Occupancy]:
    """The relations in force on ``day``: [starts_on, ends_on), an open side reaches any day."""
    return Occupancy.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gt=day)
    ).select_related("customer", "unit__project")


def people_of(unit_id: int, day: date) -> list[Occupancy]:
    """Who has which relation to the unit on ``day``; owners first."""
    found = occupancies_on(day).filter(unit_id=unit_id).prefetch_related("customer__phones")
    return sorted(found, key=lambda one: (one.relation != Occupancy.Relation.OWNER, one.pk))


def units_of(customer_id: int, day: date, projects: Collection[int] | None) -> list[Occupancy]:
    """The customer's units on ``day`` within ``projects``, by project and code."""
    found = occupancies_on(day).filter(customer_id=customer_id)
    if projects is not None:
        found = found.filter(project_id__in=projects)
    return list(found.order_by("project_id", "unit__code"))


def primary_numbers(customers: Iterable[int]) -> dict[int, str]:
    """One number for each customer who has any: the primary one, else the oldest."""
    rows = CustomerPhone.objects.filter(customer_id__in=list(customers)).order_by("is_primary", "-id")
    return dict(rows.values_list("customer_id", "number"))
