"""What the scripts do in a real browser. Every test also fails on a violation of the content security policy."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shouwen.web import built

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not built.manifest(), reason="the look has not been built (npm run build in web/assets)"),
]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PHONE = "/gallery/phone/"


@pytest.fixture
def photo(tmp_path: Path) -> str:
    file = tmp_path / "wall.png"
    file.write_bytes(PIXEL)
    return str(file)


def sign(page: Page) -> None:
    """Write with the mouse on the pad."""
    pad = page.locator("[data-pen] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 60, steps=8)
    page.mouse.up()
    expect(page.locator("[data-pen-outcome]")).to_have_value("signed")


def received(page: Page, name: str) -> str:
    return page.locator(f'[data-field="{name}"]').inner_text()


def outbox(page: Page) -> int:
    return int(
        page.evaluate(
            """() => new Promise((done) => { const open = indexedDB.open("shouwen", 1);
            open.onsuccess = () => { const asked = open.result.transaction("outbox").objectStore("outbox").count();
            asked.onsuccess = () => done(asked.result); }; })"""
        )
    )


def test_a_row_turns_late_at_its_instant_and_says_so_once(page: Page) -> None:
    page.clock.install()
    page.goto("/gallery/")
    row = page.locator('.sw-ob[data-id="2"]')
    expect(row).to_have_class("sw-ob sw-ob-soon")
    page.clock.run_for(17 * 60 * 1000)
    expect(row).to_have_class("sw-ob sw-ob-late")
    expect(row.locator("[data-sign]")).to_have_text("late")
    expect(page.locator("#sw-said")).to_contain_text("Now late")


def test_digits_follow_the_clock_of_the_server_not_of_the_phone(page: Page) -> None:
    page.clock.install(time="2031-01-01T00:00:00Z")
    page.goto("/gallery/")
    digits = page.locator('.sw-ob[data-id="2"] [data-digits]').inner_text()
    assert digits.startswith("16:")


def test_one_why_is_open_at_a_time_and_escape_returns_the_focus(page: Page) -> None:
    tags = page.locator("#owed summary")
    tags.nth(0).click()
    tags.nth(2).dispatch_event("click")
    expect(page.locator("#owed details[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#owed details[open]")).to_have_count(0)
    expect(tags.nth(2)).to_be_focused()


def test_j_and_k_move_w_explains_and_letters_are_off_while_typing(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator('[data-id="2"].sw-on')).to_be_focused()
    page.keyboard.press("w")
    expect(page.locator('[data-id="2"] details')).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("jw")
    expect(page.locator("input[type=search]").first).to_have_value("jw")


def test_a_list_does_not_reorder_under_a_finger_but_offers_to(page: Page) -> None:
    order = "[...document.querySelectorAll('#owed [data-id]')].map((row) => row.dataset.id).join()"
    page.evaluate("document.querySelector('#owed .sw-foot').before(document.querySelector('#owed [data-id]'))")
    page.evaluate("document.querySelector('#owed').dispatchEvent(new Event('sw:look'))")
    bar = page.get_by_role("button", name="3 rows have moved, show them")
    expect(bar).to_be_visible()
    assert page.evaluate(order) == "2,3,1"
    bar.click()
    assert page.evaluate(order) == "1,2,3"


def test_a_second_press_sends_nothing(page: Page) -> None:
    page.fill("[name=wanted]", "Sunday 18:00")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate(
        "() => { const form = document.querySelector('form[data-draft=gallery]');"
        " form.requestSubmit(); form.requestSubmit(); }"
    )
    expect(page.locator("h1")).to_have_text("Received")
    assert len(sent) == 1


def test_chosen_rows_bring_the_bulk_bar_up_to_date(page: Page) -> None:
    page.locator("[data-pick]").nth(1).check()
    expect(page.locator("strong[data-picked]")).to_have_text("1 chosen")
    page.locator("[data-pick-all]").check()
    expect(page.locator("strong[data-picked]")).to_have_text("3 chosen")


def test_the_theme_changes_at_once_and_stays(page: Page) -> None:
    page.locator("summary.sw-who").click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_charts_are_drawn_without_breaking_the_policy(page: Page) -> None:
    page.locator("[data-chart=rows]").scroll_into_view_if_needed()
    expect(page.locator("[data-chart=rows] canvas")).to_be_visible()
    page.locator("[data-chart=rows]").hover(position={"x": 90, "y": 70})


def test_what_was_typed_photographed_and_signed_survives_a_reload(page: Page, photo: str) -> None:
    page.goto(PHONE)
    page.fill("[name=plan]", "close the valve")
    page.set_input_files("[name=photo]", photo)
    sign(page)
    expect(page.locator("[data-draft-note]")).to_contain_text("Draft saved")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator("[name=plan]")).to_have_value("close the valve")
    expect(page.locator("[data-shot]")).to_have_count(1)
    expect(page.locator("[data-pen-outcome]")).to_have_value("signed")


def test_a_form_sent_with_signal_carries_key_instants_photo_and_signature(page: Page, photo: str) -> None:
    page.goto(PHONE)
    page.set_input_files("[name=photo]", photo)
    sign(page)
    key = page.locator("[name=key]").input_value()
    page.get_by_role("button", name="提交回访").click()
    expect(page.locator("h1")).to_have_text("Received")
    assert received(page, "key") == key
    assert received(page, "photo") == "wall.png"
    assert received(page, "signature") == "signature.png"
    assert all(received(page, name).endswith("Z") for name in ("photo_captured_at", "signature_at", "occurred_at"))


def test_a_form_without_signal_waits_and_is_sent_once_when_it_is_back(page: Page, photo: str) -> None:
    page.goto(PHONE)
    page.set_input_files("[name=photo]", photo)
    page.fill("[name=plan]", "close the valve")
    context: BrowserContext = page.context
    context.set_offline(True)
    page.get_by_role("button", name="提交回访").click()
    expect(page.locator("#sw-offline")).to_contain_text("1 kept on this phone")
    assert outbox(page) == 1
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 200):
        context.set_offline(False)
    expect(page.locator("#sw-offline")).to_be_hidden()
    assert outbox(page) == 0
    assert len(sent) == 1


def test_a_doorstep_page_opens_without_signal(page: Page) -> None:
    page.goto(PHONE)
    page.evaluate(
        """async () => { await navigator.serviceWorker.ready;
        for (let k = 0; k < 100; k += 1) {
            if (await (await caches.open("sw-pages-1")).match(location.pathname, { ignoreVary: true })) return;
            await new Promise((wake) => setTimeout(wake, 100)); } }"""
    )
    page.context.set_offline(True)
    page.goto(PHONE)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-kept", "")
    expect(page.locator("#sw-offline")).to_contain_text("No signal")
    page.context.set_offline(False)


def test_sign_again_wipes_and_a_missing_signature_asks_why(page: Page) -> None:
    page.goto(PHONE)
    sign(page)
    page.get_by_role("button", name="Sign again").click()
    expect(page.locator("[data-pen-outcome]")).to_have_value("")
    assert page.evaluate("document.querySelector('[name=signature]').files.length") == 0
    page.get_by_role("button", name="Cannot sign").click()
    expect(page.locator("[data-pen-outcome]")).to_have_value("unable")
    expect(page.locator("[name=signature_reason]")).to_be_visible()


def test_nothing_scrolls_sideways_at_390_and_360(page: Page) -> None:
    for width in (390, 360):
        page.set_viewport_size({"width": width, "height": 780})
        for address in ("/gallery/", PHONE):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
