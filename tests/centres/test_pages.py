"""The pages of the centres: what each shows, and that a long list asks no more than a short one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.centres import checklist, leads
from shouwen.centres.flows import Centre, Postings, Talk, VideoChecks, Voice
from shouwen.centres.leads import Told
from shouwen.centres.models import CheckItem, ServiceCentre, VideoCheck
from shouwen.estate.models import Phase
from shouwen.kernel import clock, moves
from shouwen.kernel.access import ENGINE, Actor
from shouwen.kernel.models import Case
from shouwen.people.roles import Role
from shouwen.rehearsal.scenario import instant_of
from tests.centres.stage import act, centre_of, estate, jobs_at, story
from tests.factories import centre as making
from tests.factories.pages import client_of, picture, when
from tests.factories.story import Story

pytestmark = pytest.mark.django_db

NOON = "2024-01-11 12:00"


def asked(told: Story, who: str, path: str) -> int:
    """How many questions the page asks."""
    browser = client_of(told, who)
    with when(NOON):
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
    return len(seen)


def a_centre(told: Story, number: int) -> Case:
    project = making.project(told.cast.projects["P1"].region, serviced_by=told.cast.projects["P1"].property_company)
    making.holder(Role.PROJECT_AGENT, project)
    with clock.moved_to(instant_of("2024-01-10 09:00")):
        given = {"opened_on": "2024-01-10", "hotline": f"0571880000{number:02d}"}
        return moves.start(Centre.open, moves.Place(project), by=told.cast.actor("group_agent"), given=given).case


def a_check(told: Story, number: int) -> None:
    case = a_centre(told, number)
    with clock.moved_to(instant_of("2024-01-11 00:05")):
        moves.start(VideoChecks.plan, moves.Place(case.project), by=ENGINE, given={"on": "2024-01-11"})


def a_posting(told: Story, number: int) -> None:
    person = making.holder(Role.PROJECT_AGENT, told.cast.projects["P1"])
    with clock.moved_to(instant_of("2024-01-11 08:00")):
        place = moves.Place(told.cast.projects["P1"], agent=person)
        moves.start(Postings.arrive, place, by=ENGINE, given={"arrived_on": f"2023-{1 + number % 12:02d}-01"})


def a_lead(told: Story, number: int) -> None:
    with clock.moved_to(instant_of("2024-01-09 08:00")):
        leads.submit(Told(told.cast.projects["P1"].pk, "1-1-101", "灯坏了"), told.cast.staff["gm"], f"k{number}")


def a_message(told: Story, _number: int) -> None:
    with clock.moved_to(instant_of("2024-01-09 08:00")):
        by = told.cast.actor("agent")
        given = {"caller": "19900000000", "ended_at": "2024-01-09 07:00"}
        moves.start(
            Voice.leave, moves.Place(told.cast.projects["P1"]), by=by, given=given,
            proofs=[told.piece("hotline_message", "agent")],
        )  # fmt: skip


def a_talk(told: Story, _number: int) -> None:
    unit = making.unit(told.cast.projects["P1"])
    customer = making.customer(unit)
    with clock.moved_to(instant_of("2024-01-09 08:00")):
        place = moves.Place(told.cast.projects["P1"], customer=customer)
        given = {"text": "你好", "unit": unit.pk}
        moves.start(Talk.begin, place, by=Actor.customer_of(customer), given=given)


Maker = Callable[[Story, int], Any]


@pytest.mark.parametrize(
    ("path", "who", "make"),
    [
        ("/centres/", "group_agent", a_centre),
        ("/centres/checks/", "group_agent", a_check),
        ("/centres/rotation/", "group_agent", a_posting),
        ("/centres/leads/", "agent", a_lead),
        ("/centres/messages/", "agent", a_message),
        ("/centres/conversations/", "agent", a_talk),
        ("/centres/omissions/", "group_agent", a_lead),
        ("/centres/platform/", "group_agent", a_talk),
    ],
)
def test_thirty_rows_ask_no_more_than_one(path: str, who: str, make: Maker) -> None:
    told = story()
    checklist.items()
    make(told, 0)
    few = asked(told, who, path)
    for number in range(1, 30):
        make(told, number)
    assert asked(told, who, path) == few


@pytest.mark.requirement("S3-07a")
def test_the_register_lists_what_should_exist_and_does_not_and_opens_it() -> None:
    told = story()
    project = estate(told, "2024-01-01")
    browser = client_of(told, "group_agent")
    with when(NOON):
        assert 'id="lacking"' in browser.get("/centres/").content.decode()
        wrong = browser.post(f"/centres/open/{project.pk}/", {"opened_on": "2024-02-01"})
        assert wrong.status_code == 422
        assert "lies ahead" in wrong.content.decode()
        browser.post(f"/centres/open/{project.pk}/", {"opened_on": "2024-01-11", "hotline": "4008001234"})
        assert 'id="lacking"' not in browser.get("/centres/").content.decode()
    assert ServiceCentre.objects.get().hotline == "4008001234"


@pytest.mark.requirement("S3-07a")
def test_the_dates_are_kept_by_the_group_and_move_the_period_at_once() -> None:
    told = story()
    project = estate(told, "2024-01-01", one=None)
    case = centre_of(told)
    phase = Phase.objects.get()
    browser = client_of(told, "group_agent")
    with when(NOON):
        form = {"launched_on": "2024-01-01", f"handover_planned_on_{phase.pk}": "2026-03-15", "new_phase": ""}
        browser.post(f"/centres/dates/{project.pk}/", form)
        assert "no end yet" in browser.get(f"/centres/dates/{project.pk}/").content.decode()
        browser.post(f"/centres/dates/{project.pk}/", {**form, f"handed_over_on_{phase.pk}": "2026-03-15"})
        assert "2026-09-15" in browser.get("/centres/").content.decode()
        browser.post(f"/centres/dates/{project.pk}/", {**form, "new_phase": "二期"})
    assert project.phases.count() == 2
    case.service_centre.refresh_from_db()
    assert case.service_centre.required_until is None


@pytest.mark.requirement("S3-08a")
def test_the_centres_page_says_what_is_missing_of_the_set_up() -> None:
    told = story()
    case = centre_of(told)
    browser = client_of(told, "group_agent")
    with when(NOON):
        page = browser.get(f"/cases/{case.number}/").content.decode()
        assert "not up to the standard" in page
        assert "not looked at yet" in page
        address = f"/cases/{case.number}/check_setup/"
        browser.post(
            address, {"given-item": "office", "given-passed": "true", "proof-setup_photo": picture(), "key": "s1"}
        )
        page = browser.get(f"/cases/{case.number}/").content.decode()
    assert page.count("not looked at yet") == 6


def owing(page: str) -> str:
    """What the head of a case says about who owes the next step."""
    return page.split("Owes the next step now")[1].split("</div>")[0]


@pytest.mark.requirement("S3-07c")
def test_a_centre_in_use_owes_nothing_until_its_period_has_an_end() -> None:
    told = story()
    case = centre_of(told)
    browser = client_of(told, "group_agent")
    with when(NOON):
        page = browser.get(f"/cases/{case.number}/").content.decode()
    assert "Nothing is owed at present." in owing(page)
    assert "Close the service centre" not in owing(page)
    estate(told, "2024-01-01", one="2024-01-05")
    jobs_at("2024-01-11 04:30", "centres.periods")
    with when(NOON):
        page = browser.get(f"/cases/{case.number}/").content.decode()
    assert "Close the service centre or hand it over" in owing(page)
    assert "Nothing is owed" not in owing(page)


@pytest.mark.requirement("S3-08c")
def test_a_silent_camera_is_at_the_top_of_the_daily_page() -> None:
    told = story()
    case = centre_of(told)
    new = {"code": "CAM-1", "kind": "camera", "location": "接待台"}
    act(told, Centre.add_device, case, "agent", "2024-01-10 10:00", **new)
    browser = client_of(told, "group_agent")
    with when(NOON):
        assert 'id="offline"' not in browser.get("/centres/checks/").content.decode()
    act(told, Centre.report_device, case, "agent", "2024-01-11 08:00", code="CAM-1", online="false")
    with when(NOON):
        page = browser.get("/centres/checks/").content.decode()
    assert page.index('id="offline"') < page.index('id="yesterday"')
    assert "CAM-1" in page


@pytest.mark.requirement("S3-10a")
def test_the_daily_page_says_what_became_of_yesterday() -> None:
    told = story()
    centre_of(told)
    centre_of(told, project="P3")
    jobs_at("2024-01-11 00:05", "centres.video_checks")
    jobs_at("2024-01-12 00:05", "centres.video_checks")
    with when("2024-01-12 09:00"):
        page = client_of(told, "group_agent").get("/centres/checks/").content.decode()
    assert "due 2, done 0, missed 2" in page


@pytest.mark.requirement("S3-08d")
def test_what_is_refused_comes_back_as_it_was_typed() -> None:
    told = story()
    centre_of(told)
    jobs_at("2024-01-11 00:05", "centres.video_checks")
    check = VideoCheck.objects.get()
    browser = client_of(told, "group_agent")
    form = {
        "agent": told.cast.staff["agent"].pk,
        "watched_from": "2024-01-11T09:00",
        "watched_until": "2024-01-11T09:30",
        "conclusion": "violation",
        "finding": "上班玩手机",
        "key": "c1",
        **{f"ok_{item.pk}": "1" for item in checklist.items()},
    }
    with when(NOON):
        refused = browser.post(f"/centres/checks/{check.case.number}/", form)
        assert refused.status_code == 422
        assert "上班玩手机" in refused.content.decode()
        browser.post(f"/centres/checks/{check.case.number}/", {**form, "clip": picture()})
        assert browser.get(f"/centres/checks/{check.case.number}/").status_code == 302
    check.case.refresh_from_db()
    assert check.case.state == "done"


@pytest.mark.requirement("S3-09a")
def test_the_group_edits_the_lines_of_the_checklist() -> None:
    told = story()
    browser = client_of(told, "group_agent")
    first = checklist.items()[0]
    with when(NOON):
        browser.post("/centres/checklist/", {"group": "dress", "text": "佩戴统一丝巾", "points": "5"})
        browser.post("/centres/checklist/", {"drop": first.pk})
        page = browser.get("/centres/checklist/").content.decode()
        assert browser.post("/centres/checklist/", {"group": "dress", "text": "", "points": "5"}).status_code == 422
        assert client_of(told, "agent").get("/centres/checklist/").status_code == 403
    assert "佩戴统一丝巾" in page
    assert first.text not in page
    assert CheckItem.objects.get(text="佩戴统一丝巾").changed_by == told.cast.staff["group_agent"]


@pytest.mark.requirement("S3-43a")
def test_the_list_of_rotations_names_who_is_overdue_and_who_is_due_soon() -> None:
    told = story()
    centre_of(told)
    jobs_at("2024-01-11 08:00", "centres.rotation")
    browser = client_of(told, "group_agent")
    with when("2024-06-10 09:00"):
        page = browser.get("/centres/rotation/").content.decode()
        assert page.index('id="soon"') < page.index("2024-07-10") < page.index('id="later"')
    with when("2024-07-11 09:00"):
        page = browser.get("/centres/rotation/").content.decode()
        assert page.index('id="overdue"') < page.index("2024-07-10") < page.index('id="soon"')
        assert client_of(told, "agent").get("/centres/rotation/").status_code == 403


def test_a_lead_that_lacks_something_says_what_beside_each_field_and_keeps_the_rest() -> None:
    told = story()
    with when(NOON):
        answer = client_of(told, "head_finance").post("/centres/leads/new/", {"words": "灯坏了", "room": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('<span class="sw-field-wrong">') == 2
    assert "灯坏了</textarea>" in page


def test_a_lead_with_a_photo_is_seen_by_its_counter_and_by_nobody_else() -> None:
    told = story()
    form = {
        "project": told.cast.projects["P1"].pk,
        "room": "1-1-101",
        "words": "灯坏了",
        "photo": picture(),
        "key": "l1",
    }
    with when(NOON):
        assert client_of(told, "head_finance").post("/centres/leads/new/", form).status_code == 302
        form["photo"] = picture()
        assert client_of(told, "head_finance").post("/centres/leads/new/", form).status_code == 302
        lead = leads.leads_for(told.cast.staff["agent"]).get()
        seen = client_of(told, "agent").get(f"/centres/leads/{lead.pk}/photo/")
        assert b"".join(seen.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[arg-type] # a file response
        assert client_of(told, "agent3").get(f"/centres/leads/{lead.pk}/photo/").status_code == 404
