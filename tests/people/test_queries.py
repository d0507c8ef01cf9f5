"""Who holds what, and who may act for whom, at an instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shouwen.people.models import OrgUnit, Staff
from shouwen.people.queries import delegates_of, department_of, holders, principals_of
from shouwen.people.roles import Department, Role
from tests.factories import centre

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def people(count: int) -> list[Staff]:
    return [centre.staff() for _ in range(count)]


def on_leave(principal: Staff, delegate: Staff, since: datetime = NOON - DAY, until: datetime = NOON + DAY) -> None:
    centre.delegate(principal, delegate, since, until)


@pytest.mark.requirement("S3-I06")
def test_a_delegate_acts_for_the_principal_while_the_delegation_runs() -> None:
    a, b = people(2)
    on_leave(a, b)
    assert principals_of(b.pk, NOON) == [a.pk]
    assert delegates_of(a.pk, NOON) == [b.pk]


@pytest.mark.requirement("S3-I06")
def test_a_delegation_ends_at_its_end_to_the_second() -> None:
    a, b = people(2)
    on_leave(a, b, until=NOON)
    assert principals_of(b.pk, NOON - timedelta(seconds=1)) == [a.pk]
    assert principals_of(b.pk, NOON) == []


@pytest.mark.requirement("S3-I06")
def test_a_delegate_on_leave_passes_everything_on() -> None:
    a, b, c = people(3)
    on_leave(a, b)
    on_leave(b, c)
    assert principals_of(c.pk, NOON) == [b.pk, a.pk]
    assert delegates_of(a.pk, NOON) == [b.pk, c.pk]


def test_chains_longer_than_three_are_cut() -> None:
    chain = people(5)
    for principal, delegate in zip(chain, chain[1:], strict=False):
        on_leave(principal, delegate)
    assert delegates_of(chain[0].pk, NOON) == [one.pk for one in chain[1:4]]


def test_a_circle_ends_and_nobody_acts_for_themselves() -> None:
    a, b = people(2)
    on_leave(a, b)
    on_leave(b, a)
    assert principals_of(a.pk, NOON) == [b.pk]
    assert principals_of(b.pk, NOON) == [a.pk]


def test_who_has_left_neither_gives_nor_holds_a_delegation() -> None:
    a, b, c = people(3)
    on_leave(a, b)
    on_leave(b, c)
    Staff.objects.filter(pk=b.pk).update(is_active=False)
    assert principals_of(c.pk, NOON) == []
    assert delegates_of(a.pk, NOON) == []


def test_the_longest_in_office_comes_first() -> None:
    region = centre.regional_company()
    young, old = people(2)
    centre.appoint(young, Role.CHAIRMAN, region, since=NOON - DAY)
    centre.appoint(old, Role.CHAIRMAN, region, since=NOON - 9 * DAY)
    assert holders(Role.CHAIRMAN, NOON, orgs=[region.pk]) == [old.pk, young.pk]


def test_a_department_is_found_by_its_code() -> None:
    region = centre.regional_company()
    marketing = centre.department(region, Department.MARKETING)
    assert department_of(region, Department.MARKETING) == marketing
    assert department_of(region, Department.FINANCE) is None


def test_a_dissolved_department_is_no_department() -> None:
    region = centre.regional_company()
    centre.department(region, Department.MARKETING)
    OrgUnit.objects.filter(parent=region).update(is_active=False)
    assert department_of(region, Department.MARKETING) is None
