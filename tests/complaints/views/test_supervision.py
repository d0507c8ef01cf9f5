"""The group centre's day on one page."""

from __future__ import annotations

import pytest

from shouwen.complaints import supervision
from shouwen.complaints.flows import Order, Reconciliation
from shouwen.complaints.models import AgentRanking, ReceptionCheck, SlowSummary
from shouwen.kernel import moves
from tests.factories.pages import client_of, when
from tests.factories.story import agreed, at, registered, story

pytestmark = pytest.mark.django_db

HERE = "/complaints/supervision/"
CHECKS = {"slow": True, "plan_reasonable": True, "people_adequate": False, "materials_adequate": True}


@pytest.mark.parametrize("who", ["agent", "head_property_repair", "chairman_region", "hr_centre"])
def test_the_page_is_for_the_groups_centre(who: str) -> None:
    assert client_of(story(), who).get(HERE).status_code == 403


@pytest.mark.requirement("S3-26b")
def test_staff_see_how_many_are_to_follow_up_today_and_how_many_are_done() -> None:
    told = agreed()
    told.take(Order.follow_up, "group_agent", "2024-05-06 14:10", given={"remark": "已通话"})
    with when("2024-05-06 15:00"):
        page = client_of(told, "group_agent").get(HERE).content.decode()
    assert "1 to follow up today, 1 done" in page


@pytest.mark.requirement("S3-26c", "S3-26e", "S3-26f")
def test_the_slow_list_is_checked_reported_and_then_urged_from_the_page() -> None:
    told = agreed()
    assert told.order is not None
    supervision.list_candidates(at("2024-05-06 18:05"))
    with when("2024-05-06 18:06"):
        page = client_of(told, "group_agent").get(HERE).content.decode()
        assert f"/cases/{told.order.number}/mark_slow/" in page
        assert client_of(told, "group_agent").post(f"{HERE}summary/2024-05-06/").status_code == 409
    told.take(Order.mark_slow, "group_agent", "2024-05-06 18:10", given=CHECKS)
    with when("2024-05-06 18:20"):
        assert client_of(told, "group_agent").post(f"{HERE}summary/2024-05-06/").status_code == 302
        page = client_of(told, "dgm").get(HERE).content.decode()
    assert SlowSummary.objects.get().orders == 1
    assert "too few" in page
    assert f"/cases/{told.order.number}/urge_leader/" in page


@pytest.mark.requirement("S3-17a")
def test_a_reception_seen_leads_to_its_page_where_what_could_match_is_offered() -> None:
    told = registered()
    assert told.complaint is not None
    given = {
        "project": told.cast.projects["P1"].pk,
        "seen_at": "2024-05-06T09:40",
        "channel": "visit",
        "note": "来访一组",
        "key": "seen-1",
    }
    with when("2024-05-06 17:00"):
        browser = client_of(told, "group_agent")
        answers = [browser.post(f"{HERE}receptions/", given) for _ in range(2)]
    check = ReceptionCheck.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/cases/{check.case.number}/"}
    form = browser.get(f"/cases/{check.case.number}/match/").content.decode()
    assert told.complaint.number in form
    assert "来访一组" in browser.get(f"/cases/{check.case.number}/").content.decode()


def test_a_reception_without_a_time_stays_typed_in_the_form() -> None:
    told = story()
    given = {"project": told.cast.projects["P1"].pk, "seen_at": "", "channel": "visit", "note": "来访一组"}
    answer = client_of(told, "group_agent").post(f"{HERE}receptions/", given)
    assert answer.status_code == 422
    assert "来访一组" in answer.content.decode()


@pytest.mark.requirement("S3-17b")
def test_the_person_answerable_is_chosen_among_those_who_served_the_project() -> None:
    told = story()
    with when("2024-05-10 17:00"):
        place = moves.Place(told.cast.projects["P1"])
        given = {"seen_at": "2024-05-10 10:00", "channel": "visit", "note": "来访一组"}
        done = moves.start(Reconciliation.register, place, by=told.cast.actor("group_agent"), given=given)
        form = client_of(told, "group_agent").get(f"/cases/{done.case.number}/verify/").content.decode()
    assert f'value="{told.cast.staff["agent2"].pk}"' in form
    assert f'value="{told.cast.staff["agent3"].pk}"' not in form


@pytest.mark.requirement("S3-16c")
def test_the_latest_ranking_is_shown_with_its_bottom_and_small_samples() -> None:
    told = story()
    AgentRanking.objects.create(
        month="2024-05-01", agent=told.cast.staff["agent"], rank=16, score="4.32", sample=3, is_sample_small=True,
        is_bottom_ten=True,
    )  # fmt: skip
    page = client_of(told, "gm").get(HERE).content.decode()
    assert "4.32" in page
    assert "bottom ten" in page
