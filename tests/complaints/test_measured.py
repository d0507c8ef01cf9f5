"""The three values of a case: rating of the window, minutes to the first visit, hours to the accepted application."""

from __future__ import annotations

import pytest

from shouwen.complaints import measured
from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.kernel import clock
from tests.factories.pages import client_of
from tests.factories.story import Story, at, issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

HEAD = "head_property_repair"


def closed() -> Story:
    """Issued 6 May 11:10, visited after 42 minutes, applied for after 26 hours, rated 5 at the window, closed."""
    told = issued()
    told.take(Complaint.rate, "customer", "2024-05-06 11:20", given={"score": 5})
    told.take(Order.check_in, HEAD, "2024-05-06 11:52", ("doorstep_photo",))
    plan = {"findings": "属实", "plan": "重做防水", "negotiated_finish_at": "2024-05-08 12:00"}
    told.take(Order.agree_plan, HEAD, "2024-05-06 12:30", ("customer_signature", "problem_photo"), given=plan)
    proofs = ("completion_signed", "photo_before", "photo_during", "photo_after")
    told.take(Order.apply_closure, HEAD, "2024-05-07 13:10", proofs, given={"site_cleared": True})
    check = {"solved": True, "score": 5, "smoked": False, "took_gifts": False}
    told.take(Order.verify_closure, "agent", "2024-05-07 13:30", given=check)
    told.take(Order.review_closure, "dgm", "2024-05-07 14:00", given={"opinion": "同意"})
    told.take(Order.close, "gm", "2024-05-07 15:00", given={"opinion": "同意"})
    return told


@pytest.mark.requirement("S3-03b")
def test_a_closed_complaint_shows_five_points_42_minutes_and_26_hours() -> None:
    told = closed()
    client = client_of(told, "gm")
    assert told.complaint is not None
    assert told.order is not None
    for number in (told.complaint.number, told.order.number):
        with clock.moved_to(at("2024-06-01 09:00")):
            page = client.get(f"/cases/{number}/").content.decode()
        for value in ("5 of 5", "42 minutes", "26 hours"):
            assert f"<strong>{value}</strong>" in page


def test_the_points_fit_on_one_line_of_their_third_of_the_panel() -> None:
    told = closed()
    assert told.order is not None
    with clock.moved_to(at("2024-06-01 09:00")):
        page = client_of(told, "gm").get(f"/cases/{told.order.number}/", headers={"accept-language": "zh-hans"})
    assert "<strong>5/5 分</strong>" in page.content.decode()


@pytest.mark.requirement("S3-03b")
def test_while_it_is_handled_it_says_how_long_it_has_taken_so_far() -> None:
    told = issued()
    order = OrderRecord.objects.get()
    with clock.moved_to(at("2024-05-06 12:40")):
        found = measured.of_order(order, ComplaintRecord.objects.get(), told.cast.actor("gm"))
    assert [text for _label, text in found] == ["—", "—", "1.5 hours"]


@pytest.mark.requirement("S3-16b")
def test_the_rating_is_shown_to_the_group_alone() -> None:
    told = closed()
    complaint = ComplaintRecord.objects.get()
    for reader, count in (("gm", 3), ("agent", 2), (HEAD, 2)):
        with clock.moved_to(at("2024-06-01 09:00")):
            assert len(measured.of_complaint(complaint, told.cast.actor(reader))) == count
