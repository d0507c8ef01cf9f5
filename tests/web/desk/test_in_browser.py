"""The desk in a real browser: keys decide, the why opens when asked for, suggestions come while typing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from shouwen.complaints.flows import Complaint, Order
from shouwen.kernel import clock, moves
from shouwen.kernel.models import Case, Obligation
from shouwen.people.models import Staff
from shouwen.rehearsal.cast import build
from tests.factories import centre
from tests.factories.story import Story, registration

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(page: Page, person: Staff) -> Story:
    """An order submitted ten minutes ago; the person at the browser stands in for the deputy general manager."""
    now = clock.now()
    story = Story(build())
    agent, place = (
        story.cast.actor("agent"),
        moves.Place(story.cast.projects["P1"], story.cast.unit("agent", "1-1-101")),
    )
    with clock.moved_to(now - timedelta(minutes=10)):
        given = registration(required_finish_at=now + timedelta(days=3), contact_ended_at=None)
        story.complaint = moves.start(Complaint.register, place, by=agent, given=given).case
        signed = [story.piece("customer_signature", "agent")]
        moves.take(Complaint.sign, story.complaint.pk, by=agent, proofs=signed)
        moves.take(Complaint.raise_order, story.complaint.pk, by=agent)
        story.order = Case.objects.get(parent=story.complaint)
        moves.take(Order.submit, story.order.pk, by=agent)
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
    expect(page.locator(".sw-why-card dl")).to_contain_text("within 1 hour")


def test_suggestions_come_while_typing(told: Story, page: Page) -> None:
    page.goto("/")
    page.locator("header input[name=q]").press_sequentially("渗水")
    expect(page.locator("#suggestions a").first).to_contain_text("卫生间顶板渗水")
    page.keyboard.press("Enter")
    expect(page.locator("main a").first).to_contain_text("卫生间顶板渗水")
    assert page.url.endswith("/search/")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", ["/", "/board/", "/approvals/"])
def test_no_page_of_the_desk_scrolls_sideways_for_a_long_matter(told: Story, page: Page, path: str) -> None:
    Case.objects.update(title="外墙渗水" * 50)
    Obligation.objects.filter(code="T2").update(due_at=clock.now() - timedelta(hours=1))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(path)
    expect(page.get_by_text("外墙渗水").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", ["/", "/approvals/", "/notices/", "/account/", "/organisation/", "/search/"])
def test_no_page_of_the_desk_scrolls_sideways_on_a_phone(told: Story, page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
