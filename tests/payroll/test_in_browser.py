"""The clerk of human resources, the general manager with two taps, and an appealing specialist, in a real browser."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from shouwen.kernel import clock
from shouwen.kernel.models import BonusBase, PenaltyLine
from shouwen.payroll import appeals, statements
from shouwen.payroll.models import PenaltyAppeal, Receipt, Statement
from shouwen.web import built
from tests.factories.story import Story, at, issued
from tests.payroll.test_statements import HEAD, MAY, charge

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not built.manifest(), reason="the look has not been built (npm run build in web/assets)"),
]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def opened(browser: Browser, server: LiveServer, told: Story, who: str, size: dict[str, int]) -> Page:
    """A page of this member of the cast; violations of the content policy fail it."""
    client = Client()
    client.force_login(told.cast.staff[who], backend="shouwen.people.login.StaffNumberOrPhone")
    context: BrowserContext = browser.new_context(viewport=size, locale="en", base_url=server.url)  # type: ignore[arg-type]
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    names = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: "en"}
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in names.items()])
    page = context.new_page()
    page.on("console", lambda line: pytest.fail(line.text) if "Content Security" in line.text else None)
    return page


@pytest.mark.requirement("S3-36e")
def test_from_the_bonus_file_to_the_signed_and_received_statement(
    live_server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    told = issued()
    charge(told, HEAD, "0", "2024-05-06 12:10", "share", percent="20")
    charge(told, "agent", "100", "2024-05-20 10:35", "block")
    file = tmp_path / "bonus.csv"
    file.write_text(
        f"工号,月份,月度综合奖金\n{told.cast.staff[HEAD].staff_no},2024-05,5000\nnobody,2024-05,1\n", "utf-8"
    )
    clerk = opened(browser, live_server, told, "hr_centre", DESK)
    clerk.goto("/payroll/bonus/")
    clerk.set_input_files("[name=file]", str(file))
    clerk.get_by_role("button", name="Upload and look at it").click()
    expect(clerk.get_by_text("Nobody has the staff number “nobody”.")).to_be_visible()
    clerk.get_by_role("button", name="Take 1 rows in").click()
    expect(clerk.get_by_text("1 bonus was taken in.")).to_be_visible()
    assert BonusBase.objects.get().amount == 5000
    with clock.moved_to(MAY):
        statements.make(MAY)
    manager = opened(browser, live_server, told, "gm", PHONE)
    manager.goto("/payroll/2024-05/")
    manager.get_by_text("Sign off", exact=True).first.click()
    manager.get_by_role("button", name="Sign off CNY").click()
    expect(manager.get_by_text("Signed off; human resources and finance are told.")).to_be_visible()
    assert manager.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert Statement.objects.get().signed_by == told.cast.staff["gm"]
    phone = opened(browser, live_server, told, "hr_centre", PHONE)
    phone.goto("/payroll/2024-05/")
    phone.get_by_role("button", name="Acknowledge the receipt").click()
    expect(phone.get_by_text("The receipt is on record.")).to_be_visible()
    phone.goto("/payroll/2024-05/lines/")
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert Receipt.objects.get().centre == "hr_centre"


@pytest.mark.requirement("S3-I05")
def test_a_specialist_appeals_on_the_phone_and_reads_the_decision(live_server: LiveServer, browser: Browser) -> None:
    told = issued()
    line = charge(told, "agent", "100", f"{clock.local(clock.now()):%Y-%m-%d %H:%M}", "block")
    page = opened(browser, live_server, told, "agent", PHONE)
    page.goto("/payroll/mine/")
    row = page.locator(f"#line-{line.pk}")
    row.get_by_text("Appeal", exact=True).last.click()
    row.get_by_label("Why the penalty is not right").fill("平台故障，10:20 已提交")
    row.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_text("Appeal under way")).to_be_visible()
    manager = opened(browser, live_server, told, "gm", DESK)
    manager.goto("/payroll/appeals/")
    expect(manager.get_by_text("平台故障，10:20 已提交")).to_be_visible()
    manager.get_by_label("Reason of the decision").fill("平台故障属实")
    manager.get_by_role("button", name="The penalty is waived").click()
    expect(manager.get_by_text("No appeal waits for your decision.")).to_be_visible()
    page.goto("/payroll/mine/")
    expect(page.get_by_text("平台故障属实").first).to_be_visible()
    page.wait_for_function("document.documentElement.scrollWidth === innerWidth")
    assert PenaltyAppeal.objects.get().decision == "waived"
    assert PenaltyLine.objects.get(reverses=line).amount == -100


@pytest.mark.requirement("S3-36e", "S3-I05")
def test_the_clerk_looks_ahead_and_takes_the_papers_away(live_server: LiveServer, browser: Browser) -> None:
    told = issued()
    charge(told, HEAD, "200", "2024-05-20 18:00", "progress")
    with clock.moved_to(MAY):
        statements.make(MAY)
    charge(told, "agent", "300", f"{clock.local(clock.now()):%Y-%m-%d %H:%M}", "block")
    clerk = opened(browser, live_server, told, "hr_centre", DESK)
    clerk.goto("/payroll/preview/")
    expect(clerk.get_by_role("link", name="agent", exact=True)).to_be_visible()
    expect(clerk.get_by_text("CNY 300").first).to_be_visible()
    clerk.goto("/payroll/2024-05/")
    for form, begins in (("xlsx", b"PK"), ("PDF", b"%PDF")):
        address = clerk.get_by_role("link", name=form, exact=True).get_attribute("href")
        assert address is not None
        assert clerk.request.get(address).body().startswith(begins)


@pytest.mark.requirement("S3-I05")
def test_what_is_waived_after_the_report_is_a_negative_line_of_the_next_month(
    live_server: LiveServer, browser: Browser
) -> None:
    told = issued()
    line = charge(told, "agent", "300", "2024-05-20 10:35", "block")
    with clock.moved_to(at("2024-05-21 09:00")):
        appeals.appeal(line.pk, told.cast.staff["agent"], "平台故障，10:20 已提交")
    with clock.moved_to(MAY):
        statements.make(MAY)
    manager = opened(browser, live_server, told, "gm", PHONE)
    manager.goto("/payroll/appeals/")
    manager.get_by_label("Reason of the decision").fill("平台故障属实")
    manager.get_by_role("button", name="The penalty is waived").click()
    expect(manager.get_by_text("No appeal waits for your decision.")).to_be_visible()
    taken_back = PenaltyLine.objects.get(reverses=line)
    page = opened(browser, live_server, told, "agent", PHONE)
    page.goto("/payroll/mine/")
    expect(page.locator(f"#line-{line.pk}")).to_contain_text("2024-05")
    negative = page.locator(f"#line-{taken_back.pk}")
    expect(negative).to_contain_text("CNY -300")
    expect(negative).to_contain_text("not reported yet")
    next_slot = at(f"{clock.local(clock.now()):%Y-%m}-28 23:50") + timedelta(days=31)
    with clock.moved_to(next_slot):
        following = statements.make(next_slot)
    assert (following.lines, following.amount) == (1, -300)
