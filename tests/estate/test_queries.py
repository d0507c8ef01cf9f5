"""Who answers for a project's matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shouwen.estate.models import Project
from shouwen.estate.queries import chairman_for, department_for, leader_in_charge, responsible_person
from shouwen.people.roles import CityTier, Department, Line, Role
from tests.factories import centre

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def capital() -> Project:
    return centre.project(tier=CityTier.PROVINCIAL_CAPITAL)


def third_tier() -> Project:
    return centre.project(tier=CityTier.THIRD_TIER)


@pytest.mark.requirement("S3-21b")
@pytest.mark.parametrize(
    ("department", "line"),
    [
        (Department.MARKETING, Line.MARKETING),
        (Department.ENGINEERING, Line.ENGINEERING),
        (Department.DEVELOPMENT, Line.DEVELOPMENT),
        (Department.CHIEF_ENGINEER, Line.DESIGN),
        (Department.COMMERCIAL, Line.COMMERCIAL),
    ],
)
def test_in_a_provincial_capital_the_leader_of_the_line_answers(department: Department, line: Line) -> None:
    project = capital()
    for other in Line:
        centre.holder(Role.LEADER_IN_CHARGE, project.region, line=other, name=other.value)
    leader = project.region.appointments.get(line=line).staff
    assert leader_in_charge(project, department, NOON) == leader.pk


@pytest.mark.requirement("S3-21c")
@pytest.mark.parametrize("department", [Department.MARKETING, Department.ENGINEERING, Department.COMMERCIAL])
def test_in_a_third_tier_city_the_projects_manager_answers_for_every_line(department: Department) -> None:
    project = third_tier()
    centre.holder(Role.LEADER_IN_CHARGE, project.region, line=Line.ENGINEERING)
    manager = centre.holder(Role.PROJECT_GM, project)
    assert leader_in_charge(project, department, NOON) == manager.pk


@pytest.mark.requirement("S3-21d")
@pytest.mark.parametrize("tier", CityTier)
@pytest.mark.parametrize(
    ("department", "line"),
    [(Department.PROPERTY_REPAIR, Line.ENGINEERING), (Department.PROPERTY_SERVICE, Line.QUALITY)],
)
def test_in_the_property_company_repair_and_service_have_their_own_leaders(
    tier: CityTier, department: Department, line: Line
) -> None:
    project = centre.project(tier=tier)
    centre.holder(Role.PROJECT_GM, project)
    for other in (Line.ENGINEERING, Line.QUALITY):
        centre.holder(Role.LEADER_IN_CHARGE, project.property_company, line=other)
    leader = project.property_company.appointments.get(line=line).staff
    assert leader_in_charge(project, department, NOON) == leader.pk


def test_a_vacant_post_leads_nobody() -> None:
    assert leader_in_charge(capital(), Department.MARKETING, NOON) is None
    assert leader_in_charge(third_tier(), Department.MARKETING, NOON) is None


def test_the_leader_of_another_region_leads_nobody_here() -> None:
    centre.holder(Role.LEADER_IN_CHARGE, centre.regional_company(), line=Line.MARKETING)
    assert leader_in_charge(capital(), Department.MARKETING, NOON) is None


def test_departments_that_only_cooperate_have_no_line() -> None:
    assert leader_in_charge(capital(), Department.FINANCE, NOON) is None


@pytest.mark.requirement("S3-21a")
def test_the_head_of_the_department_is_the_responsible_person() -> None:
    project = capital()
    centre.department(project.region, Department.ENGINEERING)
    node = department_for(project, Department.ENGINEERING)
    assert node is not None
    assert responsible_person(project, Department.ENGINEERING, NOON) is None
    head = centre.holder(Role.DEPARTMENT_HEAD, node)
    assert responsible_person(project, Department.ENGINEERING, NOON) == head.pk


@pytest.mark.requirement("S3-21a")
def test_after_a_transfer_the_old_instant_still_names_the_old_head() -> None:
    project = capital()
    node = centre.department(project.region, Department.ENGINEERING)
    old, new = centre.staff(), centre.staff()
    centre.appoint(old, Role.DEPARTMENT_HEAD, node, until=NOON)
    centre.appoint(new, Role.DEPARTMENT_HEAD, node, since=NOON)
    assert responsible_person(project, Department.ENGINEERING, NOON - timedelta(seconds=1)) == old.pk
    assert responsible_person(project, Department.ENGINEERING, NOON) == new.pk


def test_a_company_without_the_department_has_no_responsible_person() -> None:
    assert responsible_person(capital(), Department.ENGINEERING, NOON) is None


@pytest.mark.requirement("S3-21e")
def test_the_chairman_is_that_of_the_responsible_company() -> None:
    project = capital()
    regional = centre.holder(Role.CHAIRMAN, project.region)
    serving = centre.holder(Role.CHAIRMAN, project.property_company)
    assert chairman_for(project, Department.ENGINEERING, NOON) == regional.pk
    assert chairman_for(project, Department.PROPERTY_REPAIR, NOON) == serving.pk
