"""The general manager's day and the responsible head's, in a real browser: what they press stands in the database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from shouwen.complaints import sanctions
from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.models import OrderRecord, Sanction
from shouwen.kernel import clock, moves
from shouwen.kernel.models import Case, Event, Obligation
from shouwen.rehearsal.cast import Cast, build
from tests.complaints.test_journey import page_of, sign
from tests.factories.story import Story, registration
from tests.kernel.files import image

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = (1440, 900), (390, 844)
HEAD = "head_property_repair"


@pytest.fixture
def photo(tmp_path: Path) -> str:
    there = tmp_path / "pipe.png"
    there.write_bytes(image("PNG"))
    return str(there)


def endorsed(cast: Cast) -> Story:
    """An order of this very moment that awaits its issue by the general manager."""
    told, now, agent = Story(cast), clock.now(), cast.actor("agent")
    unit = cast.unit("agent", "1-1-101")
    assert unit is not None
    given = registration(contact_ended_at=now, required_finish_at=now + timedelta(days=4))
    place = moves.Place(unit.project, unit, cast.customers["customer"])
    told.complaint = moves.start(Complaint.register, place, by=agent, given=given).case
    moves.take(Complaint.raise_order, told.complaint.pk, by=agent)
    told.order = Case.objects.get(parent=told.complaint)
    moves.take(Order.submit, told.order.pk, by=agent)
    moves.take(Order.endorse, told.order.pk, by=cast.actor("dgm"), given={"opinion": "同意"})
    return told


def in_hand(cast: Cast) -> Story:
    """The same order, issued, visited, its plan agreed."""
    told = endorsed(cast)
    assert told.order is not None
    head = cast.actor(HEAD)
    moves.take(Order.issue, told.order.pk, by=cast.actor("gm"), given={"opinion": "签发"})
    moves.take(Order.check_in, told.order.pk, by=head, proofs=[told.piece("doorstep_photo", HEAD)])
    plan = {"findings": "属实", "plan": "重做防水", "negotiated_finish_at": clock.now() + timedelta(days=2)}
    proofs = [told.piece("customer_signature", HEAD), told.piece("problem_photo", HEAD)]
    moves.take(Order.agree_plan, told.order.pk, by=head, given=plan, proofs=proofs)
    return told


def fits(page: Page) -> bool:
    """Nothing hangs over the edge of the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def choose(page: Page, field: str, value: str) -> None:
    """One of a step's choices, shown as segments."""
    page.locator(f"label:has(input[name='given-{field}'][value='{value}'])").click()


@pytest.mark.requirement("S3-33a", "S3-33d", "S3-33i", "S3-14c")
def test_the_general_manager_grades_issues_forms_a_task_force_and_urges(
    browser: Browser, live_server: LiveServer
) -> None:
    told = endorsed(build())
    assert told.order is not None
    here = f"/cases/{told.order.number}/"
    desk = page_of(browser, live_server, told.cast.staff["gm"], *DESK)
    desk.goto(f"{here}grade/")
    desk.select_option("[name=given-level]", "group")
    desk.get_by_label("Verification: facts, households, grounds").fill("现场核查五户同诉求，属实")
    desk.get_by_label("Households involved").fill("5")
    desk.get_by_role("button", name="Verify and grade").click()
    desk.wait_for_url(f"**{here}")
    desk.goto("/approvals/")
    desk.get_by_role("button", name="Issue the order").click()
    expect(desk.get_by_text("Nothing waits for your approval.")).to_be_visible()
    order = OrderRecord.objects.get(case=told.order)
    assert (order.level, order.case.state) == ("group", "issued")
    assert order.responsible == told.cast.staff["chairman_property"]
    phone = page_of(browser, live_server, told.cast.staff["gm"], *PHONE)
    phone.goto(here)
    phone.get_by_role("link", name="Form a task force").first.click()
    phone.get_by_label("Head of the task force").fill("何建川")
    phone.get_by_label("Members").fill("工程部、物业公司")
    phone.get_by_label("Site").fill("1 栋 101")
    phone.get_by_label("Begins").fill(f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}")
    phone.get_by_role("button", name="Form a task force").click()
    phone.wait_for_url(f"**{here}")
    expect(phone.get_by_text("A task force is mandatory at this level")).to_have_count(0)
    phone.goto(f"{here}urge_chairman/")
    choose(phone, "channel", "phone")
    phone.get_by_label("What was said").fill("今日内到场")
    phone.get_by_label("What the chairman promised").fill("15:00 前到场")
    assert fits(phone)
    phone.get_by_role("button", name="Urge the chairman in person").click()
    phone.wait_for_url(f"**{here}")
    expect(phone.get_by_text("15:00 前到场").first).to_be_visible()
    urged = Event.objects.get(case=told.order, code=Order.urge_chairman.code)
    assert (urged.staff, urged.on_behalf_of) == (told.cast.staff["gm"], None)


@pytest.mark.requirement("S3-11b", "S3-29d")
def test_the_general_manager_decides_a_sanction_within_its_bounds_and_closes_an_order(
    browser: Browser, live_server: LiveServer
) -> None:
    told = in_hand(build())
    order, cast = told.order, told.cast
    assert order is not None
    photos = ("completion_signed", "photo_before", "photo_during", "photo_after")
    pieces = [told.piece(kind, HEAD) for kind in photos]
    moves.take(Order.apply_closure, order.pk, by=cast.actor(HEAD), given={"site_cleared": True}, proofs=pieces)
    moves.take(Order.verify_closure, order.pk, by=cast.actor("agent"), given={"score": 5, "solved": True})
    moves.take(Order.review_closure, order.pk, by=cast.actor("dgm"), given={"opinion": "属实"})
    sanctions.propose(None, "P3", "第十一条", cast.staff["agent"].pk, "态度差，监控属实", clock.now())
    page = page_of(browser, live_server, cast.staff["gm"], *DESK)
    page.goto("/complaints/sanctions/")
    page.get_by_role("link", name="Decide", exact=True).click()
    page.get_by_label("Pay cut").check()
    page.get_by_label("Grounds").fill("查实，降一级")
    page.get_by_label("Why it cannot wait for the person's statement").fill("本人已当面陈述")
    page.get_by_role("button", name="Decide the sanction").click()
    expect(page.locator(".sw-refused, [data-refused]").first).to_be_visible()
    assert Sanction.objects.get().decided_at is None
    page.get_by_label("Salary grades cut").fill("1")
    page.get_by_role("button", name="Decide the sanction").click()
    expect(page.get_by_text("In effect").first).to_be_visible()
    sanction = Sanction.objects.get()
    assert (sanction.measures, sanction.grades, sanction.decided_by) == (["pay_cut"], 1, cast.staff["gm"])
    phone = page_of(browser, live_server, cast.staff["gm"], *PHONE)
    phone.goto("/approvals/")
    assert fits(phone)
    phone.get_by_role("button", name="Approve the closure").click()
    expect(phone.get_by_text("Nothing waits for your approval.")).to_be_visible()
    order.refresh_from_db()
    assert order.state == "closed"
    assert order.parent is not None
    assert order.parent.state == "closed"


@pytest.mark.requirement("S3-05c", "S3-26a", "S3-28b")
def test_the_head_arranges_in_person_reports_and_applies_for_closure_on_the_phone(
    browser: Browser, live_server: LiveServer, photo: str
) -> None:
    told = in_hand(build())
    order, head = told.order, told.cast.staff[HEAD]
    assert order is not None
    page = page_of(browser, live_server, head, *PHONE)
    page.goto(f"/cases/{order.number}/arrange/")
    page.get_by_label("Who goes").fill("李工、王工")
    page.get_by_label("People and materials").fill("防水材料 2 桶")
    page.get_by_label("When").fill(f"{clock.local(clock.now() + timedelta(hours=2)):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Arrange in person").click()
    page.wait_for_url(f"**/cases/{order.number}/")
    expect(page.get_by_text("防水材料 2 桶").first).to_be_visible()
    assert Event.objects.get(case=order, code=Order.arrange.code).staff == head
    page.goto(f"/doorstep/{order.number}/")
    page.get_by_text("Today's progress").click()
    page.fill("#progress [name=note]", "防水已做第一遍")
    page.fill("#progress [name=percent]", "60")
    page.get_by_role("button", name="Record the progress").click()
    expect(page.get_by_text("Progress is recorded.")).to_be_visible()
    page.locator("summary", has_text="Apply for closure").click()
    expect(page.locator("#progress [name=percent]")).to_have_value("60")
    for name in ("before", "during", "after"):
        page.set_input_files(f"#closure [name={name}]", photo)
    page.check("#closure [name=site_cleared]")
    sign(page, "#closure")
    assert fits(page)
    page.get_by_role("button", name="Apply for closure").click()
    expect(page.get_by_text("Nothing is to be done at the door now.")).to_be_visible()
    order.refresh_from_db()
    assert order.state == "closure_applied"
    assert OrderRecord.objects.get(case=order).percent == 60
    assert Obligation.objects.get(case=order, code="T8").held_at is not None
