"""The one box of the intake."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from shouwen.customers.models import Customer, CustomerPhone, Occupancy
from shouwen.customers.search import Found, Why, find
from tests.factories import centre

pytestmark = pytest.mark.django_db


def names(found: list[Found]) -> list[str]:
    return [one.customer.name for one in found if one.customer]


def codes(found: list[Found]) -> list[str]:
    return [one.unit.code for one in found if one.unit]


@pytest.fixture
def bay() -> Customer:
    """陈晓林, phone 13800138000, owner of 云栖湾 3-1-1502."""
    project = centre.project(name="云栖湾")
    return centre.customer(centre.unit(project, "3-1-1502"), name="陈晓林", phone="13800138000")


@pytest.mark.parametrize(
    "typed",
    [
        "3-1-1502", "3-1502", "1502", "3栋1502", "3栋 1502", "3栋1单元1502室", "３－１５０２", "150",
        "云栖湾 3-1502", "云栖湾3-1502", "yxw 3-1502", "云栖 1502",
    ],
)  # fmt: skip
def test_a_room_is_found_in_every_spelling(bay: Customer, typed: str) -> None:
    assert [(one.customer, one.why) for one in find(typed, None)] == [(bay, Why.ROOM)]


@pytest.mark.parametrize(
    "typed",
    [
        "陈", "晓", "陈晓", "晓林", "陈晓林", "cx", "CXL", "8000", "138000", "13800138000",
        "陈晓林 8000", "cxl 陈", "云栖湾 陈", "yqw cxl",
    ],
)  # fmt: skip
def test_a_person_is_found_by_name_initials_and_number(bay: Customer, typed: str) -> None:
    assert names(find(typed, None)) == [bay.name]


@pytest.mark.parametrize("typed", ["陈晓林 3-1502", "3-1502 cxl", "3-1502 8000"])
def test_person_and_room_together_must_both_fit(bay: Customer, typed: str) -> None:
    neighbour = centre.customer(centre.unit(centre.project(name="别处"), "3-1-1502"), name="王五", phone="13900139001")
    assert neighbour.name not in names(find(typed, None))
    assert names(find(typed, None)) == [bay.name]


@pytest.mark.parametrize("typed", ["李", "3-1-1503", "8001", "138001380", "zz", "云栖湾 9-9", "", "   ", "x", "2"])
def test_what_is_not_there_is_not_found(bay: Customer, typed: str) -> None:
    assert find(typed, None) == []


def test_numbers_agreeing_only_in_their_last_four_digits_are_told_apart(bay: Customer) -> None:
    centre.customer(centre.unit(), name="王五", phone="13911118000")
    assert names(find("138000", None)) == ["陈晓林"]
    assert sorted(names(find("8000", None))) == ["王五", "陈晓林"]


def test_one_number_is_found_among_many_with_the_same_ending() -> None:
    at = centre.unit()
    for number in range(70):
        centre.customer(at, phone=f"138{number:04d}8000")
    assert [one.phones.get().number for one in (found.customer for found in find("13800698000", None)) if one] == [
        "13800698000"
    ]
    assert len(find("00698000", None)) == 1


@pytest.mark.requirement("S3-I02")
@pytest.mark.parametrize("typed", ["陈", "cxl", "8000", "3-1502", "云栖湾", "云栖湾 3-1502", "陈晓林 3-1502"])
def test_nothing_outside_the_projects_of_the_actor_is_found(bay: Customer, typed: str) -> None:
    own = centre.project()
    assert find(typed, {own.pk}) == []
    assert find(typed, set()) == []
    unit = bay.occupancies.get().unit
    assert codes(find(typed, {own.pk, unit.project_id})) == [unit.code]


def test_a_project_alone_shows_its_units() -> None:
    project = centre.project(name="云栖湾")
    for code in ("1-1-101", "1-1-102"):
        centre.unit(project, code)
    assert [(one.unit and one.unit.code, one.why) for one in find("yxw", None)] == [
        ("1-1-101", Why.PROJECT),
        ("1-1-102", Why.PROJECT),
    ]


def test_a_number_that_is_room_and_telephone_shows_both() -> None:
    at = centre.project()
    centre.customer(centre.unit(at, "3-1-1502"), name="甲")
    centre.customer(centre.unit(at, "4-1-101"), name="乙", phone="13800001502")
    assert names(find("1502", None)) == ["甲", "乙"]


def test_the_whole_name_comes_before_names_that_contain_it() -> None:
    at = centre.project()
    for name in ("陈晓林海", "小陈晓林", "陈晓林"):
        centre.customer(centre.unit(at), name=name)
    assert names(find("陈晓林", None))[0] == "陈晓林"


def test_present_occupants_come_before_past_ones() -> None:
    unit = centre.unit(code="3-1-1502")
    centre.occupy(centre.customer(name="旧主"), unit, until=date(2020, 1, 1))
    centre.occupy(centre.customer(name="新主"), unit, since=date(2020, 1, 1))
    assert [(one.customer and one.customer.name, one.until) for one in find("3-1502", None)] == [
        ("新主", None),
        ("旧主", date(2020, 1, 1)),
    ]


def test_an_empty_unit_is_found_alone() -> None:
    unit = centre.unit(code="3-1-1502")
    assert find("3-1502", None) == [Found(unit, None, "", Why.ROOM)]


def test_an_owner_without_a_unit_is_found_by_those_who_see_everything(bay: Customer) -> None:
    alone = centre.customer(name="无房客")
    assert find("无房", None) == [Found(None, alone, "", Why.NAME)]
    assert find("无房", {bay.occupancies.get().project_id}) == []


def test_no_more_than_the_limit_is_shown() -> None:
    at = centre.project()
    for _ in range(5):
        centre.customer(centre.unit(at), name="陈某")
    assert len(find("陈", None, limit=3)) == 3


def test_changes_are_found_at_once(bay: Customer) -> None:
    bay.name, bay.pinyin = "周瑜", "zy"
    bay.save()
    CustomerPhone.objects.filter(customer=bay).update(number="13900139001")
    elsewhere = centre.unit(code="9-1-901")
    Occupancy.objects.filter(customer=bay).update(unit=elsewhere, project=elsewhere.project)
    assert find("陈晓林", None) == find("8000", None) == []
    assert codes(find("zy", {elsewhere.project_id})) == codes(find("9001", None)) == ["9-1-901"]


def test_a_phone_that_is_removed_finds_nobody(bay: Customer) -> None:
    bay.phones.all().delete()
    assert find("13800138000", None) == []


def test_a_customer_that_is_deleted_is_found_no_more(bay: Customer) -> None:
    bay.delete()
    assert find("陈晓林", None) == []


def test_the_questions_asked_do_not_grow_with_the_answers(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    at = centre.project()
    for _ in range(12):
        centre.customer(centre.unit(at), name="陈某")
    with django_assert_max_num_queries(6):
        found = find("陈", None)
        assert [(one.unit and one.unit.project.name, one.unit and one.unit.building.name) for one in found]
