"""The ladder an unanswered obligation climbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from shouwen.people.models import OrgUnit, Staff
from shouwen.people.roles import Department, Line, Role
from shouwen.people.superiors import NobodyOnDutyError, duty_holder, superiors_of
from tests.factories import centre

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Company:
    """A company in full order: every post of the ladder is filled."""

    top: OrgUnit
    region: OrgUnit
    engineering: OrgUnit
    worker: Staff
    head: Staff
    leader: Staff
    chairman: Staff
    deputy: Staff
    manager: Staff
    president: Staff

    def ladder(self, staff: Staff | None = None, at: datetime = NOON) -> list[str]:
        found = superiors_of((staff or self.worker).pk, self.engineering, at)
        return [Staff.objects.get(pk=pk).name for pk in found]


@pytest.fixture
def company() -> Company:
    top = centre.group()
    service = centre.group_centre(top)
    region = centre.regional_company(top)
    engineering = centre.department(region, Department.ENGINEERING)
    centre.holder(Role.LEADER_IN_CHARGE, region, line=Line.MARKETING, name="分管营销")
    return Company(
        top, region, engineering,
        worker=centre.holder(Role.DEPARTMENT_STAFF, engineering, name="工程师"),
        head=centre.holder(Role.DEPARTMENT_HEAD, engineering, name="部长"),
        leader=centre.holder(Role.LEADER_IN_CHARGE, region, line=Line.ENGINEERING, name="分管工程"),
        chairman=centre.holder(Role.CHAIRMAN, region, name="董事长"),
        deputy=centre.holder(Role.GROUP_DGM, service, name="副总经理"),
        manager=centre.holder(Role.GROUP_GM, service, name="总经理"),
        president=centre.holder(Role.GROUP_VICE_PRESIDENT, top, name="副总裁"),
    )  # fmt: skip


def test_the_ladder_goes_from_the_department_to_the_group(company: Company) -> None:
    assert company.ladder() == ["部长", "分管工程", "董事长", "副总经理", "总经理", "副总裁"]


def test_a_superior_has_only_those_above(company: Company) -> None:
    assert company.ladder(company.head) == ["分管工程", "董事长", "副总经理", "总经理", "副总裁"]


def test_an_empty_desk_has_the_superiors_of_its_node(company: Company) -> None:
    assert superiors_of(None, company.engineering, NOON)[0] == company.head.pk


def test_a_vacant_post_is_stepped_over(company: Company) -> None:
    company.leader.appointments.update(ends_at=NOON)
    assert company.ladder()[:2] == ["部长", "董事长"]


def test_one_person_on_two_levels_is_asked_once(company: Company) -> None:
    company.leader.appointments.all().delete()
    centre.appoint(company.head, Role.LEADER_IN_CHARGE, company.region, line=Line.ENGINEERING)
    assert company.ladder()[:2] == ["部长", "董事长"]


def test_who_holds_two_posts_has_only_those_above_the_higher(company: Company) -> None:
    company.leader.appointments.all().delete()
    centre.appoint(company.head, Role.LEADER_IN_CHARGE, company.region, line=Line.ENGINEERING)
    assert company.ladder(company.head)[0] == "董事长"


def test_who_was_transferred_yesterday_is_asked_for_yesterday_only(company: Company) -> None:
    company.head.appointments.update(ends_at=NOON - DAY)
    successor = centre.staff("新部长")
    centre.appoint(successor, Role.DEPARTMENT_HEAD, company.engineering, since=NOON - DAY)
    assert company.ladder(at=NOON - 2 * DAY)[0] == "部长"
    assert company.ladder(at=NOON)[0] == "新部长"


def test_the_instant_of_transfer_belongs_to_the_successor(company: Company) -> None:
    company.head.appointments.update(ends_at=NOON)
    centre.appoint(centre.staff("新部长"), Role.DEPARTMENT_HEAD, company.engineering, since=NOON)
    assert company.ladder(at=NOON)[0] == "新部长"
    assert company.ladder(at=NOON - timedelta(seconds=1))[0] == "部长"


def test_who_has_left_the_company_is_asked_no_more(company: Company) -> None:
    Staff.objects.filter(pk=company.head.pk).update(is_active=False)
    assert company.ladder()[0] == "分管工程"


def test_a_project_climbs_by_its_general_manager(company: Company) -> None:
    project = centre.project(company.region)
    centre.holder(Role.PROJECT_GM, project, name="项目总")
    found = superiors_of(None, project.org, NOON)
    assert [Staff.objects.get(pk=pk).name for pk in found][:2] == ["项目总", "董事长"]


def test_with_nobody_above_the_duty_role_answers(company: Company) -> None:
    assert company.ladder(company.president) == ["总经理"]


def test_the_duty_role_is_never_the_person_itself(company: Company) -> None:
    assert duty_holder(company.top, NOON, besides=company.manager.pk) == company.deputy.pk


def test_another_group_is_never_on_duty_here(company: Company) -> None:
    with pytest.raises(NobodyOnDutyError):
        duty_holder(centre.group(), NOON)
