"""What the tests of the look stand on: the Chinese catalogue and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.utils.translation import override, trans_real
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shouwen.people.models import Staff
from tests.chromium import chromium

LOCALE = Path(settings.BASE_DIR) / "locale"
SECRET = "a-long-password-1"


@pytest.fixture(scope="session")
def chinese_catalogue(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A locale folder compiled from the catalogue, and from its parts as long as they are not merged."""
    folder = tmp_path_factory.mktemp("locale")
    target = folder / "zh_Hans" / "LC_MESSAGES"
    target.mkdir(parents=True)
    whole = polib.POFile()
    whole.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for file in [*LOCALE.glob("zh_Hans/LC_MESSAGES/django.po"), *LOCALE.glob("parts/*.po")]:
        for entry in polib.pofile(str(file)):
            if entry.msgstr and whole.find(entry.msgid, msgctxt=entry.msgctxt or False) is None:
                whole.append(entry)
    whole.save_as_mofile(str(target / "django.mo"))
    return str(folder)


@pytest.fixture
def chinese(settings: Any, monkeypatch: pytest.MonkeyPatch, chinese_catalogue: str) -> Iterator[None]:
    """Within the test the reader is Chinese."""
    settings.LOCALE_PATHS = [chinese_catalogue]
    monkeypatch.setattr(trans_real, "_translations", {})
    with override("zh-hans"):
        yield


@pytest.fixture
def person(db: None) -> Staff:
    return Staff.objects.create_user("A100", "宋知远", SECRET, phone="13800000001", language="en")


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver has a loop of its own in this thread
        made = play.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, transactional_db: None, person: Staff) -> Iterator[Page]:
    """A phone-sized page of a person who is logged in. Whatever the browser complains about fails the test."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en", base_url=live_server.url)
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}])
    made.goto("/login/?next=/gallery/")
    made.fill("[name=username]", person.staff_no)
    made.fill("[name=password]", SECRET)
    made.click("button.btn-primary")
    made.wait_for_url("**/gallery/")
    yield made
    context.close()
    assert complaints == []
