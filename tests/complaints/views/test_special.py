"""The special-assessment list, and the red bars on a special order's page (S3-33c … S3-33i)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.complaints.flows import Order
from shouwen.complaints.models import SpecialAssessment
from tests.complaints.test_levels import special_order
from tests.factories.pages import client_of, when
from tests.factories.story import Story, agreed

pytestmark = pytest.mark.django_db

HERE = "/complaints/special/"
FORCE = {"leader": "周总", "members": "工程", "site": "1栋", "starts_at": "2024-05-06 14:00"}


def page_of_the_order(told: Story, who: str) -> str:
    assert told.order is not None
    return client_of(told, who).get(f"/cases/{told.order.number}/").content.decode()


@pytest.mark.requirement("S3-33c", "S3-33d")
def test_the_list_shows_what_is_owed_and_lets_only_the_general_manager_urge() -> None:
    told = special_order()
    assert told.order is not None
    with when("2024-05-08 09:00"):
        gm, chairman = client_of(told, "gm").get(HERE), client_of(told, "chairman_property").get(HERE)
    page = gm.content.decode()
    assert told.order.number in page
    assert "1 day missed" in page
    assert f"/cases/{told.order.number}/urge_chairman/" in page
    assert told.order.number in chairman.content.decode()
    assert "urge_chairman" not in chairman.content.decode()


def test_who_sees_none_of_its_cases_sees_an_empty_list() -> None:
    told = special_order()
    with when("2024-05-08 09:00"):
        assert "No special order is on the list." in client_of(told, "agent3").get(HERE).content.decode()


def test_the_list_asks_as_many_questions_for_many_orders_as_for_one() -> None:
    told = special_order()
    client = client_of(told, "gm")
    with when("2024-05-08 09:00"):
        client.get(HERE)
        with CaptureQueriesContext(connection) as few:
            client.get(HERE)
        other = agreed_in(told)
        SpecialAssessment.objects.create(order_id=other, level="major", listed_at=told.order.opened_at)  # type: ignore[union-attr]
        with CaptureQueriesContext(connection) as many:
            client.get(HERE)
    assert len(many) == len(few)


def agreed_in(told: Story) -> int:
    """Another order, of the same house."""
    second = agreed()
    assert second.order is not None
    return second.order.pk


@pytest.mark.requirement("S3-33i")
def test_a_red_bar_stands_at_the_head_until_the_task_force_is_formed() -> None:
    told = special_order()
    with when("2024-05-06 12:00"):
        page = page_of_the_order(told, "gm")
        assert "sw-alarm" in page
        assert "form_task_force" in page
        assert "sw-alarm" in page_of_the_order(told, "group_agent")
    told.take(Order.form_task_force, "gm", "2024-05-06 12:10", given=FORCE)
    with when("2024-05-06 12:11"):
        assert "sw-alarm" not in page_of_the_order(told, "gm")


@pytest.mark.requirement("S3-21e")
def test_the_chairman_stands_under_leadership_responsibility_beside_the_leader() -> None:
    told = special_order()
    with when("2024-05-06 12:00"):
        page = page_of_the_order(told, "gm")
    assert "Leadership responsibility</dt><dd>chairman_property, leader_property_engineering" in page


@pytest.mark.requirement("S3-33e")
def test_the_form_of_the_meeting_offers_the_chairman_and_nobody_else() -> None:
    told = special_order()
    assert told.order is not None
    with when("2024-05-06 12:00"):
        page = client_of(told, "chairman_property").get(f"/cases/{told.order.number}/hold_meeting/").content.decode()
    assert page.count('name="given-chair"') == 1
    assert "chairman_property" in page


@pytest.mark.requirement("S3-33g")
def test_minutes_typed_line_by_line_come_back_when_a_line_lacks_its_person() -> None:
    told = special_order()
    assert told.order is not None
    meeting = {"started_at": "2024-05-06 15:00", "ended_at": "2024-05-06 16:00"}
    told.take(Order.hold_meeting, "chairman_property", "2024-05-06 17:00", given=meeting)
    form = {
        "given-responsible": "何建川",
        "given-solution": "重做防水",
        "given-finish_at": "2024-05-09T18:00",
        "given-more": "李工|更换管道|2024-05-12\n|复查|2024-05-13",
    }
    address = f"/cases/{told.order.number}/file_minutes/"
    with when("2024-05-06 17:30"):
        answer = client_of(told, "chairman_property").post(address, form)
        assert answer.status_code == 422
        assert "李工|更换管道" in answer.content.decode()
        form["given-more"] = "李工|更换管道|2024-05-12\n王工|复查|2024-05-13"
        assert client_of(told, "chairman_property").post(address, form).status_code == 302
        page = page_of_the_order(told, "gm")
    assert "李工" in page
    assert "王工" in page
