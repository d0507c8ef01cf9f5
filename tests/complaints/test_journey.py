"""From the counter to the door in a real browser: keyboard at the desk, one thumb and no signal at the door."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from shouwen.complaints.flows import Order
from shouwen.kernel import moves
from shouwen.kernel.models import Case, Event, Evidence, Obligation
from shouwen.people.models import Staff
from shouwen.rehearsal.cast import Cast, build
from tests.kernel.files import image

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGE = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture
def photo(tmp_path: Path) -> str:
    there = tmp_path / "wall.png"
    there.write_bytes(image("PNG"))
    return str(there)


def page_of(browser: Browser, server: LiveServer, person: Staff, width: int, height: int) -> Page:
    """A page of somebody who is logged in."""
    client = Client()
    client.force_login(person, backend="shouwen.people.login.StaffNumberOrPhone")
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en", base_url=server.url)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url},
            {"name": LANGUAGE, "value": "en", "url": server.url},
        ]
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def sign(page: Page, where: str) -> None:
    """A stroke of the finger over the pad."""
    pad = page.locator(f"{where} .sw-pen canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 70)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 30 + 22 * step, box["y"] + 70 - 30 * (step % 2))
    page.mouse.up()
    expect(page.locator(f"{where} [data-pen-outcome]")).to_have_value("signed")


def press(page: Page, key: str) -> None:
    """A key, once the page listens to it."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def kept_by_the_worker(page: Page) -> None:
    page.evaluate(
        """async () => { await navigator.serviceWorker.ready;
        for (let k = 0; k < 100; k += 1) {
            if (await (await caches.open("sw-pages-1")).match(location.pathname, { ignoreVary: true })) return;
            await new Promise((wake) => setTimeout(wake, 100)); } }"""
    )


@pytest.mark.requirement("S3-13a")
@pytest.mark.requirement("S3-13b")
@pytest.mark.requirement("S3-14c")
@pytest.mark.requirement("S3-22e")
def test_a_complaint_goes_from_the_counter_to_the_door(browser: Browser, live_server: LiveServer, photo: str) -> None:
    cast = build()
    at_the_counter(page_of(browser, live_server, cast.staff["agent"], 1440, 900))
    order = Case.objects.get(flow=Order.code)
    assert order.state == "pending_dgm_issue"
    moves.take(Order.endorse, order.pk, by=cast.actor("dgm"), given={"opinion": "同意"})
    moves.take(Order.issue, order.pk, by=cast.actor("gm"), given={"opinion": "签发"})
    at_the_door(page_of(browser, live_server, cast.staff["head_property_repair"], 390, 844), order, photo)
    arrived_once(cast, order)


def at_the_counter(page: Page) -> None:
    """Find, type, reload, register, sign, raise, submit; F2 and F9 only."""
    page.goto("/complaints/intake/")
    press(page, "F2")
    page.keyboard.type("1-1-101")
    expect(page.locator("#found a").first).to_contain_text("1-1-101")
    page.keyboard.press("Enter")
    expect(page.locator("#id_room")).to_have_value("P1 1-1-101")
    expect(page.locator("span[data-filled]")).to_have_text("filled 3 / 5")
    page.fill("#id_demand", "主卫顶板滴水两天。吊顶发霉")
    expect(page.locator("#concluded .sw-chip-on")).to_have_text("Maintenance and repair")
    page.get_by_role("button", name="in a week").click()
    page.get_by_role("button", name="The customer has left").click()
    expect(page.locator("#t1 [data-digits]")).to_be_visible()
    page.fill("#id_comfort_note", "已致歉,先止水")
    expect(page.locator("span[data-filled]")).to_have_text("filled 5 / 5")
    page.wait_for_timeout(700)
    page.reload()
    expect(page.locator("#id_demand")).to_have_value("主卫顶板滴水两天。吊顶发霉")
    expect(page.locator("#customer .sw-title")).to_have_text("customer")
    expect(page.locator("#t1 [data-digits]")).to_be_visible()
    press(page, "F9")
    expect(page.locator("h1")).to_contain_text("TS-")
    sign(page, "#sign")
    press(page, "F9")
    expect(page.get_by_text("Signed and uploaded.")).to_be_visible()
    press(page, "F9")
    expect(page.get_by_text("is drawn up")).to_be_visible()
    press(page, "F9")
    expect(page.get_by_text("is submitted to the deputy")).to_be_visible()
    page.context.close()


def at_the_door(page: Page, order: Case, photo: str) -> None:
    """The whole visit without signal; then the signal comes back."""
    context: BrowserContext = page.context
    page.goto(f"/doorstep/{order.number}/")
    kept_by_the_worker(page)
    context.set_offline(True)
    page.reload()
    for box in page.locator("[name=self_check]").all():
        box.check()
    page.set_input_files("#arrive [name=photo]", photo)
    page.get_by_role("button", name="I am at the door").click()
    page.get_by_role("button", name="Check in").click()
    expect(page.locator("#arrive [data-stored-note]")).to_be_visible()
    page.locator("[name=verdict_0][value=true]").check(force=True)
    page.locator("[name=verdict_1][value=partly]").check(force=True)
    page.set_input_files("#agree [name=problem]", photo)
    page.fill("[name=plan]", "关阀止水,换立管接口")
    page.get_by_role("button", name="tomorrow 18:00").click()
    sign(page, "#agree")
    page.get_by_role("button", name="Hand in the visit").click()
    expect(page.locator("#sw-offline")).to_contain_text("2 kept on this phone")
    context.set_offline(False)
    expect(page.locator("#sw-offline")).to_be_hidden()
    page.goto("/doorstep/")
    expect(page.locator("a.sw-visit")).to_contain_text("in hand")
    context.close()


def arrived_once(cast: Cast, order: Case) -> None:
    """One event each, with the instants of the door, and the duty met by the arrival."""
    arrival = Event.objects.get(case=order, code="complaints.order.check_in")
    plan = Event.objects.get(case=order, code="complaints.order.agree_plan")
    order.refresh_from_db()
    assert order.state == "in_progress"
    assert arrival.staff == cast.staff["head_property_repair"]
    assert arrival.occurred_at <= plan.occurred_at
    assert arrival.occurred_at <= arrival.recorded_at
    assert Obligation.objects.get(case=order, code="T3").met_at == arrival.occurred_at
    assert sorted(Evidence.objects.filter(case=order).values_list("kind", flat=True)) == [
        "customer_signature",
        "doorstep_photo",
        "problem_photo",
    ]
