"""Slips come back, are compared with what was issued and used, and are put away for good (S2-64)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from shouwen.frontdesk.flows import ItemRelease, SlipReconciliation, at_the_gate
from shouwen.frontdesk.models import SlipBatch, SlipBatchLine
from shouwen.frontdesk.words import ReconciliationState
from shouwen.kernel import clock, engine, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case, Notice, Obligation
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from tests.factories import centre
from tests.factories.release import MORNING, Desk, slip_of

S = ReconciliationState
LATER = MORNING + timedelta(days=2)


def collecting(counter: Desk) -> Case:
    return Case.objects.get(slip_batch__project=counter.project, state=S.COLLECTING)


def take(counter: Desk, step: Step[object], case: Case, who: Staff, **given: object) -> Case:  # type: ignore[type-var]
    return moves.take(step, case.pk, by=counter.actor(who), given=given).case


def handed_in(counter: Desk, *numbers: str) -> Case:
    return take(counter, SlipReconciliation.hand_in, collecting(counter), counter.security, numbers=list(numbers))


def reconciled(counter: Desk, *numbers: str) -> Case:
    case = handed_in(counter, *numbers)
    return take(counter, SlipReconciliation.reconcile, case, counter.clerk)


def found(case: Case) -> dict[str, str]:
    return dict(SlipBatchLine.objects.filter(batch=case.slip_batch).values_list("number", "outcome"))


def number(case: Case) -> str:
    return slip_of(case).slip_number or ""


@pytest.mark.requirement("S2-64")
def test_of_three_used_slips_with_two_returned_the_missing_one_is_listed(counter: Desk) -> None:
    first, second, third = (number(counter.passed()) for _ in range(3))
    case = reconciled(counter, first, f" {second.lower()} ")
    assert found(case) == {first: "in_order", second: "in_order", third: "missing"}


@pytest.mark.requirement("S2-64")
def test_every_way_a_slip_can_go_has_its_own_outcome(counter: Desk) -> None:
    used = number(counter.passed())
    lapsed, kept = number(counter.issued()), number(counter.issued())
    valid = number(counter.issued(valid_until=MORNING + timedelta(days=3)))
    with clock.moved_to(LATER):
        at_the_gate.lapse(clock.now())
        case = reconciled(counter, used, lapsed, "FX-0-2026-9999")
    assert found(case) == {
        used: "in_order",
        lapsed: "returned_unused",
        kept: "unused",
        valid: "still_valid",
        "FX-0-2026-9999": "unknown",
    }


@pytest.mark.requirement("S2-64")
def test_the_next_period_holds_what_is_new_what_was_still_valid_and_what_turns_up(counter: Desk) -> None:
    settled, missing = number(counter.passed()), number(counter.passed())
    valid = number(counter.issued(valid_until=MORNING + timedelta(days=3)))
    reconciled(counter, settled)
    with clock.moved_to(LATER):
        new = number(counter.passed())
        second = reconciled(counter, new, missing)
    assert found(second) == {new: "in_order", missing: "in_order", valid: "still_valid"}


@pytest.mark.requirement("S2-64")
def test_differences_are_explained_before_the_package_gets_its_number(counter: Desk) -> None:
    counter.passed()
    case = reconciled(counter)
    with pytest.raises(Refused) as refusal:
        take(counter, SlipReconciliation.archive, case, counter.clerk)
    assert list(refusal.value.fields) == ["explanation"]
    take(counter, SlipReconciliation.archive, case, counter.clerk, explanation="夜班遗失,已写情况说明")
    batch = SlipBatch.objects.get(case=case)
    assert batch.package_number == f"FXB-{counter.project.pk}-2026-0001"
    assert Case.objects.get(pk=case.pk).closed_at is not None


@pytest.mark.requirement("S2-64")
def test_an_archived_package_is_unmodifiable_by_step_and_in_the_database(counter: Desk) -> None:
    slip = number(counter.passed())
    case = reconciled(counter, slip)
    take(counter, SlipReconciliation.archive, case, counter.clerk)
    for step, who in ((SlipReconciliation.hand_in, counter.security), (SlipReconciliation.reconcile, counter.clerk)):
        with pytest.raises(Refused) as refusal:
            take(counter, step, case, who, **({"numbers": []} if step.name == "hand_in" else {}))
        assert refusal.value.code == Why.WRONG_STATE
    with pytest.raises(DatabaseError), transaction.atomic():
        SlipBatch.objects.filter(case=case).update(returned=[])
    with pytest.raises(DatabaseError), transaction.atomic():
        SlipBatchLine.objects.filter(batch=case.slip_batch).delete()


@pytest.mark.requirement("S2-64")
def test_the_return_is_owed_every_month_by_the_security_department(counter: Desk) -> None:
    counter.issued()
    owed = Obligation.objects.get(case=collecting(counter), code="HAND_IN")
    assert (owed.debtor, owed.due_at) == (counter.security, MORNING + timedelta(days=30))
    engine.sweep(MORNING + timedelta(days=28))
    assert Notice.objects.filter(code="deadline_warning", staff=counter.security, case=owed.case).exists()
    with clock.moved_to(LATER):
        case = handed_in(counter)
        following = Obligation.objects.get(case=collecting(counter), code="HAND_IN")
        reconcile = Obligation.objects.get(case=case, code="RECONCILE")
    owed.refresh_from_db()
    assert owed.outcome == Obligation.Outcome.MET
    assert following.due_at == LATER + timedelta(days=30)
    assert (reconcile.debtor, reconcile.due_at) == (counter.clerk, LATER + timedelta(days=2))


def test_the_projects_own_security_hands_in_as_well(counter: Desk) -> None:
    counter.issued()
    own = centre.holder(Role.SECURITY_HEAD, counter.project)
    case = take(counter, SlipReconciliation.hand_in, collecting(counter), own, numbers=[])
    assert SlipBatch.objects.get(case=case).handed_in_by == own


def test_a_project_collects_in_one_batch_at_a_time(counter: Desk) -> None:
    for _ in range(3):
        counter.issued()
    assert SlipBatch.objects.filter(project=counter.project).count() == 1


def test_only_security_hands_in_and_only_the_counter_reconciles(counter: Desk) -> None:
    counter.issued()
    with pytest.raises(Refused) as by_the_counter:
        take(counter, SlipReconciliation.hand_in, collecting(counter), counter.clerk, numbers=[])
    case = handed_in(counter)
    with pytest.raises(Refused) as by_security:
        take(counter, SlipReconciliation.reconcile, case, counter.security)
    assert (by_the_counter.value.code, by_security.value.code) == (Why.WRONG_ROLE, Why.WRONG_ROLE)


def test_the_slips_own_procedure_is_untouched_by_its_reconciliation(counter: Desk) -> None:
    case = counter.passed()
    before = Case.objects.get(pk=case.pk).version
    reconciled(counter, number(case))
    assert Case.objects.get(pk=case.pk).version == before
    assert ItemRelease.is_final(Case.objects.get(pk=case.pk).state)
