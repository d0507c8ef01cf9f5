"""The window ratings: with the group the moment they are given, with nobody else (S3-16b)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shouwen.complaints.flows import Complaint
from shouwen.complaints.models import ComplaintRecord
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.api import showing
from shouwen.kernel.models import Case, Notice
from tests.factories.pages import client_of, when
from tests.factories.story import Story, at, registered, registration

pytestmark = pytest.mark.django_db

HERE = reverse("complaints:ratings")
NOON = "2024-05-06 12:00"


def rated(told: Story, **given: object) -> None:
    """The customer of the story rates the reception."""
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    assert told.complaint is not None
    with clock.moved_to(at("2024-05-06 10:30")):
        customer = Actor.customer_of(told.cast.customers["customer"])
        moves.take(Complaint.rate, told.complaint.pk, by=customer, given=given)


def page(told: Story, who: str, query: str = "") -> str:
    with when(NOON):
        return client_of(told, who).get(HERE + query).content.decode()


@pytest.mark.requirement("S3-16b")
def test_the_group_reads_a_rating_at_once_and_is_told_of_a_low_one() -> None:
    told = registered()
    rated(told, score=2, warmth=1, comment="等了很久")
    shown = page(told, "group_agent")
    assert told.complaint is not None
    assert told.complaint.number in shown
    assert "等了很久" in shown
    assert told.complaint.number in page(told, "gm", "?view=low")
    assert [n.staff.name for n in Notice.objects.filter(code="low_rating") if n.staff] == ["group_agent"]


@pytest.mark.requirement("S3-16b")
def test_a_good_rating_rouses_nobody_and_the_project_has_no_such_page() -> None:
    told = registered()
    rated(told, score=5)
    assert told.complaint is not None
    assert told.complaint.number not in page(told, "group_agent", "?view=low")
    assert not Notice.objects.filter(code="low_rating").exists()
    with when(NOON):
        client = client_of(told, "agent")
        assert client.get(HERE).status_code == 403
        assert client.post(HERE, {"score": "5"}).status_code == 405


def test_thirty_ratings_ask_no_more_than_one() -> None:
    told = registered()
    rated(told, score=4)
    client = client_of(told, "group_agent")

    def queries(ask: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as seen, when(NOON):
            ask()
        return len(seen)

    queries(lambda: client.get(HERE))
    one = queries(lambda: client.get(HERE))
    unit = told.cast.unit("agent", "1-1-101")
    assert unit is not None
    place = moves.Place(unit.project, unit, told.cast.customers["customer"])
    with clock.moved_to(at("2024-05-06 10:40")):
        for _ in range(30):
            made = moves.start(Complaint.register, place, by=told.cast.actor("agent"), given=registration()).case
            ComplaintRecord.objects.filter(case=made).update(score=3, rated_at=clock.now())
    assert queries(lambda: client.get(HERE)) == one
    with when(NOON):
        assert "?view=all&amp;before=" not in client.get(HERE).content.decode()
        assert client.get(f"{HERE}?before=abc").status_code == 200


@pytest.mark.requirement("S3-16b")
def test_what_the_customer_said_of_the_specialist_stands_on_no_page_of_the_project() -> None:
    told = registered()
    rated(told, score=2, comment="态度冷淡")
    assert told.complaint is not None
    here = reverse("web:case", args=[told.complaint.number])
    with when(NOON):
        pages = {who: client_of(told, who).get(here).content.decode() for who in ("agent", "group_agent")}
        shown = {who: showing.whole(Case.objects.get(pk=told.complaint.pk), told.cast.actor(who)) for who in pages}
    assert {who: "态度冷淡" in text for who, text in pages.items()} == {"agent": False, "group_agent": True}
    assert {who: one.record.get("score") for who, one in shown.items()} == {"agent": None, "group_agent": 2}
    codes = {who: {event.code for event in one.events} for who, one in shown.items()}
    assert codes["group_agent"] - codes["agent"] == {Complaint.rate.code}
