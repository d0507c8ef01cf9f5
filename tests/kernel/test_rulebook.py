"""The rulebook: declared in code, changed by dated entries that somebody else approves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shouwen.complaints import rules
from shouwen.complaints.flows import Order
from shouwen.kernel import clock, rule_changes, rulebook
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Event, Obligation, RulebookEntry
from tests.factories import centre
from tests.factories.story import MORNING, at, drafted, issued, submitted

pytestmark = pytest.mark.django_db


def entry(code: str, value: object, valid_from: str) -> RulebookEntry:
    author, approver = centre.staff("提出人"), centre.staff("批准人")
    with clock.moved_to(MORNING - timedelta(days=30)):
        proposed = rule_changes.propose(code, value, valid_from=at(valid_from), reason="集团决定", by=author)
        return rule_changes.decide(proposed.pk, approve=True, by=approver)


def test_without_entries_the_regulation_as_issued_is_in_force() -> None:
    book = rulebook.book(MORNING)
    assert (book.version, book.value(rules.T1_LIMIT)) == (0, 30)


def test_an_approved_entry_is_in_force_from_its_instant_on() -> None:
    made = entry("complaints.T1.limit", 20, "2024-05-06 00:00")
    before, after = at("2024-05-05 23:59:59"), at("2024-05-06 00:00")
    assert [rulebook.value(rules.T1_LIMIT, when) for when in (before, after)] == [30, 20]
    assert rulebook.book(after).version == made.pk


def test_an_obligation_keeps_the_version_it_opened_under() -> None:
    told = submitted()
    entry("complaints.T2.limit", 10, "2024-05-06 10:25")
    assert told.owed("T2").due_at == at("2024-05-06 11:20")


def test_a_proposal_changes_nothing() -> None:
    author = centre.staff()
    with clock.moved_to(MORNING):
        rule_changes.propose("T1", 5, valid_from=MORNING, reason="试", by=author)
    assert rulebook.value(rules.T1_LIMIT, at("2025-01-01 00:00")) == 30


def test_nobody_approves_the_own_proposal_and_nobody_decides_twice() -> None:
    author, other = centre.staff(), centre.staff()
    with clock.moved_to(MORNING):
        proposed = rule_changes.propose("T1", 5, valid_from=MORNING, reason="试", by=author)
        with pytest.raises(Refused):
            rule_changes.decide(proposed.pk, approve=True, by=author)
        rule_changes.decide(proposed.pk, approve=False, by=other)
        with pytest.raises(Refused):
            rule_changes.decide(proposed.pk, approve=True, by=other)


def test_a_rule_cannot_reach_back() -> None:
    with clock.moved_to(MORNING), pytest.raises(Refused):
        rule_changes.propose("T1", 5, valid_from=MORNING - timedelta(seconds=1), reason="迟", by=centre.staff())


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("complaints.T1.limit", -1),
        ("complaints.T1.limit", "half an hour"),
        ("complaints.T1.limit", 1.5),
        ("complaints.T6.time", "25:00"),
        ("complaints.visit.bonus_share", 0),
        ("complaints.visit.bonus_share", 101),
        ("complaints.late_block.amount", "1.234"),
        ("complaints.late_block.amount", "NaN"),
        ("complaints.late_block.rounding", "up"),
        ("complaints.T8.tiers", [[15, 1, 1], [7, 2, 2]]),
        ("complaints.T8.tiers", []),
        ("complaints.T9.nonsense", 1),
    ],
)
def test_a_value_that_cannot_be_is_refused(code: str, value: object) -> None:
    with clock.moved_to(MORNING), pytest.raises(Refused):
        rule_changes.propose(code, value, valid_from=MORNING, reason="x", by=centre.staff())


def test_a_rehearsed_value_comes_first_and_is_gone_afterwards() -> None:
    with rulebook.rehearsing({"T1": "20"}):
        assert rulebook.value(rules.T1_LIMIT, MORNING) == 20
    assert rulebook.value(rules.T1_LIMIT, MORNING) == 30


def test_the_preview_names_the_open_obligations_a_value_would_move_and_moves_none() -> None:
    told = issued()
    with clock.moved_to(at("2024-05-06 11:20")):
        effects = list(rule_changes.effect_on_open("complaints.T3.limit", 90))
    assert [(e.obligation.code, e.due_now, e.due_then) for e in effects] == [
        ("T3", at("2024-05-06 12:10"), at("2024-05-06 12:40"))
    ]
    assert told.owed("T3").due_at == at("2024-05-06 12:10")


def test_replanning_moves_open_ones_with_an_event_and_leaves_facts_alone() -> None:
    """Engine.md, case 6: breached rows keep their facts, unchanged rows get no event."""
    late, fresh = issued(), drafted()
    late.sweep("2024-05-06 12:30")
    fresh.take(Order.submit, "agent", "2024-05-06 12:30")
    entry("complaints.T2.limit", 90, "2024-05-06 12:31")
    with clock.moved_to(at("2024-05-06 12:32")):
        assert rule_changes.replan_open("complaints.T2.limit", reason="放宽", by=fresh.cast.staff["gm"]) == 1
    moved = Obligation.objects.get(case=fresh.order, code="T2")
    assert (moved.due_at, moved.plan_version) == (at("2024-05-06 14:00"), 2)
    assert Event.objects.filter(code="obligation.replanned").count() == 1
    assert Obligation.objects.get(case=late.order, code="T3").due_at == at("2024-05-06 12:10")
