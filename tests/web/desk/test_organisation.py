"""The organisation pages: read by everybody, changed by administrators."""

from __future__ import annotations

import pytest
from django.test import Client

from shouwen.kernel import clock, posts
from shouwen.kernel.errors import Refused
from shouwen.people.models import Appointment, OrgUnit, PostChange, Staff
from shouwen.people.roles import OrgKind, Role
from tests.factories import centre
from tests.factories.story import Story, at, registered
from tests.web.desk.conftest import Browser

pytestmark = pytest.mark.django_db
NOON = at("2024-05-06 12:00")


@pytest.fixture
def told() -> Story:
    return registered()


@pytest.fixture
def administrator(told: Story) -> Staff:
    group = told.cast.projects["P1"].region.parent
    assert group is not None
    return centre.holder(Role.ADMINISTRATOR, group)


def appoint(client: Client, told: Story, who: Staff, **changes: str) -> int:
    posted = {"staff": who.staff_no, "role": "project_agent", "line": "", "starts_at": "", "reason": "补岗", **changes}
    with clock.moved_to(NOON):
        return client.post(f"/organisation/{told.cast.projects['P1'].org_id}/appoint/", posted).status_code


def test_the_tree_the_nodes_and_the_people_can_be_read(told: Story, browser_of: Browser) -> None:
    client = browser_of(told.cast.staff["agent"])
    project = told.cast.projects["P1"]
    assert "regional company" in client.get("/organisation/").content.decode()
    assert "agent2" in client.get(f"/organisation/{project.org_id}/").content.decode()
    assert "P1" in client.get(f"/organisation/people/{told.cast.staff['agent2'].pk}/").content.decode()
    page = client.post("/organisation/", {"q": "chairman_reg"}).content.decode()
    assert "chairman_region" in page
    assert '<form class="sw-row" method="post" action="/organisation/"' in page
    assert "chairman_region" not in client.get("/organisation/", {"q": "chairman_reg"}).content.decode()
    assert client.get("/organisation/delegations/").status_code == 200


def test_an_administrator_appoints_and_the_reason_is_kept(
    told: Story, administrator: Staff, browser_of: Browser
) -> None:
    newcomer = centre.staff()
    assert appoint(browser_of(administrator), told, newcomer) == 302
    post = Appointment.objects.get(staff=newcomer)
    assert post.starts_at == NOON
    assert PostChange.objects.get(appointment=post).reason == "补岗"


def test_who_is_no_administrator_appoints_nobody(told: Story, browser_of: Browser) -> None:
    newcomer = centre.staff()
    client = browser_of(told.cast.staff["gm"])
    assert appoint(client, told, newcomer) == 403
    assert appoint(client, told, newcomer, reason="") == 403
    assert "Appoint somebody" not in client.get(f"/organisation/{told.cast.projects['P1'].org_id}/").content.decode()
    assert not Appointment.objects.filter(staff=newcomer).exists()


@pytest.mark.parametrize("role", ["group_gm", "hr_centre", "rule_owner", "auditor"])
def test_nobody_below_the_group_gives_a_post_of_the_group(told: Story, browser_of: Browser, role: str) -> None:
    company = told.cast.projects["P1"].region
    client, newcomer = browser_of(centre.holder(Role.ADMINISTRATOR, company)), centre.staff()
    assert appoint(client, told, newcomer, role=role) == 422
    assert role not in client.get(f"/organisation/{company.pk}/").content.decode()
    with pytest.raises(Refused):
        posts.appoint(newcomer, Role(role), company, by=centre.holder(Role.ADMINISTRATOR, company), reason="补岗")
    assert not Appointment.objects.filter(staff=newcomer).exists()


def test_a_post_ends_with_a_reason_and_its_duties_go_on(told: Story, administrator: Staff, browser_of: Browser) -> None:
    agent = told.cast.staff["agent"]
    post = Appointment.objects.get(staff=agent)
    client = browser_of(administrator)
    with clock.moved_to(NOON):
        assert client.post(f"/organisation/appointments/{post.pk}/end/", {"reason": ""}).status_code == 422
        assert client.post(f"/organisation/appointments/{post.pk}/end/", {"reason": "离职"}).status_code == 302
    post.refresh_from_db()
    assert post.ends_at == NOON
    assert told.owed("T1").debtor == told.cast.staff["agent2"]


def test_nobody_else_ends_a_post(told: Story, browser_of: Browser) -> None:
    post = Appointment.objects.get(staff=told.cast.staff["agent"])
    answer = browser_of(told.cast.staff["gm"]).post(f"/organisation/appointments/{post.pk}/end/", {"reason": "离职"})
    assert answer.status_code == 403
    post.refresh_from_db()
    assert post.ends_at is None


def test_an_administrator_of_the_groups_centre_is_one_of_the_whole_house(told: Story, browser_of: Browser) -> None:
    centres = OrgUnit.objects.get(kind=OrgKind.GROUP_CENTRE)
    post = Appointment.objects.get(staff=told.cast.staff["agent"])
    client = browser_of(centre.holder(Role.ADMINISTRATOR, centres))
    with clock.moved_to(NOON):
        assert client.post(f"/organisation/appointments/{post.pk}/end/", {"reason": "离职"}).status_code == 302
    post.refresh_from_db()
    assert post.ends_at == NOON
