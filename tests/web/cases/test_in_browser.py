"""A step in a real browser on a phone: refused in place, sent once, confirmed on the case."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from shouwen.complaints.flows import Order
from shouwen.kernel import clock, moves
from shouwen.kernel.models import Event
from tests.factories import story
from tests.web.conftest import browser  # noqa: F401 — a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHO = "head_property_repair"


def under_way() -> story.Story:
    """An order in progress now, on the real clock that the browser sees."""
    told = story.agreed()
    assert told.order is not None
    given = {"finish_at": clock.now().replace(year=clock.now().year + 1), "reason": "延期"}
    moves.take(Order.extend, told.order.pk, by=told.cast.actor("gm"), given=given)
    return told


def opened(browser: Browser, server: LiveServer, told: story.Story, who: str, width: int = 390) -> Page:  # noqa: F811
    """A page of somebody who is logged in."""
    client = Client()
    client.force_login(told.cast.staff[who], backend="shouwen.people.login.StaffNumberOrPhone")
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="en", base_url=server.url)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url},
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": server.url},
        ]
    )
    return context.new_page()


def test_a_step_is_refused_in_place_then_sent_once(live_server: LiveServer, browser: Browser) -> None:  # noqa: F811
    told = under_way()
    assert told.order is not None
    page = opened(browser, live_server, told, WHO)
    violations: list[str] = []
    page.on("console", lambda line: violations.append(line.text) if "Content Security" in line.text else None)
    page.goto(f"/cases/{told.order.number}/apply_closure/")
    page.fill("[name=given-note]", "site is clean")
    page.check("[name=given-site_cleared][value=true]", force=True)
    page.click("#step button.btn-primary")
    page.wait_for_selector("#refused")
    assert "still lacks" in page.inner_text("#refused")
    assert page.input_value("[name=given-note]") == "site is clean"
    assert page.is_checked("[name=given-site_cleared][value=true]")
    page.goto(f"/cases/{told.order.number}/report_progress/")
    page.fill("[name=given-note]", "pipes changed")
    page.fill("[name=given-percent]", "60")
    page.dblclick("#step button.btn-primary")
    page.wait_for_url(f"**/cases/{told.order.number}/")
    assert "Done: Report progress." in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert Event.objects.filter(case=told.order, code="complaints.order.report_progress").count() == 1
    assert violations == []
    page.context.close()


def test_a_stale_form_shows_beside_it_where_the_case_stands_now(live_server: LiveServer, browser: Browser) -> None:  # noqa: F811
    told = story.submitted()
    assert told.order is not None
    page = opened(browser, live_server, told, "dgm", 1440)
    page.goto(f"/cases/{told.order.number}/endorse/")
    before = page.inner_text("#known .sw-chip >> nth=0")
    moves.take(Order.endorse, told.order.pk, by=told.cast.actor("dgm"), given={"opinion": "agreed elsewhere"})
    page.fill("[name=given-opinion]", "written for long")
    page.click("#step button.btn-primary")
    page.wait_for_selector("#refused")
    expect(page.locator("#known .sw-chip").first).not_to_have_text(before)
    assert page.input_value("[name=given-opinion]") == "written for long"
    page.context.close()
