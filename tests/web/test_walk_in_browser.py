"""A walk through the main pages in a real browser: nothing scrolls sideways, nothing is refused by the browser."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from shouwen.portal import links
from shouwen.portal.models import PortalLink
from shouwen.web import built
from tests.factories import story
from tests.factories.story import Story
from tests.web.conftest import browser  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not built.manifest(), reason="the look has not been built (npm run build in web/assets)"),
]
WIDTHS = (1440, 1100, 720, 390, 360)  # a desk; a small one; the desk at 200 %; the norm and the least of a phone
EVERYBODY = ("/", "/approvals/", "/cases/", "/notices/", "/account/", "/organisation/", "/rulebook/", "/payroll/mine/")
GROUP = ("/board/", "/complaints/supervision/", "/complaints/indicators/", "/complaints/overdue/", "/rehearsal/")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def logged_in(browser: Browser, at: str, told: Story, who: str, language: str) -> BrowserContext:  # noqa: F811
    """A browser of a member of the cast; of an owner, who has no login, for everybody else."""
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if who in told.cast.staff:
        client = Client()
        client.force_login(told.cast.staff[who], backend="shouwen.people.login.StaffNumberOrPhone")
        cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=at)
    context.add_cookies([{"name": name, "value": value, "url": at} for name, value in cookies.items()])
    return context


def faults(page: Page, path: str) -> list[str]:
    """What is wrong with one page at any of the widths, in words."""
    said: list[str] = []
    page.on("console", lambda line: said.append(f"{path}: {line.text}") if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{path}: {error}"))
    page.goto(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        beyond = page.evaluate(WIDER)
        if beyond > 0:
            said.append(f"{path}: {beyond} px beyond {width}")
    return said


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_scrolls_sideways_or_breaks_the_content_policy(
    live_server: LiveServer,
    browser: Browser,  # noqa: F811
    language: str,
) -> None:
    told = story.agreed()
    assert told.order is not None
    assert told.complaint is not None
    number = told.order.number
    walks = {
        "gm": (*EVERYBODY, *GROUP, f"/cases/{number}/"),
        "agent": ("/complaints/intake/", "/complaints/indicators/", f"/cases/{told.complaint.number}/"),
        "head_property_repair": (f"/cases/{number}/report_progress/", "/doorstep/", f"/doorstep/{number}/"),
        "owner": (urlsplit(links.make(told.complaint, PortalLink.Purpose.FOLLOW)).path,),
    }
    wrong: list[str] = []
    for who, paths in walks.items():
        context = logged_in(browser, live_server.url, told, who, language)
        for path in paths:
            page = context.new_page()
            wrong += faults(page, path)
            page.close()
        context.close()
    assert wrong == []
