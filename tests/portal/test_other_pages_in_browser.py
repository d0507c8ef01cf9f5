"""The pages that open by a link of their own: a real browser's forms are taken there, origin and token and all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from shouwen.frontdesk import links as release_links
from shouwen.frontdesk.models import ItemSlip
from shouwen.improvement import links as survey_links
from shouwen.improvement.models import SurveyInvitation
from shouwen.kernel import clock
from shouwen.web import built
from tests.factories import centre
from tests.factories.improvement import House
from tests.factories.release import desk
from tests.frontdesk.test_pages import typed
from tests.improvement.flows.test_survey import running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not built.manifest(), reason="the look has not been built (npm run build in web/assets)"),
]


def opened(browser: Browser, server: LiveServer, address: str) -> Page:
    """The page of an address, on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en", has_touch=True)
    page = context.new_page()
    page.on("console", lambda line: pytest.fail(line.text) if "Content Security" in line.text else None)
    page.goto(f"{server.url}/{address.split('/', 3)[3]}")
    return page


@pytest.mark.requirement("S3-44b")
def test_a_customer_answers_the_survey(live_server: LiveServer, browser: Browser) -> None:
    house = House()
    for project in house.projects:
        centre.customer(centre.unit(project))
    running(house)
    asked = SurveyInvitation.objects.order_by("pk")[0]
    page = opened(browser, live_server, survey_links.survey_page(asked.pk))
    for number in range(5):
        page.locator(f"#survey [name=q{number}][value='4']").check(force=True)
    page.get_by_role("button", name="Send the answers").click()
    expect(page.get_by_text("Thank you. Your answers have arrived.")).to_be_visible()
    asked.refresh_from_db()
    assert asked.scores == [4, 4, 4, 4, 4]


@pytest.mark.requirement("S2-59")
def test_an_owner_applies_for_a_goods_release(live_server: LiveServer, browser: Browser) -> None:
    counter = desk()
    until = clock.local(clock.now()) + timedelta(hours=3)
    page = opened(browser, live_server, release_links.owners_page(counter.owner.pk, counter.unit.pk))
    for name, text in typed(valid_until=until.strftime("%Y-%m-%dT%H:%M")).items():
        box = page.locator(f"#release [name={name}]").first
        if name in ("relation", "document"):
            box.select_option(str(text))
        elif name != "key":
            box.fill(text[0] if isinstance(text, list) else str(text))
    page.get_by_role("button", name="Apply for a goods release").click()
    expect(page.locator("section.sw-pstep").get_by_text("Number")).to_be_visible()
    assert ItemSlip.objects.get().items[0]["name"] == "双人沙发"
