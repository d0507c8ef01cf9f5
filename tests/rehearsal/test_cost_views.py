"""The page that reckons a month under a draft: who may, from where one comes, what it refuses in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shouwen.kernel import clock, rule_changes
from shouwen.people.models import Appointment, Staff
from shouwen.people.roles import Role
from tests.factories.pages import client_of, when
from tests.factories.story import Story, issued

pytestmark = pytest.mark.django_db
HERE = "/rehearsal/cost/"


@pytest.fixture
def told() -> Story:
    """An order whose head missed the visit and a day's progress; a rule owner."""
    story = issued()
    story.sweep("2024-05-06 18:01")
    owner = Staff.objects.create(staff_no="owner", name="owner")
    post = Appointment.objects.get(staff=story.cast.staff["gm"])
    Appointment.objects.create(staff=owner, role=Role.RULE_OWNER, org=post.org, starts_at=post.starts_at)
    story.cast.staff["owner"] = owner
    return story


def test_a_month_is_shown_side_by_side_with_the_order_that_differs(told: Story) -> None:
    with when("2024-05-20 09:00"):
        page = client_of(told, "owner").get(f"{HERE}?quantity=complaints.T6.amount&value=350&month=2024-05")
    text = page.content.decode()
    assert told.order is not None
    assert (page.status_code, told.order.number in text) == (200, True)
    assert "CNY 350" in text
    assert "1 matter differs" in text


def test_a_difference_says_whether_it_is_more_or_less(told: Story) -> None:
    asked = f"{HERE}?quantity=complaints.T6.amount&month=2024-05&value="
    with when("2024-05-20 09:00"):
        client = client_of(told, "owner")
        dearer, cheaper = (client.get(f"{asked}{value}").content.decode() for value in (350, 50))
    assert dearer.count(">+CNY 150<") == 3  # of the clause, of the whole and of the person
    assert cheaper.count(">−CNY 150<") == 3


def test_a_sum_opens_into_its_matters_by_code_and_by_person(told: Story) -> None:
    asked = f"{HERE}?quantity=complaints.T6.amount&value=350&month=2024-05"
    head = told.cast.staff["head_property_repair"]
    assert told.order is not None
    with when("2024-05-20 09:00"):
        client = client_of(told, "owner")
        whole = client.get(asked).content.decode()
        by_person = client.get(f"{asked}&person={head.pk}").content.decode()
        nobody = client.get(f"{asked}&person=999999&after=x").content.decode()
    assert "1 person pays differently" in whole
    assert f"&amp;person={head.pk}#behind" in whole
    assert by_person.count(told.order.number) == 2 * whole.count(told.order.number)
    assert "No matter stands behind this number." in nobody


def test_what_cannot_be_reckoned_is_said_in_words_and_a_wrong_value_at_the_field(told: Story) -> None:
    with when("2024-05-20 09:00"):
        client = client_of(told, "hr_centre")
        time_of_day = client.get(f"{HERE}?quantity=complaints.T6.time&value=17:00&month=2024-05")
        wrong = client.get(f"{HERE}?quantity=complaints.T6.amount&value=many&month=2024-05")
    assert "This cannot be reckoned." in time_of_day.content.decode()
    assert wrong.status_code == 422


def test_it_is_for_those_who_make_rules_and_those_who_pay(told: Story) -> None:
    with when("2024-05-20 09:00"):
        for who, status in (("gm", 200), ("finance_centre", 200), ("dgm", 403), ("agent", 403)):
            assert client_of(told, who).get(HERE).status_code == status


def test_a_proposal_of_the_rulebook_and_the_statements_lead_there(told: Story) -> None:
    with when("2024-05-20 09:00"):
        entry = rule_changes.propose(
            "complaints.T6.amount", "350", valid_from=clock.now() + timedelta(days=1), reason="试行",
            by=told.cast.staff["owner"],
        )  # fmt: skip
        proposal = client_of(told, "gm").get(f"/rulebook/entries/{entry.pk}/")
        statements = client_of(told, "hr_centre").get("/payroll/").content.decode()
        cost = client_of(told, "gm").get(f"{HERE}?entry={entry.pk}").content.decode()
    assert f"{HERE}?entry={entry.pk}" in proposal.content.decode()
    assert HERE in statements
    assert 'value="350' in cost
