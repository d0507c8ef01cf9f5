"""What a month would have cost under a draft, against the same stories really played under it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum

from shouwen.kernel import clock, rulebook
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import PenaltyLine
from shouwen.rehearsal.costing import CannotBeAnswered, Opened, answerable, change_of, cost_of
from shouwen.rehearsal.player import _perform
from shouwen.rehearsal.scenario import Scenario, parse

pytestmark = [pytest.mark.django_db]

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
DRAFTS: list[dict[str, Any]] = [
    {"complaints.late_block.amount": "50"},
    {"complaints.late_block.minutes": 10},
    {"complaints.late_block.rounding": "ceil"},
    {"complaints.T1.limit": 20},
    {"complaints.T2.limit": 45},
    {"complaints.T3.limit": 30},
    {"complaints.T3.limit": 240},
    {"complaints.visit.bonus_share": "10"},
    {"complaints.T6.amount": "150"},
    {"complaints.T6b.amount": "1000"},
    {"complaints.T8.tiers": [[3, "10", "5"], [15, "300", "150"]]},
]
# Each draft with a story in which it costs something, and some with stories in which it must not.
PLAYED = [
    *(("regulation_example", draft) for draft in (DRAFTS[1], DRAFTS[3], DRAFTS[8], DRAFTS[10])),
    *(("return_keeps_the_clock", draft) for draft in (DRAFTS[2], DRAFTS[4])),
    *(("visit_blocked_and_denied", draft) for draft in DRAFTS[5:8]),
    ("on_the_spot", DRAFTS[3]),
]


@contextmanager
def undone() -> Iterator[None]:
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def charged(scenario: Scenario, codes: set[str]) -> dict[date, Decimal]:
    """What was really charged under these codes by month, before appeals; a case solved on the spot is not fined."""
    found: dict[date, Decimal] = {}
    lines = PenaltyLine.objects.filter(reverses=None, code__in=codes).exclude(case__state="closed_on_spot")
    for line in lines.exclude(reversed_by__isnull=False):
        month = clock.day_of(line.at).replace(day=1)
        found[month] = found.get(month, Decimal(0)) + line.amount
    return {month: amount for month, amount in found.items() if amount}


def charged_to(scenario: Scenario, codes: set[str]) -> dict[tuple[date, str], Decimal]:
    """The same by month and person."""
    found: dict[tuple[date, str], Decimal] = {}
    lines = PenaltyLine.objects.filter(reverses=None, code__in=codes, reversed_by=None).select_related("person")
    for line in lines.exclude(case__state="closed_on_spot"):
        key = (clock.day_of(line.at).replace(day=1), line.person.name)
        found[key] = found.get(key, Decimal(0)) + line.amount
    return found


def months(scenario: Scenario) -> list[date]:
    first = clock.day_of(scenario.start).replace(day=1)
    last, found = clock.day_of(scenario.until), []
    while first <= last:
        found.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return found


@pytest.mark.parametrize(("name", "draft"), PLAYED, ids=lambda one: str(one))
def test_the_month_costs_what_the_same_story_costs_when_it_is_played_under_the_draft(
    name: str, draft: dict[str, Any]
) -> None:
    scenario = parse(next(one for one in SCENARIOS if one.stem == name).read_text("utf-8"))
    change = change_of(*next(iter(draft.items())))
    codes = set(change.codes)
    with undone():
        _perform(scenario)
        was, was_to = charged(scenario, codes), charged_to(scenario, codes)
        with clock.moved_to(scenario.until):
            costs = {month: cost_of(month, change) for month in months(scenario)}
    with undone():
        _perform(scenario.model_copy(update={"overrides": {**scenario.overrides, **draft}}))
        would, would_to = charged(scenario, codes), charged_to(scenario, codes)
    differs = {key: would_to.get(key, 0) - was_to.get(key, 0) for key in {*was_to, *would_to}}
    assert {(month, one.person.name): one.would - one.was for month, cost in costs.items() for one in cost.people} == {
        key: by for key, by in differs.items() if by
    }
    for month, cost in costs.items():
        affected = [one for one in cost.totals if one.affected]
        assert sum((one.was for one in affected), Decimal(0)) == was.get(month, Decimal(0))
        assert sum((one.would for one in affected), Decimal(0)) == would.get(month, Decimal(0))


def test_the_values_in_force_change_nothing_and_name_no_order() -> None:
    scenario = parse(next(one for one in SCENARIOS if one.stem == "regulation_example").read_text("utf-8"))
    with undone():
        _perform(scenario)
        with clock.moved_to(scenario.until):
            for quantity in answerable():
                cost = cost_of(date(2024, 5, 1), change_of(quantity.code, quantity.default))
                assert (cost.was, cost.differing) == (cost.would, 0)
            assert cost.was == PenaltyLine.objects.aggregate(sum=Sum("amount"))["sum"]


def test_the_orders_that_differ_are_named_the_largest_first() -> None:
    scenario = parse(next(one for one in SCENARIOS if one.stem == "regulation_example").read_text("utf-8"))
    with undone():
        _perform(scenario)
        with clock.moved_to(scenario.until):
            cost = cost_of(date(2024, 5, 1), change_of("complaints.T6.amount", "350"))
        assert cost.differing == 1
        assert (cost.shown[0].was, cost.shown[0].would) == (Decimal(200), Decimal(350))


def test_every_number_opens_into_its_matters_and_they_add_up() -> None:
    scenario = parse(next(one for one in SCENARIOS if one.stem == "regulation_example").read_text("utf-8"))
    month, change = date(2024, 5, 1), change_of("complaints.T6.amount", "350")
    with undone():
        _perform(scenario)
        with clock.moved_to(scenario.until):
            whole = cost_of(month, change, Opened())
            assert whole.behind is not None
            assert sum(one.would for one in whole.behind.rows) == whole.would
            for total in whole.totals:
                behind = cost_of(month, change, Opened(code=total.code)).behind
                assert behind is not None
                assert sum(one.was for one in behind.rows) == total.was
            (payer,) = whole.people
            behind = cost_of(month, change, Opened(person=payer.person.pk)).behind
            assert behind is not None
            assert sum(one.would for one in behind.rows) == payer.would
            last = behind.rows[-1].case.pk
            assert cost_of(month, change, Opened(after=last)).behind.rows == []  # type: ignore[union-attr]


@pytest.mark.parametrize("code", ["complaints.T6.time", "complaints.T8.accrual", "complaints.T1.remind"])
def test_what_the_facts_do_not_tell_is_refused_in_words(code: str) -> None:
    quantity = rulebook.quantity_named(code)
    with pytest.raises(CannotBeAnswered) as refusal:
        change_of(code, quantity.default)
    assert len(str(refusal.value)) > 20


def test_tiers_beyond_the_last_counted_day_and_values_that_cannot_be_are_refused() -> None:
    with pytest.raises(CannotBeAnswered):
        cost_of(date(2024, 5, 1), change_of("complaints.T8.tiers", [[30, "100", "50"]]))
    with pytest.raises(CannotBeAnswered):
        change_of("complaints.late_block.minutes", 0)
    with pytest.raises(Refused):
        change_of("complaints.T6.amount", "-1")
