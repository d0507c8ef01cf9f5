"""On a phone: the general manager verifies a level and urges, the chairman files the minutes of the meeting."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.models import OrderRecord, RadarCluster, SolutionItem
from shouwen.kernel import clock, following, moves
from shouwen.kernel.models import Case
from shouwen.rehearsal.cast import Cast, build
from tests.complaints.test_journey import page_of
from tests.factories.story import Story, registration

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = (390, 844)


def three_households(cast: Cast) -> list[Case]:
    """Three households of one stair with the same leak, each with an order that awaits its issue."""
    orders = []
    agent, now = cast.actor("agent"), clock.now()
    for number, name in (("101", "customer"), ("102", "customer2"), ("103", "customer3")):
        unit = cast.unit("agent", f"1-1-{number}")
        assert unit is not None
        given = registration(contact_ended_at=now, required_finish_at=now.replace(year=now.year + 1))
        place = moves.Place(unit.project, unit, cast.customers[name])
        complaint = moves.start(Complaint.register, place, by=agent, given=given).case
        moves.take(Complaint.raise_order, complaint.pk, by=agent)
        order = Case.objects.get(parent=complaint)
        moves.take(Order.submit, order.pk, by=agent)
        moves.take(Order.endorse, order.pk, by=cast.actor("dgm"), given={"opinion": "同意"})
        orders.append(order)
    return orders


def fits(page: Page) -> bool:
    """Nothing hangs over the edge of the phone."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.requirement("S3-33a", "S3-33h")
def test_a_level_is_verified_and_minutes_are_filed_with_one_thumb(browser: Browser, live_server: LiveServer) -> None:
    cast = build()
    following.catch_up()
    orders = three_households(cast)
    following.catch_up()
    cluster = RadarCluster.objects.get()

    gm = page_of(browser, live_server, cast.staff["gm"], *PHONE)
    gm.goto("/radar/")
    assert fits(gm)
    gm.get_by_role("link", name=cluster.title).click()
    assert fits(gm)
    gm.get_by_label("Verification: facts, households, grounds").fill("现场核查三户属实")
    gm.get_by_role("button", name="Verify and grade").click()
    expect(gm.get_by_text("3 orders graded.")).to_be_visible()
    assert set(OrderRecord.objects.values_list("level", flat=True)) == {"common"}

    moves.take(Order.issue, orders[0].pk, by=cast.actor("gm"), given={"opinion": "签发"})
    gm.goto(f"/cases/{orders[0].number}/")
    expect(gm.get_by_text("A task force is mandatory at this level")).to_be_visible()
    assert fits(gm)

    started = clock.now()
    held = {"started_at": started, "ended_at": started}
    moves.take(Order.hold_meeting, orders[0].pk, by=cast.actor("chairman_property"), given=held)
    chairman = page_of(browser, live_server, cast.staff["chairman_property"], *PHONE)
    chairman.goto(f"/cases/{orders[0].number}/file_minutes/")
    assert fits(chairman)
    chairman.get_by_label("Person responsible").fill("何建川")
    chairman.get_by_label("Solution", exact=False).first.fill("更换立管接口")
    chairman.get_by_label("To be finished by").fill(f"{started.year + 1}-05-09T18:00")
    chairman.get_by_label("Further solutions").fill(f"|恢复吊顶|{started.year + 1}-05-12")
    chairman.get_by_role("button", name="File the minutes").click()
    expect(chairman.get_by_text("A line without a person is not accepted.").first).to_be_visible()
    chairman.get_by_label("Further solutions").fill(f"李工|恢复吊顶|{started.year + 1}-05-12")
    chairman.get_by_role("button", name="File the minutes").click()
    expect(chairman.get_by_text("李工").first).to_be_visible()
    assert [item.responsible for item in SolutionItem.objects.order_by("id")] == ["何建川", "李工"]
    assert Story(cast, order=orders[0]).owed("T9").outcome == "met"
