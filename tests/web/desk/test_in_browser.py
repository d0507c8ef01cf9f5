"""The desk in a real browser: keys decide, the why opens when asked for, suggestions come while typing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from shouwen.kernel import clock
from shouwen.people.models import Staff
from tests.factories import centre
from tests.factories.story import Story, submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(page: Page, person: Staff) -> Story:
    """An order awaits the deputy general manager; the person at the browser stands in for her."""
    story = submitted()
    now = clock.now()
    centre.delegate(story.cast.staff["dgm"], person, now - timedelta(hours=1), now + timedelta(hours=1))
    return story


def test_one_key_approves_and_the_inbox_is_empty(told: Story, page: Page) -> None:
    page.goto("/approvals/")
    page.keyboard.press("a")
    expect(page.get_by_text("Nothing waits for your approval.")).to_be_visible()
    assert told.order is not None
    told.order.refresh_from_db()
    assert told.order.state == "pending_gm_issue"


def test_the_return_opens_by_its_key_and_asks_for_the_reason(told: Story, page: Page) -> None:
    page.goto("/approvals/")
    page.keyboard.press("r")
    page.get_by_label("What has to change").fill("时间不清")
    page.get_by_role("button", name="Return for correction").click()
    expect(page.get_by_text("Nothing waits for your approval.")).to_be_visible()
    assert told.order is not None
    told.order.refresh_from_db()
    assert told.order.state == "returned_for_edit"


def test_the_derivation_is_fetched_when_it_is_opened(told: Story, page: Page) -> None:
    page.goto("/")
    page.keyboard.press("w")
    expect(page.locator(".sw-why-card dl")).to_contain_text("11:20:00")


def test_suggestions_come_while_typing(told: Story, page: Page) -> None:
    page.goto("/")
    page.locator("header input[name=q]").press_sequentially("渗水")
    expect(page.locator("#suggestions a").first).to_contain_text("卫生间顶板渗水")


@pytest.mark.parametrize("path", ["/", "/approvals/", "/notices/", "/account/", "/organisation/", "/search/?q=渗水"])
def test_no_page_of_the_desk_scrolls_sideways_on_a_phone(told: Story, page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
