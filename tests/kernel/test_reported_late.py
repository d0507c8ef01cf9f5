"""Progress and closure typed without signal: what counts is when it was typed, within the bound (decision 0014)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db.models import Sum

from shouwen.complaints.flows import Order
from shouwen.kernel.models import Event, Obligation, PenaltyLine
from tests.factories.story import Story, agreed, at

pytestmark = pytest.mark.django_db
HEAD = "head_property_repair"
PROGRESS = {"note": "已拆吊顶", "percent": 30}
PROOFS = ("completion_signed", "photo_before", "photo_during", "photo_after")


def fined(told: Story, code: str) -> Decimal:
    lines = PenaltyLine.objects.filter(case=told.order, code=code)
    return lines.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def days(told: Story) -> list[tuple[str, str]]:
    rows = Obligation.objects.filter(case=told.order, code="T6").order_by("due_at")
    return [(f"{row.due_at:%m-%d}", row.outcome) for row in rows if row.due_at]


@pytest.mark.requirement("S3-26a")
def test_progress_typed_before_six_and_sent_after_it_was_in_time() -> None:
    told = agreed()
    told.sweep("2024-05-06 18:05")
    assert fined(told, "P14") == 200
    told.take(Order.report_progress, HEAD, "2024-05-06 18:20", given=PROGRESS, occurred_at=at("2024-05-06 17:50"))
    assert fined(told, "P14") == 0
    assert days(told) == [("05-06", "met"), ("05-07", "open")]
    event = Event.objects.get(code=Order.report_progress.code)
    assert (event.occurred_at, event.recorded_at) == (at("2024-05-06 17:50"), at("2024-05-06 18:20"))
    assert Event.objects.filter(case=told.order, code="obligation.corrected").count() == 1


def test_progress_sent_before_the_engine_looked_is_in_time_as_well() -> None:
    told = agreed()
    told.take(Order.report_progress, HEAD, "2024-05-06 18:20", given=PROGRESS, occurred_at=at("2024-05-06 17:50"))
    told.sweep("2024-05-06 18:30")
    assert fined(told, "P14") == 0


def test_beyond_the_bound_the_arrival_counts() -> None:
    told = agreed()
    told.sweep("2024-05-06 18:05")
    told.take(Order.report_progress, HEAD, "2024-05-06 21:00", given=PROGRESS, occurred_at=at("2024-05-06 17:50"))
    assert fined(told, "P14") == 200
    assert days(told)[0] == ("05-06", "breached")


def test_what_was_typed_after_six_does_not_meet_the_day() -> None:
    told = agreed()
    told.sweep("2024-05-06 18:05")
    told.take(Order.report_progress, HEAD, "2024-05-06 18:40", given=PROGRESS, occurred_at=at("2024-05-06 18:10"))
    assert fined(told, "P14") == 200


@pytest.mark.requirement("S3-28b")
def test_a_closure_applied_for_without_signal_is_checked_within_the_time_from_its_arrival() -> None:
    told = agreed()
    told.sweep("2024-05-08 12:30")
    typed = at("2024-05-08 11:50")
    told.take(Order.apply_closure, HEAD, "2024-05-08 12:40", PROOFS, given={"site_cleared": True}, occurred_at=typed)
    assert told.owed("T8").held_at == typed
    assert told.owed("T7").started_at == at("2024-05-08 12:40")
