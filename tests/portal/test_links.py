"""Customers' links: secret, dated, spent once, put into messages only when they leave."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Complaint
from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import words_for
from shouwen.portal import links
from shouwen.portal.models import PortalLink
from tests.factories.pages import when
from tests.factories.story import issued, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_time")]
Purpose = PortalLink.Purpose


def token_in(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[-1]


def test_only_the_hash_of_the_secret_is_kept() -> None:
    told = registered()
    assert told.complaint is not None
    token = token_in(links.make(told.complaint, Purpose.SIGN))
    row = PortalLink.objects.get()
    assert token not in str(vars(row))
    found = links.read(token)
    assert found is not None
    assert found.pk == row.pk


def test_a_changed_secret_opens_nothing() -> None:
    told = registered()
    assert told.complaint is not None
    token = token_in(links.make(told.complaint, Purpose.SIGN))
    assert links.read(token[:-1] + ("a" if token[-1] != "a" else "b")) is None


@pytest.mark.parametrize(
    ("at", "over"),
    [("2024-05-09 10:00", False), ("2024-05-09 10:00:01", True)],
    ids=["its last instant", "the next second"],
)
def test_a_link_for_signing_lives_three_days(at: str, over: bool) -> None:
    told = registered()
    assert told.complaint is not None
    with when("2024-05-06 10:00"):
        links.make(told.complaint, Purpose.SIGN)
    with when(at):
        assert links.is_over(PortalLink.objects.get()) is over


def test_a_link_of_an_order_opens_its_complaint() -> None:
    told = issued()
    assert told.order is not None
    links.make(told.order, Purpose.FOLLOW)
    assert PortalLink.objects.get().case == told.complaint


def test_a_case_without_a_customer_has_no_link() -> None:
    told = registered()
    assert told.complaint is not None
    told.complaint.customer = None
    with pytest.raises(ValueError, match="customer"):
        links.make(told.complaint, Purpose.SIGN)


@pytest.mark.requirement("S3-16a")
def test_the_invitation_to_rate_carries_a_link_that_is_made_when_it_leaves() -> None:
    told = registered()
    told.take(Complaint.sign, "agent", "2024-05-06 10:00", ("customer_signature",))
    notice = Notice.objects.get(code="rating_invited")
    assert PortalLink.objects.count() == 0
    body = words_for(notice).body
    assert "/p/" in body
    link = PortalLink.objects.get()
    assert (link.purpose, link.customer) == (Purpose.RATE, told.cast.customers["customer"])
    assert "/p/" not in str(notice.data)


@pytest.mark.requirement("S3-13d")
def test_the_request_to_sign_carries_a_link_for_signing() -> None:
    told = registered()
    told.take(Complaint.request_signature, "agent", "2024-05-06 10:00")
    body = words_for(Notice.objects.get(code="sign_requested")).body
    found = links.read(body.rstrip(".").rstrip("/").rsplit("/", 1)[-1])
    assert found is not None
    assert found.purpose == Purpose.SIGN


@pytest.mark.requirement("S3-08e")
def test_a_closed_matter_leads_the_customer_to_the_own_page_and_staff_to_the_case() -> None:
    told = issued()
    assert told.order is not None
    customer, head = told.cast.customers["customer"], told.cast.staff["head_property_repair"]
    about = {"code": "case_closed", "case": told.order, "at": told.order.opened_at, "channel": "sms"}
    for_customer = words_for(Notice(key="c", customer=customer, **about)).body
    assert PortalLink.objects.get().purpose == Purpose.FOLLOW
    for_staff = words_for(Notice(key="s", staff=head, **about)).body
    assert "/p/" in for_customer
    assert f"/cases/{told.order.number}/" in for_staff
    assert PortalLink.objects.count() == 1
