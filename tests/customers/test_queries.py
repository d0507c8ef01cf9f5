"""Reads of customers and their units."""

from __future__ import annotations

from datetime import date

import pytest

from shouwen.customers.models import CustomerPhone, Occupancy
from shouwen.customers.queries import customer_within, people_of, primary_numbers, unit_within, units_of
from tests.factories import centre

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)


@pytest.mark.requirement("S3-I02")
def test_a_unit_outside_the_scope_is_as_absent_as_one_that_is_not_there() -> None:
    unit = centre.unit()
    assert unit_within(unit.pk, None) == unit_within(unit.pk, {unit.project_id}) == unit
    assert unit_within(unit.pk, {unit.project_id + 1}) is None
    assert unit_within(unit.pk + 1, None) is None


@pytest.mark.requirement("S3-I02")
def test_a_customer_belongs_to_the_projects_of_their_units() -> None:
    unit = centre.unit()
    who = centre.customer(unit)
    assert customer_within(who.pk, {unit.project_id}) == who
    assert customer_within(who.pk, {unit.project_id + 1}) is None
    assert customer_within(centre.customer().pk, {unit.project_id}) is None


def test_owners_are_named_before_those_who_live_with_them() -> None:
    unit = centre.unit()
    tenant, owner = centre.customer(), centre.customer()
    centre.occupy(tenant, unit, Occupancy.Relation.TENANT)
    centre.occupy(owner, unit)
    assert [one.customer for one in people_of(unit.pk, DAY)] == [owner, tenant]


@pytest.mark.parametrize(
    ("since", "until", "lives_there"),
    [
        (None, None, True),
        (DAY, None, True),
        (None, DAY, False),
        (date(2026, 3, 3), None, False),
        (date(2026, 1, 1), date(2026, 3, 3), True),
    ],
)
def test_a_relation_holds_from_its_first_day_to_the_day_before_its_end(
    since: date | None, until: date | None, lives_there: bool
) -> None:
    unit = centre.unit()
    who = centre.customer()
    centre.occupy(who, unit, since=since, until=until)
    assert bool(people_of(unit.pk, DAY)) is lives_there
    assert bool(units_of(who.pk, DAY, None)) is lives_there


def test_units_of_a_customer_are_shown_within_the_scope_only() -> None:
    here, there = centre.unit(), centre.unit()
    who = centre.customer(here)
    centre.occupy(who, there)
    assert [one.unit for one in units_of(who.pk, DAY, {here.project_id})] == [here]
    assert len(units_of(who.pk, DAY, None)) == 2


def test_the_primary_number_speaks_for_the_customer() -> None:
    who = centre.customer(phone="19900000001")
    CustomerPhone.objects.create(customer=who, number="19900000002")
    other = centre.customer(phone="19900000003")
    other.phones.update(is_primary=False)
    assert primary_numbers([who.pk, other.pk]) == {who.pk: "19900000001", other.pk: "19900000003"}
