"""The bell, the inbox behind it, and the log of what left the house."""

from __future__ import annotations

import pytest

from shouwen.kernel import clock
from shouwen.kernel.models import Notice
from shouwen.web.desk.entries import unread
from tests.factories.story import Story, at, issued
from tests.web.desk.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Story:
    return issued()


def mine(told: Story, channel: str = "inbox") -> Notice:
    return Notice.objects.get(staff=told.cast.staff["head_property_repair"], channel=channel, code="order_issued")


def test_a_message_rings_until_it_is_read(told: Story, browser_of: Browser) -> None:
    head = told.cast.staff["head_property_repair"]
    client = browser_of(head)
    assert unread(head) == 1
    assert "has been issued to you" in client.get("/notices/").content.decode()
    client.post("/notices/read/", {"notice": mine(told).pk})
    assert unread(head) == 0


def test_opening_it_reads_it_and_leads_to_the_case(told: Story, browser_of: Browser) -> None:
    head = told.cast.staff["head_property_repair"]
    answer = browser_of(head).post(f"/notices/{mine(told).pk}/")
    assert told.order is not None
    assert answer["Location"] == f"/cases/{told.order.number}/"
    assert unread(head) == 0


def test_nobody_reads_somebody_elses(told: Story, browser_of: Browser) -> None:
    stranger = browser_of(told.cast.staff["agent2"])
    assert stranger.post(f"/notices/{mine(told).pk}/").status_code == 404
    stranger.post("/notices/read/", {"notice": mine(told).pk})
    assert mine(told).read_at is None


def test_the_log_is_for_who_sees_the_group(told: Story, browser_of: Browser) -> None:
    assert browser_of(told.cast.staff["agent"]).get("/notices/log/").status_code == 404
    html = browser_of(told.cast.staff["gm"]).get("/notices/log/").content.decode()
    assert "has been issued to you" in html


def test_the_log_is_filtered_by_what_became_of_it(told: Story, browser_of: Browser) -> None:
    Notice.objects.filter(pk=mine(told, "sms").pk).update(status=Notice.Status.FAILED, error="no such number")
    client = browser_of(told.cast.staff["gm"])
    assert "no such number" in client.get("/notices/log/?status=failed").content.decode()
    assert "no such number" not in client.get("/notices/log/?status=sent").content.decode()


def test_what_failed_is_sent_again_and_keeps_its_history(told: Story, browser_of: Browser) -> None:
    first = mine(told, "sms")
    Notice.objects.filter(pk=first.pk).update(status=Notice.Status.FAILED)
    with clock.moved_to(at("2024-05-06 12:00")):
        browser_of(told.cast.staff["gm"]).post(f"/notices/log/{first.pk}/resend/")
    again = Notice.objects.get(key=f"{first.key}#1", channel="sms")
    assert again.status == Notice.Status.QUEUED
    assert again.data["resent_by"] == told.cast.staff["gm"].pk


def test_what_is_still_on_its_way_is_not_sent_twice(told: Story, browser_of: Browser) -> None:
    waiting = mine(told, "sms")
    answer = browser_of(told.cast.staff["gm"]).post(f"/notices/log/{waiting.pk}/resend/")
    assert answer.status_code == 409
    assert browser_of(told.cast.staff["agent"]).post(f"/notices/log/{waiting.pk}/resend/").status_code == 404
    assert Notice.objects.filter(channel="sms", code="order_issued", staff=waiting.staff).count() == 1


def test_pages_follow_each_other_without_overlap(told: Story, browser_of: Browser) -> None:
    first = mine(told, "sms")
    Notice.objects.bulk_create(
        Notice(channel="sms", code=first.code, key=f"k{n}", at=first.at, staff=first.staff, case=first.case)
        for n in range(31)
    )
    client = browser_of(told.cast.staff["gm"])
    page = client.get("/notices/log/?status=queued")
    following = client.get(page.context["more_url"])
    shown = [one["notice"].pk for answer in (page, following) for one in answer.context["shown"]]
    assert len(shown) == len(set(shown)) == Notice.objects.filter(status="queued", channel="sms").count()
