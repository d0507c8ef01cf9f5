"""The state of a deadline is decided by the server's clock; the instant itself is still in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from shouwen.kernel import clock
from shouwen.web.parts import Countdown

NOW = datetime(2026, 5, 7, 2, 18, 26, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


def test_more_than_an_hour_left_is_in_time() -> None:
    assert Countdown(NOW + 61 * MINUTE).state == "in"


def test_the_last_hour_is_soon() -> None:
    assert Countdown(NOW + 60 * MINUTE).state == "soon"


def test_a_reminder_that_has_passed_makes_it_soon_earlier() -> None:
    due = NOW + timedelta(hours=3)
    assert Countdown(due, soon=due - timedelta(hours=4)).state == "soon"
    assert Countdown(due, soon=due - timedelta(hours=2)).state == "in"


def test_the_instant_itself_is_in_time_and_the_next_second_is_late() -> None:
    assert Countdown(NOW).state == "soon"
    assert Countdown(NOW - SECOND).state == "late"


def test_what_is_stopped_is_neither_soon_nor_late() -> None:
    assert Countdown(NOW - MINUTE, stopped=NOW - 2 * MINUTE).state == "done"
    assert Countdown(None).state == "done"


def test_the_fuse_shows_the_share_of_the_limit_used_up() -> None:
    assert Countdown(NOW + 17 * MINUTE, opened=NOW - 43 * MINUTE).used == 72
    assert Countdown(NOW - MINUTE, opened=NOW - 61 * MINUTE).used == 100
    assert Countdown(NOW + MINUTE).used is None
