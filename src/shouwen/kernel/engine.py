"""The deadline engine: fires what is due, exactly once, whenever it runs and however many copies run.

``sweep`` claims due obligations together with their cases (SKIP LOCKED), fires them in order, and writes events,
notices, penalty lines and the next steps in the same transaction (engine.md R6, R7, R9). A row that raises is set
aside for an hour instead of stopping the others (R14).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from shouwen.database.bundle import Bundle
from shouwen.estate.models import Project
from shouwen.kernel import clock, firing
from shouwen.kernel.ledger import Ledger, update_obligations
from shouwen.kernel.models import Case, Obligation
from shouwen.kernel.sitting import Sitting, current
from shouwen.kernel.waiting import Waiting

log = logging.getLogger(__name__)

BATCH = 500
AT_ONCE = 2_000  # firings after which a transaction ends; what it claimed and has not fired waits for the next
SET_ASIDE = timedelta(hours=1)

# By the instant alone, as the index has it: among fifty thousand of one instant a second key would sort them all anew
# for every batch. Within a batch they fire by instant and id.
_CLAIM = """
SELECT o.* FROM kernel_obligation o JOIN kernel_case c ON c.id = o.case_id
WHERE o.next_fire_at <= %s {only} ORDER BY o.next_fire_at LIMIT %s FOR UPDATE OF o, c SKIP LOCKED
"""
_CASES = "SELECT * FROM kernel_case WHERE id = ANY(%s)"


@dataclass
class Swept:
    """What one sweep did."""

    fired: int = 0
    set_aside: int = 0

    def __iadd__(self, other: Swept) -> Swept:
        self.fired += other.fired
        self.set_aside += other.set_aside
        return self


def sweep(
    upto: datetime,
    *,
    seconds: float | None = None,
    case_ids: Sequence[int] | None = None,
    batch: int = BATCH,
    ended: threading.Event | None = None,
) -> Swept:
    """Fire everything whose instant is at or before ``upto``, in order, in transactions of at most ``batch`` rows.

    ``seconds`` bounds the time, ``ended`` ends it after a transaction; what is left waits for the next sweep.
    ``case_ids`` restricts it to some cases.
    """
    sitting = current()
    if sitting is not None:
        return _sweep_sitting(sitting, upto, case_ids)
    total, started = Swept(), time.monotonic()
    while True:
        done = _sweep_batch(upto, batch, case_ids)
        total += done
        is_late = seconds is not None and time.monotonic() - started > seconds
        if not (done.fired or done.set_aside) or is_late or (ended is not None and ended.is_set()):
            return total


def _sweep_sitting(sitting: Sitting, upto: datetime, case_ids: Sequence[int] | None) -> Swept:
    """Cases of a sitting are known to nobody else: each step is fired, and learnt of, at its own instant."""
    done, ledger = Swept(), Ledger()
    cases = list(sitting.cases) if case_ids is None else case_ids
    while True:
        owed = [o for pk in cases for o in sitting.owed(pk)]
        due = [(o.next_fire_at, o.pk, o) for o in owed if o.next_fire_at is not None and o.next_fire_at <= upto]
        if not due:
            return done
        at, _, obligation = min(due, key=lambda found: found[:2])
        firing.fire(obligation, sitting.cases[obligation.case_id], at, ledger)
        ledger.flush()
        done.fired += 1


def _sweep_batch(upto: datetime, batch: int, case_ids: Sequence[int] | None) -> Swept:
    try:
        with transaction.atomic():
            return _fire_claimed(_claim(upto, batch, case_ids), upto)
    except DatabaseError:
        # one row's write poisons the whole statement: find it by going one by one
        log.exception("a batch could not be written; its rows are tried one by one")
        return _one_by_one(upto, batch, case_ids)


def _claim(upto: datetime, batch: int, case_ids: Sequence[int] | None) -> list[Obligation]:
    only = "AND o.case_id = ANY(%s)" if case_ids is not None else ""
    params = [upto, *([list(case_ids)] if case_ids is not None else []), batch]
    claimed = list(Obligation.objects.raw(_CLAIM.format(only=only), params))
    cases = _cases_of(claimed)
    for obligation in claimed:
        obligation.case = cases[obligation.case_id]
    return claimed


def _cases_of(claimed: Sequence[Obligation]) -> Mapping[int, Case]:
    """The cases of what was claimed, under its lock, with their projects (of which there are few)."""
    found = list(Case.objects.raw(_CASES, [list({o.case_id for o in claimed})])) if claimed else []
    projects = Project.objects.in_bulk({case.project_id for case in found})
    for case in found:
        case.project = projects[case.project_id]
    return {case.pk: case for case in found}


def _fire_claimed(claimed: Sequence[Obligation], upto: datetime) -> Swept:
    ledger, done = Ledger(), Swept()
    recorded_at = max(clock.now(), upto)
    waiting = Waiting(lambda o: o.next_fire_at is not None and o.next_fire_at <= upto)
    waiting.add(claimed)
    for obligation in waiting:
        opened, facts = len(ledger.opened), len(ledger.events)
        if not _fire_one(obligation, recorded_at, ledger, upto):
            done.set_aside += 1
            continue
        done.fired += max(1, len(ledger.events) - facts)  # missed days are fired in one go
        waiting.add([obligation])
        if len(ledger.opened) > opened:
            _go_on_with(ledger.opened[-1], upto, ledger, waiting)
        if done.fired >= AT_ONCE:
            break
    ledger.in_order()
    ledger.flush()
    return done


def _go_on_with(opened: Obligation, upto: datetime, ledger: Ledger, waiting: Waiting) -> None:
    """A day that ended opened the next, whose first step may have come as well."""
    if opened.next_fire_at is not None and opened.next_fire_at <= upto:
        ledger.number(opened)
        waiting.add([opened])


def _fire_one(obligation: Obligation, recorded_at: datetime, ledger: Ledger, upto: datetime) -> bool:
    marks = len(ledger.events), len(ledger.lines), len(ledger.messages), len(ledger.opened)
    before = vars(obligation).copy()
    try:
        firing.fire(obligation, obligation.case, recorded_at, ledger, until=upto)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 — any fault of one row must not stop the others (R14)
        _forget(ledger, marks)
        vars(obligation).update(before)
        _set_aside(obligation, error, upto)
        ledger.change(obligation)
        return False
    return True


def _forget(ledger: Ledger, marks: tuple[int, int, int, int]) -> None:
    """Drop what a failed firing had collected before it failed."""
    del ledger.events[marks[0] :], ledger.lines[marks[1] :], ledger.messages[marks[2] :], ledger.opened[marks[3] :]


def _set_aside(obligation: Obligation, error: Exception, upto: datetime) -> None:
    """Its step is tried again in an hour; the step's own instant is the plan's and stays what it was (R10)."""
    log.error("obligation %s is set aside: %s", obligation.pk, type(error).__name__, exc_info=error)
    obligation.errors = min(obligation.errors + 1, 30000)
    obligation.last_error = f"{type(error).__name__}: {error}"[:2000]
    obligation.next_fire_at = max(upto, obligation.next_fire_at or upto) + SET_ASIDE


def _one_by_one(upto: datetime, batch: int, case_ids: Sequence[int] | None) -> Swept:
    with transaction.atomic():
        ids = [o.pk for o in _claim(upto, batch, case_ids)]
    done = Swept()
    for pk in ids:
        done += _fire_alone(pk, upto)
    return done


def _fire_alone(pk: int, upto: datetime) -> Swept:
    try:
        with transaction.atomic():
            claimed = _claim_one(pk, upto)
            return _fire_claimed(claimed, upto)
    except DatabaseError as error:
        with transaction.atomic():
            obligation = Obligation.objects.select_for_update().get(pk=pk)
            _set_aside(obligation, error, upto)
            setting_aside = Bundle()
            update_obligations([obligation], setting_aside)
            setting_aside.send()
        return Swept(set_aside=1)


def _claim_one(pk: int, upto: datetime) -> list[Obligation]:
    case_id = Obligation.objects.values_list("case_id", flat=True).get(pk=pk)
    claimed = _claim(upto, BATCH, [case_id])
    return [o for o in claimed if o.pk == pk]
