"""The history of a case tells what the system repeated once, and hides no step behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from shouwen.complaints.flows import Order
from shouwen.complaints.flows.order_closure import DISCIPLINE_FINDING
from shouwen.kernel import clock
from shouwen.kernel.models import Event
from shouwen.web.cases import history, reading
from shouwen.web.cases.history import Show
from shouwen.web.parts import Happened
from tests.factories.story import Story, at
from tests.web.cases.conftest import number

pytestmark = pytest.mark.django_db


def told_of(story: Story, when: str) -> list[Happened]:
    with clock.moved_to(at(when)), override("en"):
        read = reading.read(story.cast.actor("head_property_repair"), number(story))
        return history.entries(read.flow, read.events, {}, Show.ALL)


def test_days_of_reminders_are_one_entry_with_how_often_and_since_when() -> None:
    days = [at(f"2024-05-{day:02d} 09:30") for day in (10, 9, 8, 7)]  # newest first, as a page reads them
    events = [
        Event(code="obligation.watched", occurred_at=day, recorded_at=day, data={"code": "T16"}, by="engine")
        for day in days
    ]
    with override("en"):
        (entry,) = history.entries(Order, events, {}, Show.ALL)
    assert (entry.title, entry.times) == ("Daily reminder sent", 4)
    assert (entry.at, entry.since) == (days[0], days[-1])


@pytest.mark.parametrize(("seconds", "told"), [(0, False), (2, False), (59, False), (60, True)])
def test_only_what_was_entered_a_minute_later_is_told_as_entered_later(seconds: int, told: bool) -> None:
    noon = at("2024-05-10 12:00")
    entered = noon + timedelta(seconds=seconds)
    taken = Event(code=Order.check_in.code, occurred_at=noon, recorded_at=entered, data={}, by="staff")
    (entry,) = history.entries(Order, [taken], {}, Show.ALL)
    assert entry.recorded == (entered if told else None)


def test_what_was_repeated_before_a_step_stays_before_it(agreed: Story) -> None:
    agreed.sweep("2024-05-08 10:00")
    agreed.take(
        Order.report_progress, "head_property_repair", "2024-05-08 11:00", given={"percent": 40, "note": "拆除"}
    )
    agreed.sweep("2024-05-11 10:00")
    kinds = [entry.kind for entry in told_of(agreed, "2024-05-11 10:00") if entry.kind == "step" or entry.times > 1]
    assert kinds.index("step") > 0  # repeated since the step
    assert "info" in kinds[kinds.index("step") :] or "breach" in kinds[kinds.index("step") :]


def test_what_a_late_day_cost_says_which_day_it_was(agreed: Story) -> None:
    agreed.sweep("2024-05-12 10:00")
    late = [entry for entry in told_of(agreed, "2024-05-12 10:00") if entry.title == "A penalty has accrued"]
    assert any("day" in str(entry.text) for entry in late)
    assert all(entry.since is None or entry.since < entry.at + timedelta(seconds=1) for entry in late)


@pytest.mark.requirement("S3-24h", "S3-24i")
@pytest.mark.parametrize(("severe", "words"), [(True, "A gift or tip was taken"), (False, "Smoked, ate or used")])
def test_a_finding_in_the_customers_home_is_told_in_words(severe: bool, words: str) -> None:
    noon = at("2024-05-10 12:00")
    finding = Event(code=DISCIPLINE_FINDING, occurred_at=noon, recorded_at=noon, data={"severe": severe}, by="staff")
    with override("en"):
        (entry,) = history.entries(Order, [finding], {}, Show.ALL)
    assert entry.title == "Discipline at the customer's home: a finding"
    assert words in str(entry.text)


def test_a_single_yes_is_told_with_its_question() -> None:
    noon = at("2024-05-10 12:00")
    data = {"given": {"site_cleared": True, "note": ""}}
    applied = Event(code=Order.apply_closure.code, occurred_at=noon, recorded_at=noon, data=data, by="staff")
    with override("en"):
        (entry,) = history.entries(Order, [applied], {}, Show.ALL)
    assert entry.text == "Work done, site cleared: yes"
