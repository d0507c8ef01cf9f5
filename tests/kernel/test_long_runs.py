"""Blocks that nobody fired for days are charged by the day: the same sums for every day and person, in bounded time."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from shouwen.complaints.flows import Order
from shouwen.kernel import clock, events, firing, plan
from shouwen.kernel.models import Event, PenaltyLine
from tests.factories.story import Story, at, submitted

DUE = at("2024-05-06 11:20")
roundings = st.sampled_from(["floor", "ceil"])


def terms(minutes: int, rounding: str) -> plan.Terms:
    price = {
        "kind": "block",
        "minutes": minutes,
        "amount": "100",
        "round": rounding,
        "code": "P8",
        "clause": "第十八条",
    }
    return plan.Terms("第十四条", "S3-14e", {"kind": "minutes", "n": 60}, price=price)


def one_by_one(of: plan.Terms, first: int, until: datetime) -> list[plan.Step]:
    """The blocks from ``first`` on as the plan names them, one after the other."""
    step = plan.same_step(of, DUE - timedelta(hours=1), DUE, f"block:{first}")
    found = []
    while step is not None and step.at <= until:
        found.append(step)
        step = plan.step_after(of, DUE - timedelta(hours=1), DUE, step.name)
    return found


@given(st.integers(1, 90), roundings, st.integers(1, 40), st.timedeltas(timedelta(0), timedelta(days=4)))
def test_a_run_by_days_has_the_same_blocks_on_every_day_as_one_by_one(
    minutes: int, rounding: str, first: int, late: timedelta
) -> None:
    of, until = terms(minutes, rounding), (DUE + late).replace(microsecond=0)
    blocks = one_by_one(of, first, until)
    last = plan.last_block_by(of, DUE, until)
    assert max(last - first + 1, 0) == len(blocks)
    days = list(plan.block_days(of, DUE, first, last))
    assert {clock.day_of(step.at): n for n, step in days} == Counter(clock.day_of(step.at) for step in blocks)
    assert [step for _n, step in days] == [s for s in blocks if s.number in {step.number for _n, step in days}]


def sums() -> dict[tuple[int, str, date], Decimal]:
    found: Counter[tuple[int, str, date]] = Counter()
    for line in PenaltyLine.objects.all():
        found[line.person_id, line.code, line.on] += line.amount  # type: ignore[assignment] # sums of money
    return dict(found)  # type: ignore[arg-type]


def endorsed(told: Story, when: str) -> None:
    told.take(Order.endorse, "dgm", when, given={"opinion": "同意"})


@pytest.mark.django_db
def test_a_move_after_days_charges_the_same_as_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firing, "LONG_RUN", 288)
    told = submitted()
    endorsed(told, "2024-05-09 10:43")
    by_the_day, lines = sums(), PenaltyLine.objects.count()
    assert list(events.verify()) == []
    assert told.order is not None
    monkeypatch.setattr(firing, "LONG_RUN", 10**9)
    again = submitted()
    endorsed(again, "2024-05-09 10:43")
    assert again.order is not None
    other = {(code, day): s for (_p, code, day), s in sums().items()}
    assert {(code, day): 2 * s for (_p, code, day), s in by_the_day.items()} == other
    assert lines < 20


@pytest.mark.django_db
def test_the_engine_after_days_charges_the_same_and_goes_on_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firing, "LONG_RUN", 288)
    told = submitted()
    told.sweep("2024-05-09 10:43")
    before = sum(sums().values())
    told.sweep("2024-05-09 10:51")
    assert sum(sums().values()) == before + 200
    runs = Event.objects.filter(code="obligation.accrued", data__blocks__gt=1)
    assert runs.count() == 1
    assert list(events.verify()) == []


@pytest.mark.django_db
def test_a_week_without_an_engine_gives_a_line_for_every_block_as_the_engine_would() -> None:
    told = submitted()
    endorsed(told, "2024-05-13 11:20")
    assert PenaltyLine.objects.filter(code="P8").count() == 7 * 288


@pytest.mark.django_db
def test_a_case_that_nobody_touched_for_three_years_moves_in_few_statements() -> None:
    told = submitted()
    with CaptureQueriesContext(connection) as asked:
        endorsed(told, "2027-05-06 10:40")
    assert len(asked) < 100
    assert PenaltyLine.objects.filter(code="P8").count() == 1096
