"""A training in real browsers: the code on the wall, a specialist's phone, the sheet that counts (第四十五条)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from shouwen.improvement import links
from shouwen.improvement.flows import MonthlyTraining
from shouwen.improvement.jobs import call_for_the_training
from shouwen.improvement.models import Attendance, Training
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.people.models import Staff
from tests.factories.improvement import House
from tests.web.conftest import browser  # noqa: F401 — a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(browser: Browser, server: LiveServer, who: Staff, width: int) -> Page:  # noqa: F811
    """A page of somebody who is logged in, in English."""
    client = Client()
    client.force_login(who, backend="shouwen.people.login.StaffNumberOrPhone")
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="en", base_url=server.url)
    cookies = {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.LANGUAGE_COOKIE_NAME: "en",
    }
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies.items()])
    return context.new_page()


def planned(house: House) -> Training:
    """This month's training, which begins in half an hour."""
    now = clock.now()
    call_for_the_training(now)
    training = Training.objects.select_related("case").get()
    piece = house.piece("training_material", house.agent)
    given = {
        "title": "Complaint handling",
        "categories": ["skills"],
        "held_at": (now + timedelta(minutes=30)).isoformat(),
        "place": "Hall 1",
        "trainer": "Li",
        "exam": ["Minutes to submit? | 15 | *30"],
    }
    moves.take(MonthlyTraining.plan, training.case_id, by=Actor.of(house.agent), given=given, proofs=[piece])
    training.refresh_from_db()
    return training


@pytest.mark.requirement("S3-45a")
def test_a_specialist_signs_in_by_phone_and_the_sheet_counts(live_server: LiveServer, browser: Browser) -> None:  # noqa: F811
    house = House()
    training = planned(house)
    address = links.sign_in_page(training.token or "").removeprefix(settings.PUBLIC_ADDRESS)
    phone = opened(browser, live_server, house.specialist, 390)
    phone.goto(address)
    phone.click("text=I am here: sign in")
    phone.wait_for_selector("#exam")
    phone.check("#exam input[value='1']")
    phone.click("text=Hand in the exam")
    phone.wait_for_selector("text=100.00 %")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    desk = opened(browser, live_server, house.agent, 1440)
    desk.goto(f"/improvement/training/{training.case.number}/")
    assert "25.00 %" in desk.inner_text("main")
    assert desk.locator(".sw-code svg").bounding_box()["width"] >= 150  # type: ignore[index]
    assert desk.evaluate("document.documentElement.scrollWidth") == 1440
    assert Attendance.objects.filter(signed_at__isnull=False).count() == 1
