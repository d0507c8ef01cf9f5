"""What waits on the phone: sent in the order it was done, by whoever did it, and never refused without a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from shouwen.complaints.flows import Complaint, Order
from shouwen.kernel import clock, moves
from shouwen.kernel.models import Case, Event
from shouwen.people.models import Staff
from shouwen.rehearsal.cast import build
from tests.factories import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BANNER = "#sw-offline"
PATIENCE = 30_000  # ms


@pytest.fixture
def told() -> story.Story:
    """An order that was issued just now: somebody has to go to the door."""
    told = story.Story(build())
    actor, now = told.cast.actor, clock.now()
    given = story.registration(required_finish_at=now + timedelta(days=4), contact_ended_at=now)
    place = moves.Place(told.cast.projects["P1"], told.cast.unit("agent", "1-1-101"), told.cast.customers["customer"])
    told.complaint = moves.start(Complaint.register, place, by=actor("agent"), given=given).case
    signature = told.piece("customer_signature", "agent")
    moves.take(Complaint.sign, told.complaint.pk, by=actor("agent"), proofs=[signature])
    moves.take(Complaint.raise_order, told.complaint.pk, by=actor("agent"))
    order = Case.objects.get(parent=told.complaint)
    moves.take(Order.submit, order.pk, by=actor("agent"))
    moves.take(Order.endorse, order.pk, by=actor("dgm"), given={"opinion": "同意"})
    told.order = moves.take(Order.issue, order.pk, by=actor("gm"), given={"opinion": "签发"}).case
    return told


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, told: story.Story) -> Iterator[Page]:
    """The door of that order on the phone of the person responsible."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en", base_url=live_server.url)
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}])
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    log_in(made, told.cast.staff["head_property_repair"], live_server.url)
    made.goto(door(told))
    yield made
    context.close()


def log_in(page: Page, person: Staff, address: str) -> None:
    """This browser is that person's from now on; a login brings a new token."""
    client = Client()
    client.force_login(person, backend="shouwen.people.login.StaffNumberOrPhone")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)


def door(told: story.Story) -> str:
    assert told.order is not None
    return f"/doorstep/{told.order.number}/"


def report(page: Page, note: str) -> None:
    """Hand in today's progress."""
    page.evaluate("document.querySelector('#progress').closest('details').open = true")
    page.fill("#progress [name=note]", note)
    page.fill("#progress [name=percent]", "20")
    page.get_by_role("button", name="Record the progress").click()


def without_signal(page: Page, note: str = "止水完成") -> None:
    page.context.set_offline(True)
    report(page, note)
    says(page, "1 kept on this phone")


def says(page: Page, words: str) -> None:
    """The banner says so, however busy the machine is."""
    expect(page.locator(BANNER)).to_contain_text(words, timeout=PATIENCE)


def is_silent(page: Page) -> None:
    expect(page.locator(BANNER)).to_be_hidden(timeout=PATIENCE)


def come_back(page: Page) -> None:
    """Open the doorstep pages and wait until what was kept has its answer: the banner is silent before that, too."""
    with page.expect_response("**/progress/", timeout=PATIENCE):
        page.goto("/doorstep/")


def reports(told: story.Story) -> list[Event]:
    return list(Event.objects.filter(case=told.order, code="complaints.order.report_progress"))


def sent(page: Page) -> list[str]:
    """Collects where forms go from now on."""
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url.rstrip("/").split("/")[-1]) if r.method == "POST" else None)
    return found


def test_the_banner_says_why_a_stored_form_was_refused(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("button", name="Hand in the visit").click()
    says(page, "1 kept on this phone")
    page.context.set_offline(False)
    says(page, "Check every point of the demand: true, partly or not.")


def test_what_was_done_first_is_sent_first_even_within_one_second(page: Page) -> None:
    page.clock.set_fixed_time(datetime.now(UTC))
    page.context.set_offline(True)
    for number, name in enumerate(("Check in", "Hand in the visit"), 1):
        page.get_by_role("button", name=name).click()
        says(page, f"{number} kept on this phone")
    report(page, "止水完成")
    says(page, "3 kept on this phone")
    posted = sent(page)
    page.context.set_offline(False)
    says(page, "Not accepted")
    expect(page.locator(BANNER)).not_to_contain_text("kept on this phone", timeout=PATIENCE)
    assert posted == ["arrive", "agree", "progress"]


def test_a_form_sent_with_signal_waits_for_what_was_done_before_it(page: Page) -> None:
    def unanswered(route: Route) -> None:
        route.abort("connectionreset")

    page.route("**/arrive/", unanswered)
    page.get_by_role("button", name="Check in").click()
    says(page, "The server did not answer")
    page.unroute("**/arrive/", unanswered)
    posted = sent(page)
    page.get_by_role("button", name="Hand in the visit").click()
    says(page, "still lacks: Photo at the doorstep.")
    assert posted == ["arrive", "agree"]


def test_a_fault_of_the_server_is_said_and_loses_nothing(page: Page, told: story.Story) -> None:
    page.route("**/progress/", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    report(page, "止水完成")
    says(page, "The server could not take it (fault 502)")
    page.unroute_all()
    come_back(page)
    is_silent(page)
    assert [event.data["given"]["note"] for event in reports(told)] == ["止水完成"]


def test_a_stored_form_outlives_the_login_it_was_typed_under(
    page: Page, told: story.Story, live_server: LiveServer
) -> None:
    without_signal(page)
    log_in(page, told.cast.staff["head_property_repair"], live_server.url)
    page.context.set_offline(False)
    is_silent(page)
    assert len(reports(told)) == 1


def test_who_is_logged_out_reads_that_a_login_is_missing(page: Page, told: story.Story) -> None:
    without_signal(page)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.context.set_offline(False)
    says(page, "You are logged out: log in again on this phone and it is sent.")
    assert reports(told) == []


def test_nobody_sends_what_a_colleague_did(page: Page, told: story.Story, live_server: LiveServer) -> None:
    without_signal(page)
    page.route("**/progress/", lambda route: route.abort())  # before the signal is back: it is sent at once
    page.context.set_offline(False)
    colleague = told.cast.staff["agent"]
    log_in(page, colleague, live_server.url)
    page.goto("/doorstep/")
    page.unroute_all()
    page.reload()
    says(page, "1 of a colleague wait on this phone")
    log_in(page, told.cast.staff["head_property_repair"], live_server.url)
    come_back(page)
    is_silent(page)
    assert [event.staff for event in reports(told)] == [told.cast.staff["head_property_repair"]]
