"""Neighbours with the same trouble, drawn as a riser; the same trouble again in the same unit."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Complaint
from shouwen.complaints.repeats import earlier_here
from shouwen.complaints.similar import nearby
from shouwen.complaints.words import ComplaintType
from shouwen.estate.models import Unit
from shouwen.kernel import clock, following, moves
from shouwen.kernel.models import Case
from tests.factories.story import Story, at, registration, story

pytestmark = pytest.mark.django_db
LEAK = ComplaintType.MAINTENANCE


def complain(told: Story, room: str, when: str, **changes: str) -> str:
    """A complaint from a flat of stair 1; returns its number."""
    unit = told.cast.unit("agent", f"1-1-{room}")
    assert unit is not None
    instant = at(when)
    given = registration(contact_ended_at=when, required_finish_at="2024-06-30 18:00", **changes)
    following.catch_up()
    with clock.moved_to(instant):
        place = moves.Place(unit.project, unit, told.cast.customers["customer"])
        number = moves.start(Complaint.register, place, by=told.cast.actor("agent"), given=given).case.number
        following.catch_up()
    return number


def flat(told: Story, room: str) -> Unit:
    found = told.cast.unit("agent", f"1-1-{room}")
    assert found is not None
    return found


def a_floor_above(told: Story, room: str) -> None:
    """The cast lives on one floor; this adds the flat above."""
    below = flat(told, f"1{room[1:]}")
    Unit.objects.create(
        project=below.project, building=below.building, stair="1", room=room, code=f"1-1-{room}", text=f"1-1-{room}"
    )


def test_a_leak_upstairs_is_shown_in_the_riser_and_in_the_list() -> None:
    told = story()
    a_floor_above(told, "201")
    number = complain(told, "201", "2024-05-01 10:00")
    found = nearby(flat(told, "101"), LEAK, at("2024-05-06 10:00"))
    assert [record.case.number for record in found.records] == [number]
    assert found.columns == ["01"]
    assert [(floor.name, floor.flats[0].mark) for floor in found.floors] == [("2", "open"), ("1", "here")]
    assert found.records[0].pk in found.same_stack


def test_three_households_of_a_project_may_be_a_common_issue() -> None:
    told = story()
    complain(told, "102", "2024-05-01 10:00")
    assert not nearby(flat(told, "101"), LEAK, at("2024-05-06 10:00")).may_be_common
    complain(told, "103", "2024-05-02 10:00")
    assert nearby(flat(told, "101"), LEAK, at("2024-05-06 10:00")).may_be_common


@pytest.mark.parametrize(
    ("room", "day", "kind"),
    [("102", "2024-04-05 10:00", "maintenance"), ("102", "2024-05-01 10:00", "property_service")],
    ids=["longer ago than thirty days", "another type"],
)
def test_what_is_old_or_of_another_type_is_not_nearby(room: str, day: str, kind: str) -> None:
    told = story()
    complain(told, room, day, type=kind)
    found = nearby(flat(told, "101"), LEAK, at("2024-05-06 10:00"))
    assert (found.records, found.households) == ([], 1)


@pytest.mark.requirement("S3-I08")
def test_the_same_trouble_in_the_same_unit_is_announced_as_a_repeat() -> None:
    told = story()
    number = complain(told, "101", "2024-03-01 10:00")
    again = earlier_here(flat(told, "101"), LEAK, at("2024-05-06 10:00"))
    assert again is not None
    assert again.case.number == number
    assert earlier_here(flat(told, "101"), LEAK, at("2024-12-01 10:00")) == again  # never closed: still the same
    Case.objects.filter(number=number).update(closed_at=at("2024-03-02 10:00"))
    assert earlier_here(flat(told, "101"), LEAK, at("2024-08-29 10:00")) == again
    assert earlier_here(flat(told, "101"), LEAK, at("2024-08-29 10:01")) is None
    assert earlier_here(flat(told, "102"), LEAK, at("2024-05-06 10:00")) is None
