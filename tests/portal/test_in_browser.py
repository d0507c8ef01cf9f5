"""The customer's own phone: a real browser sends what it sends, its origin and its token among them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from shouwen.complaints.models import ComplaintRecord
from shouwen.portal import links
from shouwen.portal.models import PortalLink
from shouwen.web import built
from tests.factories.story import registered

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not built.manifest(), reason="the look has not been built (npm run build in web/assets)"),
]


def opened(browser: Browser, server: LiveServer) -> Page:
    """The page of a complaint that waits for the signature, on a phone."""
    told = registered()
    assert told.complaint is not None
    address = links.make(told.complaint, PortalLink.Purpose.SIGN)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en", has_touch=True)
    page = context.new_page()
    page.on("console", lambda line: pytest.fail(line.text) if "Content Security" in line.text else None)
    page.goto(f"{server.url}/{address.split('/', 3)[3]}")
    return page


@pytest.mark.requirement("S3-13d", "S3-16a", "S3-28a")
def test_the_customer_signs_with_a_finger_and_rates_the_reception(live_server: LiveServer, browser: Browser) -> None:
    page = opened(browser, live_server)
    box = page.locator("#sign canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 80, steps=12)
    page.mouse.up()
    page.get_by_role("button", name="Agree and sign").dblclick()
    expect(page.get_by_text("Thank you. Your signature has arrived.")).to_be_visible()
    page.locator("#rate [name=score][value='4']").check(force=True)
    page.get_by_role("button", name="Send the rating").click()
    expect(page.get_by_text("Thank you. Your rating goes straight to the group.")).to_be_visible()
    record = ComplaintRecord.objects.get()
    assert record.is_signed
    assert record.score == 4


@pytest.mark.requirement("S3-13b")
def test_who_finds_something_wrong_gets_the_box_to_say_it(live_server: LiveServer, browser: Browser) -> None:
    page = opened(browser, live_server)
    page.get_by_role("link", name="Something is wrong").click()
    expect(page.get_by_label("What you want to tell us")).to_be_visible()
