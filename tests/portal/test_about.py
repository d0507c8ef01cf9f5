"""A customer complains about the specialist himself: the group reads it, the accused does not (S3-11a)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shouwen.complaints.flows import AboutAgent
from shouwen.complaints.models import AgentComplaint
from shouwen.kernel import moves
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, Notice
from tests.complaints.handling import stage
from tests.factories.pages import client_of, when
from tests.factories.sanctions import take
from tests.factories.story import Story, at, registered
from tests.portal.test_views import NOON, door, read, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_time")]


def complain(told: Story, path: str, **changes: str) -> int:
    given = {"to": str(told.cast.staff["agent"].pk), "fault": "attitude", "words": "边看手机边登记", **changes}
    with when(NOON):
        return visitor().post(f"{path}about/", given).status_code


def seen_by(told: Story, who: str, case: Case) -> set[str]:
    """The pages of somebody on which the case's number stands, and whether its own opens."""
    client = client_of(told, who)
    assert told.complaint is not None
    pages = {
        "its page": reverse("web:case", args=[case.number]),
        "the complaint": reverse("web:case", args=[told.complaint.number]),
        "the list": reverse("web:cases") + "?flow=complaints.about_agent",
        "the unit": reverse("web:cases") + f"?unit={case.unit_id}",
        "the workbench": "/",
    }
    with when("2024-05-06 13:00"):
        answers = {name: client.get(address, follow=True) for name, address in pages.items()}
        answers["the search"] = client.post(reverse("web:search"), {"q": case.number}, follow=True)
    return {name for name, a in answers.items() if a.status_code == 200 and case.title in a.content.decode()}


@pytest.mark.requirement("S3-11a", "S3-08e")
def test_the_complaint_goes_from_the_customers_phone_to_the_group_past_the_accused() -> None:
    told = registered()
    path = door(told)
    assert "Not content with how you were treated?" in read(path)
    assert complain(told, path) == 302
    record = AgentComplaint.objects.get()
    assert (record.accused, record.complaint) == (told.cast.staff["agent"], told.complaint.complaint)  # type: ignore[union-attr]
    assert seen_by(told, "agent", record.case) == set()
    assert {"its page", "the list", "the complaint", "the search"} <= seen_by(told, "group_agent", record.case)
    assert not Notice.objects.filter(case=record.case, staff=told.cast.staff["agent"]).exists()
    take(told, AboutAgent.investigate, record.case, "group_agent", "2024-05-06 14:00")
    answered = {"findings": "监控属实", "answer": "已当面致歉并另派专员"}
    take(told, AboutAgent.reject, record.case, "group_agent", "2024-05-06 15:00", **answered)
    page = read(path, "2024-05-06 16:00")
    assert "已当面致歉并另派专员" in page
    assert "监控属实" not in page
    assert Notice.objects.filter(code="agent_complaint_answered", customer=told.cast.customers["customer"]).exists()


@pytest.mark.requirement("S3-11a")
def test_only_people_of_this_counter_can_be_named_and_nothing_typed_is_lost() -> None:
    told = registered()
    path = door(told)
    for changes in ({"to": str(told.cast.staff["gm"].pk)}, {"to": "x"}, {"fault": "murder"}, {"words": " "}):
        assert complain(told, path, **changes) == 422
    with when(NOON):
        page = visitor().post(f"{path}about/", {"words": "边看手机边登记"}).content.decode()
    assert "边看手机边登记" in page
    assert "Please choose whom it is about." in page
    assert not AgentComplaint.objects.exists()


def test_a_link_that_got_around_complains_three_times_a_day() -> None:
    told = registered()
    path = door(told)
    assert [complain(told, path) for _ in range(4)] == [302, 302, 302, 422]


@pytest.mark.requirement("S3-11a")
def test_what_is_sent_again_has_arrived_even_when_it_was_the_last_of_the_day() -> None:
    told = registered()
    path = door(told)
    assert [complain(told, path, key=key) for key in ("a", "b", "c", "c", "d")] == [302, 302, 302, 302, 422]
    assert AgentComplaint.objects.count() == 3


def test_all_that_was_said_on_several_days_stands_on_the_page() -> None:
    told = registered()
    path = door(told)
    for number in range(3):
        complain(told, path, words=f"第{number}次")
    with when("2024-05-07 09:00"):
        given = {"to": str(told.cast.staff["agent"].pk), "fault": "attitude", "words": "第3次"}
        assert visitor().post(f"{path}about/", given).status_code == 302
    page = read(path, "2024-05-07 09:10")
    assert all(f"第{number}次" in page for number in range(4))


@pytest.mark.requirement("S3-11a")
def test_a_clerk_of_the_company_who_took_the_complaint_can_be_complained_about() -> None:
    told = stage.received(by="cs_clerk")
    path = door(told)
    assert "cs_clerk" in read(path)
    assert complain(told, path, to=str(told.cast.staff["cs_clerk"].pk)) == 302
    assert AgentComplaint.objects.get().accused == told.cast.staff["cs_clerk"]


@pytest.mark.requirement("S3-11a")
def test_so_can_a_specialist_who_has_left_since() -> None:
    told = registered()
    agent = told.cast.staff["agent"]
    agent.appointments.update(ends_at=at("2024-05-06 12:00"))
    path = door(told)
    assert f'<option value="{agent.pk}" selected>' in read(path)
    assert complain(told, path) == 302
    assert AgentComplaint.objects.get().accused == agent


@pytest.mark.requirement("S3-11a")
def test_a_clerk_who_took_another_complaint_cannot_be_named_in_this_one() -> None:
    told = stage.received()
    path = door(told)
    assert complain(told, path, to=str(told.cast.staff["cs_clerk"].pk)) == 422
    given = {"to": told.cast.staff["cs_clerk"].pk, "fault": "attitude", "customer_name": "陈女士", "words": "态度差"}
    assert told.complaint is not None
    given["complaint"], place, by = (
        told.complaint.number,
        moves.Place(told.cast.projects["P1"]),
        told.cast.actor("group_agent"),
    )
    with when(NOON), pytest.raises(Refused) as refused:
        moves.start(AboutAgent.report, place, by=by, given=given)
    assert list(refused.value.fields) == ["to"]
