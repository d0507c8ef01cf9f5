"""An obligation's reminders decide from when on its digits are amber."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shouwen.kernel import clock
from shouwen.kernel.models import Obligation
from shouwen.web.countdowns import countdown_of

STARTED = datetime(2026, 5, 7, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
DUE = datetime(2026, 5, 7, 10, 0, tzinfo=UTC)  # 18:00


def obligation(remind: list[dict[str, Any]], **fields: Any) -> Obligation:
    return Obligation(terms={"remind": remind}, started_at=STARTED, due_at=DUE, **fields)


@pytest.mark.parametrize(
    ("remind", "soon"),
    [
        ([], DUE - timedelta(hours=1)),
        ([{"before": 240}], DUE - timedelta(hours=4)),
        ([{"after": 60}, {"before": 240}], DUE - timedelta(hours=4)),
        ([{"at": "16:00"}], DUE - timedelta(hours=2)),
        ([{"at": "17:30"}], DUE - timedelta(hours=1)),
    ],
)
def test_amber_begins_with_the_last_reminder_or_the_last_hour(remind: list[dict[str, Any]], soon: datetime) -> None:
    assert countdown_of(obligation(remind)).soon_at == soon


def test_a_settled_obligation_stands_still() -> None:
    met = DUE - timedelta(minutes=20)
    with clock.moved_to(DUE + timedelta(days=1)):
        cd = countdown_of(obligation([], settled_at=met))
        assert (cd.state, cd.stopped) == ("done", met)


def test_a_watch_that_nobody_can_miss_has_no_digits() -> None:
    assert countdown_of(Obligation(terms={}, started_at=STARTED, due_at=None)).state == "done"
