"""At the door: who, which cards, and what was done without signal arrives once, with its true instants."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.complaints.models import OrderRecord
from shouwen.complaints.views.doorstep import points_of
from shouwen.kernel.models import Event, Evidence, Obligation
from tests.factories.pages import client_of, picture, recording, signature, when
from tests.factories.story import Story, agreed, at, issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_time")]
HEAD = "head_property_repair"
ALL_CHECKS = ["uniform", "wording", "water", "shoe_covers", "tool_box", "protection"]


def address(told: Story, action: str = "") -> str:
    assert told.order is not None
    return f"/doorstep/{told.order.number}/{action}/" if action else f"/doorstep/{told.order.number}/"


def arrival(**changes: Any) -> dict[str, Any]:
    """The form of the check-in, as the phone sends it."""
    return {
        "self_check": ALL_CHECKS,
        "consent": "1",
        "photo": picture("door.jpg"),
        "photo_captured_at": "2024-05-06T10:49:00+08:00",
        "lat": "23.120001",
        "lon": "113.310002",
        "key": "arrive-1",
        **changes,
    }


def visit(**changes: Any) -> dict[str, Any]:
    """The form of the agreed plan."""
    return {
        "point": ["卫生间顶板渗水"],
        "verdict_0": "true",
        "plan": "关阀止水,更换立管接口",
        "negotiated_finish_at": "2024-05-08T12:00",
        "problem": picture("stain.jpg", "blue"),
        "signature": signature(),
        "signature_outcome": "signed",
        "key": "agree-1",
        **changes,
    }


@pytest.mark.requirement("S3-22a")
def test_my_visits_are_mine_with_what_is_due_next() -> None:
    told = issued()
    with when("2024-05-06 11:20"):
        mine = client_of(told, HEAD).get("/doorstep/").content.decode()
        others = client_of(told, "head_engineering").get("/doorstep/").content.decode()
    assert told.order is not None
    assert told.order.number in mine
    assert 'data-due="2024-05-06T04:10:00+00:00"' in mine
    assert told.order.number not in others
    assert "No visit is owed" in others


@pytest.mark.requirement("S3-I02")
@pytest.mark.parametrize(("who", "status"), [("agent3", 404), ("agent", 403), ("gm", 403), (HEAD, 200)])
def test_the_page_is_for_the_person_responsible(who: str, status: int) -> None:
    told = issued()
    with when("2024-05-06 11:20"):
        assert client_of(told, who).get(address(told)).status_code == status


@pytest.mark.requirement("S3-24a")
@pytest.mark.requirement("S3-24e")
def test_the_self_check_names_what_is_missing_and_keeps_photo_and_ticks() -> None:
    told = issued()
    browser = client_of(told, HEAD)
    with when("2024-05-06 11:30"):
        refused = browser.post(address(told, "arrive"), arrival(self_check=["uniform", "water"]))
        text = refused.content.decode()
        assert refused.status_code == 422
        assert "Unified tool box" in text
        assert 'value="uniform" checked' in text
        kept = Evidence.objects.get(kind="doorstep_photo")
        assert f'name="kept" value="{kept.pk}"' in text
        again = {"self_check": ALL_CHECKS, "kept": str(kept.pk), "key": "arrive-1"}
        assert browser.post(address(told, "arrive"), again).status_code == 302
    assert OrderRecord.objects.get().is_checked_in


@pytest.mark.requirement("S3-22a")
@pytest.mark.requirement("S3-22b")
def test_an_arrival_reported_late_counts_from_the_door() -> None:
    """engine.md, case 15: done in time without signal, uploaded after the due instant 12:10."""
    told = issued()
    told.sweep("2024-05-06 12:20")
    with when("2024-05-06 13:00"):
        answer = client_of(told, HEAD).post(address(told, "arrive"), arrival(captured_at="2024-05-06T11:50:00+08:00"))
    duty = Obligation.objects.get(code="T3")
    event = Event.objects.get(code="complaints.order.check_in")
    photo = Evidence.objects.get(kind="doorstep_photo")
    assert answer.status_code == 302
    assert duty.met_at == at("2024-05-06 11:50")
    assert duty.outcome == "met"
    assert (event.occurred_at, event.recorded_at) == (at("2024-05-06 11:50"), at("2024-05-06 13:00"))
    assert (photo.captured_at, photo.received_at) == (at("2024-05-06 10:49"), at("2024-05-06 13:00"))
    assert (str(photo.latitude), str(photo.longitude)) == ("23.120001", "113.310002")


@pytest.mark.requirement("S3-22a")
def test_an_arrival_reported_after_the_trusted_delay_counts_when_it_came() -> None:
    told = issued()
    told.sweep("2024-05-06 12:20")
    with when("2024-05-07 09:00"):
        client_of(told, HEAD).post(address(told, "arrive"), arrival(captured_at="2024-05-06T11:50:00+08:00"))
    assert Obligation.objects.filter(code="T3").latest("id").outcome == "breached"


def test_a_phone_whose_clock_runs_ahead_is_not_believed() -> None:
    told = issued()
    with when("2024-05-06 11:50"):
        client_of(told, HEAD).post(address(told, "arrive"), arrival(captured_at="2024-05-06T18:00:00+08:00"))
    assert Event.objects.get(code="complaints.order.check_in").occurred_at == at("2024-05-06 11:50")


@pytest.mark.requirement("S3-22e")
def test_the_same_form_sent_twice_has_one_effect_and_one_photo() -> None:
    told = issued()
    browser = client_of(told, HEAD)
    with when("2024-05-06 11:50"):
        codes = [browser.post(address(told, "arrive"), arrival()).status_code for _ in range(2)]
    assert codes == [302, 302]
    assert Event.objects.filter(code="complaints.order.check_in").count() == 1
    assert Evidence.objects.filter(kind="doorstep_photo").count() == 1


@pytest.mark.requirement("S3-22b")
@pytest.mark.requirement("S3-22c")
@pytest.mark.requirement("S3-22d")
@pytest.mark.requirement("S3-22e")
def test_a_whole_visit_without_signal_arrives_in_its_order() -> None:
    told = issued()
    browser = client_of(told, HEAD)
    with when("2024-05-06 11:30"):
        cards = browser.get(address(told)).content.decode()
    assert 'data-offline="Check in' in cards
    assert 'data-offline="Visit' in cards
    with when("2024-05-06 14:00"):
        browser.post(address(told, "arrive"), arrival(captured_at="2024-05-06T11:50:00+08:00"))
        browser.post(address(told, "agree"), visit(occurred_at="2024-05-06T12:15:00+08:00"))
    order = OrderRecord.objects.get()
    event = Event.objects.get(code="complaints.order.agree_plan")
    assert order.case.state == "in_progress"
    assert order.findings == "1. 卫生间顶板渗水 — true"
    assert order.negotiated_finish_at == at("2024-05-08 12:00")
    assert event.occurred_at == at("2024-05-06 12:15")
    assert Evidence.objects.get(kind="customer_signature", event=event).binds != ""


@pytest.mark.requirement("S3-22b")
def test_every_point_of_the_demand_has_to_be_checked() -> None:
    told = issued()
    browser = client_of(told, HEAD)
    with when("2024-05-06 11:50"):
        browser.post(address(told, "arrive"), arrival())
        refused = browser.post(address(told, "agree"), visit(point=["渗水", "发霉"]))
    assert refused.status_code == 422
    assert "every point" in refused.content.decode()
    assert "更换立管接口" in refused.content.decode()


@pytest.mark.requirement("S3-22d")
def test_without_the_signature_nothing_is_agreed() -> None:
    told = issued()
    with when("2024-05-06 11:50"):
        refused = client_of(told, HEAD).post(
            address(told, "agree"), visit(signature="", signature_outcome="refused", signature_reason="不同意")
        )
    assert refused.status_code == 422
    assert "record below why" in refused.content.decode()


@pytest.mark.requirement("S3-23a")
@pytest.mark.requirement("S3-23b")
def test_a_blocked_visit_is_recorded_with_its_instant_and_the_centre_owes_the_call() -> None:
    told = issued()
    fields = {"kind": "unreachable", "visited_at": "2024-05-06T11:40:00", "facts": "敲门三次无人应", "key": "b"}
    with when("2024-05-06 12:00"):
        client_of(told, HEAD).post(address(told, "blocked"), fields)
    order = OrderRecord.objects.get()
    assert (order.case.state, order.visited_at) == ("visit_blocked", at("2024-05-06 11:40"))
    assert Obligation.objects.get(code="T5").due_at == at("2024-05-06 12:30")


@pytest.mark.requirement("S3-26a")
def test_progress_is_reported_from_the_phone() -> None:
    told = agreed()
    with when("2024-05-06 17:00"):
        client_of(told, HEAD).post(address(told, "progress"), {"note": "已关阀", "percent": "30", "key": "p"})
    assert OrderRecord.objects.get().percent == 30


@pytest.mark.requirement("S3-24f")
@pytest.mark.requirement("S3-24g")
@pytest.mark.requirement("S3-28a")
@pytest.mark.requirement("S3-28b")
def test_closure_of_a_repair_needs_three_photos_a_cleared_site_and_the_customers_signature() -> None:
    told = agreed()
    browser = client_of(told, HEAD)
    photos = {"before": picture("a.jpg", "red"), "during": picture("b.jpg", "green"), "signature": signature()}
    with when("2024-05-08 11:00"):
        short = browser.post(address(told, "closure"), {**photos, "site_cleared": "1", "key": "c"})
        assert short.status_code == 422
        assert "after the repair" in short.content.decode()
        kept = [str(pk) for pk in Evidence.objects.filter(event=None).values_list("pk", flat=True)]
        more = {"after": picture("c.jpg", "blue"), "kept": kept, "key": "c"}
        assert browser.post(address(told, "closure"), more).status_code == 422
        kept = [str(pk) for pk in Evidence.objects.filter(event=None).values_list("pk", flat=True)]
        assert browser.post(address(told, "closure"), {"kept": kept, "site_cleared": "1"}).status_code == 302
    assert OrderRecord.objects.get().case.state == "closure_applied"


def test_a_file_that_is_no_photo_is_refused_in_words() -> None:
    told = issued()
    with when("2024-05-06 11:50"):
        refused = client_of(told, HEAD).post(address(told, "arrive"), arrival(photo=recording()))
    assert refused.status_code == 422
    assert "cannot be a file of this type" in refused.content.decode()


@pytest.mark.parametrize(
    ("demand", "points"),
    [
        ("主卫顶板滴水两天。吊顶发霉!要求本周修好", ["主卫顶板滴水两天", "吊顶发霉", "要求本周修好"]),
        ("主卫顶板滴水", ["主卫顶板滴水"]),
        ("。", ["。"]),
        ("一。二。三。四。五。六。七。", ["一", "二", "三", "四", "五", "六。七"]),
    ],
)
def test_a_demand_is_cut_into_points_at_its_sentences(demand: str, points: list[str]) -> None:
    assert points_of(demand) == points


def test_a_second_arrival_is_refused_where_it_can_be_read() -> None:
    told = issued()
    browser = client_of(told, HEAD)
    with when("2024-05-06 11:50"):
        browser.post(address(told, "agree"), visit())
        refused = browser.post(address(told, "closure"), {"key": "c"})
    assert refused.status_code == 409
    assert 'class="sw-say sw-refused"' in refused.content.decode()
