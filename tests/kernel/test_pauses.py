"""Stopping and starting a clock: a ledger of intervals (engine.md, cases 7 and 8)."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Order
from shouwen.kernel import clock, pauses
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Event, Obligation
from tests.factories.story import Story, at, issued

pytestmark = pytest.mark.django_db


def paused(told: Story, text: str) -> None:
    with clock.moved_to(at(text)):
        pauses.pause(
            told.owed("T3").pk,
            reason="台风停工",
            asked_by=told.cast.staff["head_property_repair"],
            approved_by=told.cast.staff["gm"],
        )


def resumed(told: Story, text: str) -> Obligation:
    with clock.moved_to(at(text)):
        return pauses.resume(told.owed("T3").pk, by=told.cast.staff["gm"])


def test_what_was_used_before_the_pause_stays_used() -> None:
    told = issued()
    paused(told, "2024-05-06 11:40")
    assert resumed(told, "2024-05-06 15:00").due_at == at("2024-05-06 15:30")


def test_two_pauses_add_up() -> None:
    told = issued()
    paused(told, "2024-05-06 11:20")
    resumed(told, "2024-05-06 11:50")
    paused(told, "2024-05-06 12:00")
    assert resumed(told, "2024-05-06 12:30").due_at == at("2024-05-06 13:10")


def test_a_stopped_clock_fires_nothing() -> None:
    told = issued()
    paused(told, "2024-05-06 11:40")
    told.sweep("2024-05-06 14:00")
    assert told.owed("T3").outcome == Obligation.Outcome.OPEN


def test_a_pause_after_the_breach_does_not_take_it_back() -> None:
    told = issued()
    told.sweep("2024-05-06 12:30")
    paused(told, "2024-05-06 13:00")
    after = resumed(told, "2024-05-06 14:00")
    assert (after.outcome, after.due_at) == (Obligation.Outcome.BREACHED, at("2024-05-06 12:10"))


def test_done_while_stopped_is_done() -> None:
    told = issued()
    paused(told, "2024-05-06 11:40")
    told.take(Order.check_in, "head_property_repair", "2024-05-06 12:05", ("doorstep_photo",))
    assert told.owed("T3").outcome == Obligation.Outcome.MET


def test_nobody_approves_what_he_asked_for() -> None:
    told = issued()
    gm = told.cast.staff["gm"]
    with pytest.raises(Refused):
        pauses.pause(told.owed("T3").pk, reason="x", asked_by=gm, approved_by=gm)


def test_a_clock_is_stopped_once_and_started_once() -> None:
    told = issued()
    paused(told, "2024-05-06 11:40")
    with pytest.raises(Refused):
        paused(told, "2024-05-06 11:45")
    resumed(told, "2024-05-06 11:50")
    with pytest.raises(Refused):
        resumed(told, "2024-05-06 11:55")
    assert list(Event.objects.filter(code__startswith="obligation.pa").values_list("code", flat=True)) == [
        "obligation.paused"
    ]
