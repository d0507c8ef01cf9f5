"""The radar's pages: who sees them, deciding, one answer for all, and the counter that is told while typing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.complaints.flows import Complaint
from shouwen.complaints.models import LevelProposal, OrderRecord, RadarCluster
from shouwen.kernel.models import Case, Event, Notice
from shouwen.portal import links
from tests.complaints.test_similar import complain, flat
from tests.factories.pages import client_of, typed, when
from tests.factories.story import Story, at, story

pytestmark = pytest.mark.django_db

LEAK = "卫生间顶板渗水,楼上管道漏水"
ROOMS = ("101", "102", "103", "104", "105")


def leaking(count: int, *, with_orders: bool = True) -> Story:
    """So many households with the same leak, each with an order drafted."""
    told = story()
    for day, room in enumerate(ROOMS[:count], start=1):
        complain(told, room, f"2024-05-{day:02} 10:00", demand=LEAK)
        if with_orders:
            told.complaint = Case.objects.latest("id")
            told.take(Complaint.raise_order, "agent", f"2024-05-{day:02} 10:05")
    return told


def address(action: str = "") -> str:
    return f"/radar/{RadarCluster.objects.get().pk}/{action + '/' if action else ''}"


@pytest.mark.requirement("S3-33a")
def test_the_list_shows_a_cluster_to_those_who_see_its_project_and_to_nobody_else() -> None:
    told = leaking(3)
    with when("2024-05-06 10:00"):
        for who in ("gm", "group_agent", "agent", "chairman_property"):
            page = client_of(told, who).get("/radar/").content.decode()
            assert LEAK in page, who
        assert LEAK not in client_of(told, "agent3").get("/radar/").content.decode()
        assert client_of(told, "agent3").get(address()).status_code == 404
        assert client_of(told, "agent3").get("/radar/4711/").status_code == 404


def test_the_list_asks_as_many_questions_for_thirty_clusters_as_for_one() -> None:
    told = leaking(3, with_orders=False)
    one = RadarCluster.objects.get()
    client = client_of(told, "gm")
    with when("2024-05-06 10:00"):
        client.get("/radar/")
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get("/radar/")
        for number in range(29):
            RadarCluster.objects.create(
                project=one.project, title=f"{number}", status="proposed", suggested="common", households=3,
                first_at=one.first_at, last_at=one.last_at,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as many:
            page = client.get("/radar/").content.decode()
    assert len(many) == len(few)
    assert "before=" in page


def test_older_clusters_follow_without_gap() -> None:
    told = leaking(3, with_orders=False)
    one = RadarCluster.objects.get()
    for number in range(25):
        RadarCluster.objects.create(
            project=one.project, title=f"matter {number:02}.", status="proposed", suggested="common",
            households=3, first_at=one.first_at, last_at=one.last_at,
        )  # fmt: skip
    with when("2024-05-06 10:00"):
        client = client_of(told, "gm")
        first = client.get("/radar/").content.decode()
        last = RadarCluster.objects.order_by("-last_at", "-pk")[19]
        second = client.get(f"/radar/?view=open&before={last.pk}").content.decode()
    seen = [title in first for title in (f"matter {n:02}." for n in range(25))]
    then = [title in second for title in (f"matter {n:02}." for n in range(25))]
    assert all(a != b for a, b in zip(seen, then, strict=True))


@pytest.mark.requirement("S3-33a")
def test_an_agent_puts_it_before_the_general_manager_who_verifies_all_its_orders_at_once() -> None:
    told = leaking(3)
    with when("2024-05-06 10:00"):
        LevelProposal.objects.all().delete()
        assert client_of(told, "agent").post(address("accept")).status_code == 302
        assert LevelProposal.objects.filter(by=told.cast.staff["agent"], level="common").count() == 3
        given = {"level": "common", "verification": "现场核查三户属实", "households": "3"}
        assert client_of(told, "agent").post(address("verify"), given).status_code == 403
        assert client_of(told, "dgm").post(address("verify"), given).status_code == 403
        assert client_of(told, "gm").post(address("verify"), given).status_code == 302
    assert set(OrderRecord.objects.values_list("level", "verification")) == {("common", "现场核查三户属实")}
    assert RadarCluster.objects.get().status == "verified"
    assert Event.objects.filter(code="complaints.order.grade").count() == 3


@pytest.mark.requirement("S3-33a")
def test_a_verification_without_facts_comes_back_with_what_was_chosen() -> None:
    told = leaking(3)
    with when("2024-05-06 10:00"):
        answer = client_of(told, "gm").post(address("verify"), {"level": "group", "verification": " "})
    assert answer.status_code == 422
    assert 'value="group" checked' in answer.content.decode()
    assert not OrderRecord.objects.exclude(level="general").exists()


def test_dismissing_needs_a_reason_and_more_households_speak_up_again() -> None:
    told = leaking(3)
    with when("2024-05-06 10:00"):
        assert client_of(told, "group_agent").post(address("dismiss"), {"reason": ""}).status_code == 422
        assert client_of(told, "agent").post(address("dismiss"), {"reason": "x"}).status_code == 403
        assert client_of(told, "group_agent").post(address("dismiss"), {"reason": "三户各自原因"}).status_code == 302
    assert RadarCluster.objects.get().status == "dismissed"
    complain(told, "104", "2024-05-07 10:00", demand=LEAK)
    assert RadarCluster.objects.get().status == "dismissed"
    complain(told, "105", "2024-05-07 11:00", demand=LEAK)
    assert (RadarCluster.objects.get().status, RadarCluster.objects.get().suggested) == ("proposed", "group")


def test_one_answer_goes_to_every_household_and_stands_in_each_case_and_on_each_page() -> None:
    told = leaking(3)
    with when("2024-05-06 10:00"):
        said = client_of(told, "group_agent").post(address("answer"), {"text": "5月8日关闭管井抢修"}, follow=True)
        assert "3 households were told." in said.content.decode()
        events = Event.objects.filter(code="complaints.complaint.inform")
        assert events.values("case").distinct().count() == 3
        assert Notice.objects.filter(code="household_informed").count() == 3
        last = Case.objects.filter(flow="complaints.complaint").latest("id")
        token = links.make(last, links.Purpose.FOLLOW)
        page = client_of(told, "agent").get(token[token.index("/", 9) :]).content.decode()
    assert "5月8日关闭管井抢修" in page
    assert RadarCluster.objects.get().answered_at == at("2024-05-06 10:00")


def test_an_empty_answer_goes_to_nobody() -> None:
    told = leaking(3)
    with when("2024-05-06 10:00"):
        assert client_of(told, "group_agent").post(address("answer"), {"text": " "}).status_code == 422
    assert not Notice.objects.filter(code="household_informed").exists()


def test_the_map_draws_the_stack_and_the_case_names_its_cluster() -> None:
    told = leaking(3)
    with when("2024-05-06 10:00"):
        client = client_of(told, "gm")
        page = client.get(address()).content.decode()
        order = Case.objects.filter(flow="complaints.order").latest("id")
        case = client.get(f"/cases/{order.number}/").content.decode()
    assert "Building 1, stair 1" in page
    assert "sw-tower" in page
    assert "3 households with the same matter" in case


def test_the_counter_is_told_of_the_third_household_while_the_words_are_typed() -> None:
    told = leaking(2, with_orders=False)
    with when("2024-05-06 10:05"):
        words = {"unit": flat(told, "103").pk, "demand": "卫生间渗水,吊顶滴水,要求赔偿30万元"}
        page = client_of(told, "agent").post("/complaints/intake/conclusion/", words).content.decode()
    assert "The 3th household" not in page
    assert "household 3 with this matter" in page
    assert "Common issue?" in page
    assert "30万元" in page


def test_what_is_said_to_be_a_matter_of_its_own_is_registered_so() -> None:
    told = leaking(1, with_orders=False)
    with when("2024-05-06 10:05"):
        page = client_of(told, "agent").post("/complaints/intake/conclusion/", typed(told)).content.decode()
        assert 'name="separate"' in page
        client_of(told, "agent").post("/complaints/intake/", typed(told, separate="1"))
        assert Case.objects.latest("id").complaint.repeats is None
        client_of(told, "agent").post("/complaints/intake/", typed(told, key="intake-2"))
        assert Case.objects.latest("id").complaint.repeats is not None
