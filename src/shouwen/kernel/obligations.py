"""The life of an obligation: opened, met, held, suspended, re-planned, cancelled. Changes memory; a Ledger writes.

Every function takes the instant it happens at. Facts never move: what was breached stays breached, except when
trusted late evidence shows that the duty had been met in time (``meet`` then says so).
"""

from __future__ import annotations

from datetime import datetime, time

from shouwen.kernel import clock, plan
from shouwen.kernel.calendar import current_version, working_time
from shouwen.kernel.duties import Duty, WorkingWithin
from shouwen.kernel.models import Case, Obligation
from shouwen.kernel.plan import Terms
from shouwen.kernel.rulebook import Book


def open_duty(
    duty: Duty,
    case: Case,
    book: Book,
    *,
    started_at: datetime,
    now: datetime,
    instant: datetime | None = None,
    debtor_id: int | None = None,
) -> Obligation:
    """A new obligation, not yet written; reminders that would lie before ``now`` are left out.

    Its terms are shared with others of the same duty and book: replaced as a whole, never changed within.
    ``debtor_id``: who is known to owe it; otherwise it is looked up.
    """
    calendar = current_version().pk if isinstance(duty.limit, WorkingWithin) else None
    working = working_time(calendar) if calendar else None
    terms = duty.terms(book, calendar)
    due, first = book.derived(  # the same evening opens tomorrow's duty of many cases
        (duty, calendar, started_at, instant, now),
        lambda: _planned(terms, started_at, now, plan.due_of(terms, started_at, instant=instant, working=working)),
    )
    obligation = Obligation(
        case=case,
        duty=duty.full_code,
        code=duty.code,
        debtor_id=None if terms.is_watch else debtor_id or duty.owed_by.debtor(case, now),
        terms=book.derived((duty, calendar, "json"), terms.as_json),
        started_at=started_at,
        due_at=due.at,
        provisional=due.provisional,
    )
    schedule(obligation, first)
    return obligation


def _planned(terms: Terms, started_at: datetime, now: datetime, due: plan.Due) -> tuple[plan.Due, plan.Step | None]:
    return due, plan.first_step(terms, started_at, due.at, now)


def terms_of(obligation: Obligation) -> Terms:
    return Terms.from_json(obligation.terms)


def schedule(obligation: Obligation, step: plan.Step | None) -> None:
    """Materialise the one step that fires next."""
    obligation.next_fire_at = step.at if step else None
    obligation.next_step = step.name if step else ""


def instant_of_step(obligation: Obligation) -> datetime:
    """The instant of the materialised step; one that failed and is tried again later keeps its own."""
    if obligation.next_fire_at is None:
        raise ValueError("nothing is due to fire")
    if not obligation.errors:
        return obligation.next_fire_at
    terms = terms_of(obligation)
    step = plan.same_step(terms, obligation.started_at, obligation.due_at, obligation.next_step)
    return step.at if step else obligation.next_fire_at


def advance(obligation: Obligation) -> None:
    """The materialised step has fired: go on to the next."""
    terms = terms_of(obligation)
    step = plan.step_after(terms, obligation.started_at, obligation.due_at, obligation.next_step)
    schedule(obligation, step)


def meet(obligation: Obligation, at: datetime) -> bool:
    """Done at ``at`` (or when its held completion was handed in). True if this takes a recorded breach back."""
    at = obligation.held_at or at
    corrected = obligation.breached_at is not None and obligation.due_at is not None and at <= obligation.due_at
    if corrected:
        obligation.breached_at = None
    obligation.met_at = at
    obligation.outcome = Obligation.Outcome.BREACHED if obligation.breached_at else Obligation.Outcome.MET
    _settle(obligation, at)
    return corrected


def cancel(obligation: Obligation, at: datetime) -> None:
    """The case goes on (or ends) without it; a breach that happened remains one."""
    if obligation.breached_at is None:
        obligation.outcome = Obligation.Outcome.CANCELLED
    _settle(obligation, at)


def _settle(obligation: Obligation, at: datetime) -> None:
    obligation.settled_at = at
    obligation.held_at = None
    obligation.suspended_at = None
    schedule(obligation, None)


def breach(obligation: Obligation) -> None:
    """The due instant passed. A daily duty ends with its day: tomorrow's is another obligation."""
    obligation.breached_at = obligation.due_at
    obligation.outcome = Obligation.Outcome.BREACHED
    if terms_of(obligation).is_daily and obligation.due_at:
        _settle(obligation, obligation.due_at)


def hold(obligation: Obligation, at: datetime) -> None:
    """A completion was handed in and waits to be accepted: nothing fires meanwhile (S3-28b, Q21)."""
    obligation.held_at = at
    obligation.next_fire_at = None


def release(obligation: Obligation, now: datetime) -> None:
    """The completion was not accepted: the plan goes on as if it had never been handed in (S3-29e)."""
    obligation.held_at = None
    _take_up(obligation, now)


def suspend(obligation: Obligation, at: datetime) -> None:
    """The case is in a state in which this is not owed."""
    obligation.suspended_at = at
    obligation.next_fire_at = None


def resume(obligation: Obligation, now: datetime) -> bool:
    """The case is back in a state in which this is owed. False if its day went by: then cancel it, open today's."""
    if not terms_of(obligation).is_watch and obligation.due_at and obligation.due_at < now:
        return False
    obligation.suspended_at = None
    _take_up(obligation, now)
    return True


def _take_up(obligation: Obligation, now: datetime) -> None:
    """Put the plan back to work; reminders and watches that went by in between are passed over."""
    terms = terms_of(obligation)
    if terms.is_watch:
        wall = time.fromisoformat(terms.limit["at"])
        first = clock.day_of(clock.next_time(obligation.started_at - clock.TICK, wall))
        coming = clock.day_of(clock.next_time(max(now, obligation.started_at) - clock.TICK, wall))
        schedule(obligation, plan.same_step(terms, obligation.started_at, None, f"daily:{(coming - first).days}"))
        return
    if not obligation.next_step:
        return
    step = plan.same_step(terms, obligation.started_at, obligation.due_at, obligation.next_step)
    if step is None or (step.rank == plan.REMIND and step.at < now):
        step = plan.first_step(terms, obligation.started_at, obligation.due_at, now)
    schedule(obligation, step)


def replan(obligation: Obligation, due_at: datetime, now: datetime) -> None:
    """A new due instant, a new plan version: steps of the old one can no longer fire (engine.md, case 9).

    A breach under the old instant remains; only what lateness costs is then counted from the new one.
    """
    obligation.due_at = due_at
    obligation.plan_version += 1
    terms = terms_of(obligation)
    if obligation.breached_at is None:
        step = plan.first_step(terms, obligation.started_at, due_at, now)
    else:
        step = plan.step_after(terms, obligation.started_at, due_at, "breach")
        while step is not None and step.at <= now:
            step = plan.step_after(terms, obligation.started_at, due_at, step.name)
    schedule(obligation, step)
    if obligation.held_at or obligation.suspended_at:
        obligation.next_fire_at = None


def is_open(obligation: Obligation) -> bool:
    return obligation.settled_at is None


def counts_for(obligation: Obligation, at: datetime) -> bool:
    """Whether something done at ``at`` can meet it: a day's duty not before its day began (S3-26a)."""
    return is_open(obligation) and not (terms_of(obligation).is_daily and at <= obligation.started_at)
