"""In a real browser: the group's inspector does today's check at the desk, an employee reports a matter on a phone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from shouwen.centres import daily_checks
from shouwen.centres.flows import Centre, VideoChecks
from shouwen.centres.models import Lead, VideoCheck
from shouwen.kernel import clock, moves
from shouwen.kernel.models import Case
from shouwen.rehearsal.cast import Cast, build
from tests.complaints.test_journey import page_of
from tests.kernel.files import image

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def photo(tmp_path: Path) -> str:
    there = tmp_path / "screen.png"
    there.write_bytes(image("PNG"))
    return str(there)


def planned(cast: Cast) -> None:
    """The centre of P1 has worked for a week; today's check is planned."""
    now = clock.now()
    with clock.moved_to(now - timedelta(days=7)):
        place, day = moves.Place(cast.projects["P1"]), clock.day_of(clock.now())
        moves.start(Centre.open, place, by=cast.actor("group_agent"), given={"opened_on": day})
    daily_checks.plan_the_day(now)


@pytest.mark.requirement("S3-08d")
@pytest.mark.requirement("S3-10a")
@pytest.mark.requirement("S3-10b")
def test_the_inspector_does_todays_check(browser: Browser, live_server: LiveServer, photo: str) -> None:
    cast = build()
    planned(cast)
    page = page_of(browser, live_server, cast.staff["group_agent"], 1440, 900)
    page.goto("/")
    page.get_by_role("link", name="Video checks").click()
    page.get_by_role("link", name="Check", exact=True).click()
    page.select_option("#agent", label="agent")
    for line in page.locator(".sw-check-line").all():
        line.get_by_text("as it should be", exact=True).click()
    last = page.locator(".sw-check-line").last
    last.get_by_text("not", exact=True).click()
    page.get_by_text("Violation", exact=True).click()
    page.fill("#finding", "上班时间玩手机")
    page.set_input_files("#clip", photo)
    page.get_by_role("button", name="Record the check").click()
    expect(page.locator("#refused")).to_contain_text("not as it should be")
    expect(page.locator("#finding")).to_have_value("上班时间玩手机")
    last.locator("input[name^=note_]").fill("10:05 起看手机约八分钟")
    page.set_input_files("#clip", photo)
    page.get_by_role("button", name="Record the check").click()
    expect(page.locator(".sw-say[role=status]")).to_contain_text("is recorded")
    check = VideoCheck.objects.get(case__flow=VideoChecks.code)
    assert (check.case.state, check.conclusion, str(check.score)) == ("done", "violation", "85.7")
    page.goto(f"/cases/{check.case.number}/")
    expect(page.get_by_text("10:05 起看手机约八分钟").first).to_be_visible()


@pytest.mark.requirement("S3-06a")
def test_an_employee_reports_a_matter_on_a_phone_and_the_specialist_takes_it_down(
    browser: Browser, live_server: LiveServer, photo: str
) -> None:
    cast = build()
    planned(cast)
    phone = page_of(browser, live_server, cast.staff["head_finance"], 390, 844)
    phone.goto("/centres/leads/new/")
    phone.select_option("#project", label="P1 · regional company")
    phone.fill("#room", "1-1-101")
    phone.fill("#words", "缴费时反映厨房漏水")
    phone.set_input_files("#photos-photo", photo)
    no_wider_than_the_phone(phone)
    phone.get_by_role("button", name="Send to the service centre").click()
    expect(phone.locator(".sw-say[role=status]")).to_contain_text("The service centre of P1 has it")
    no_wider_than_the_phone(phone)
    desk = page_of(browser, live_server, cast.staff["agent"], 1440, 900)
    desk.goto("/centres/leads/")
    desk.get_by_role("link", name="Make it a complaint").click()
    expect(desk.locator("#id_demand")).to_have_value("缴费时反映厨房漏水")
    expect(desk.locator("#id_room")).to_have_value("P1 1-1-101")
    desk.fill("#id_customer_name", "陈女士")
    desk.fill("#id_phone", "19900000000")
    desk.get_by_role("button", name="in a week").click()
    desk.get_by_role("button", name="The customer has left").click()
    desk.fill("#id_comfort_note", "已致歉")
    desk.get_by_role("button", name="Register, on to the signature").click()
    desk.wait_for_url("**/complaints/intake/TS-*/**")
    lead = Lead.objects.get()
    assert lead.photo is not None
    assert lead.complaint == Case.objects.get(flow="complaints.complaint")


def no_wider_than_the_phone(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
