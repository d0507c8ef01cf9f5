"""Every deadline says why: clause, start, limit, due instant and what follows; and it is never at odds with the row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.complaints.flows import Order
from shouwen.kernel.explain import explain
from shouwen.kernel.models import Obligation
from shouwen.kernel.obligations import open_duty
from shouwen.kernel.rulebook import Book
from tests.factories import story

pytestmark = pytest.mark.django_db

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 30), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)


@pytest.fixture
def english() -> object:
    with override("en"):
        yield


def test_a_visit_is_explained_from_its_start_to_its_price(english: object) -> None:
    told = story.issued()
    why = explain(told.owed("T3"))
    assert why.clause == "第二十二条"
    assert [line.text for line in why.lines] == ["Issue the order", "within 1 hour, nights and holidays included"]
    assert why.lines[0].value == "5-06 11:10:00"
    assert why.total.value == "5-06 12:10:00"
    assert "still in time" in why.total.text
    assert why.afterwards[0] == "head_property_repair is reminded at 11:40, 12:00."
    assert "20 % of the month's bonus. (第三十五条)" in why.afterwards[1]


def test_the_late_days_name_both_who_pay(english: object) -> None:
    why = explain(story.issued().owed("T8"))
    assert why.afterwards[0] == "head_property_repair is reminded at 5-09 18:00, 14:00."
    assert why.afterwards[-2:] == [
        "Late days 1 to 7: CNY 100 a day, the leader in charge CNY 50. (第三十六条)",
        "Late days 8 to 15: CNY 200 a day, the leader in charge CNY 100. (第三十六条)",
    ]


def test_a_pause_is_a_line_and_moves_the_due_instant(english: object) -> None:
    told = story.issued()
    owed = told.owed("T3")
    started = owed.started_at
    owed.pauses.create(
        from_at=started, to_at=started + timedelta(minutes=20), reason="停电", asked_by=told.cast.staff["gm"]
    )
    why = explain(owed)
    assert [(line.label, line.text, line.value) for line in why.lines][-1] == ("Paused", "停电", "20 minutes")
    assert why.data["due_at"] == owed.due_at + timedelta(minutes=20)


def test_the_events_a_caller_has_are_asked_before_the_database(django_assert_num_queries: object) -> None:
    told = story.issued()
    assert told.order is not None
    owed = Obligation.objects.select_related("debtor").prefetch_related("pauses").get(pk=told.owed("T3").pk)
    events = list(told.order.events.all())
    with django_assert_num_queries(0):  # type: ignore[operator] # the fixture's own type is not exported
        assert explain(owed, events).data["started_by"] == "complaints.order.issue"


@given(at=MOMENTS, code=st.sampled_from(["T2", "T3", "T5", "T6", "T6b", "T7", "T9", "T10", "T16"]))
@settings(max_examples=120, deadline=None)
def test_the_explained_instant_is_the_one_that_fires(at: datetime, code: str) -> None:
    from shouwen.kernel.models import Case  # noqa: PLC0415 — only this test makes a case without a database

    duty = Order.duties[code]
    owed = open_duty(_free(duty), Case(id=1), Book(0, {}), started_at=at, now=at)
    owed.pk = 1
    why = explain(owed, events=[])
    assert why.data["due_at"] == owed.due_at
    assert why.data["provisional"] == owed.provisional


def _free(duty: object) -> object:
    """The duty, owed by nobody in particular: the arithmetic is the same."""
    from dataclasses import replace  # noqa: PLC0415

    from shouwen.kernel.access import SYSTEM  # noqa: PLC0415

    freed = replace(duty, owed_by=SYSTEM)  # type: ignore[type-var]
    object.__setattr__(freed, "flow_code", duty.flow_code)  # type: ignore[attr-defined]
    return freed
