"""What happens when a step of an obligation's plan fires. Used by the engine, and by moves to catch up first.

The fact counts from the step's own instant, whenever it is noticed (engine.md R10); who pays or is told is looked up
as of that instant (R13). What nobody fired for a long time is ``kernel.runs``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from shouwen.kernel import obligations, plan, runs
from shouwen.kernel.duties import Duty, LateDays
from shouwen.kernel.events import EventDraft
from shouwen.kernel.fired import Firing
from shouwen.kernel.flows import duty_named
from shouwen.kernel.ledger import Ledger
from shouwen.kernel.models import Case, Obligation
from shouwen.people.superiors import superiors_of


def fire(
    obligation: Obligation, case: Case, recorded_at: datetime, ledger: Ledger, until: datetime | None = None
) -> None:
    """Fire the obligation's materialised step and materialise the next. The caller holds the case's lock.

    ``until``: everything up to it will be fired now. What then went by unseen is recorded all the same, but taken
    together (R11, R14): a long run of blocks is charged by the day, missed days are told once, and of a daily look at
    the case only the last is made. Raises whatever a flow's callback raises; the engine then sets the row aside.
    """
    ledger.knows(case)
    if until is not None:
        runs.pass_over_looks(obligation, until)
    rank, index = plan.parse(obligation.next_step)
    duty = duty_named(obligation.duty)
    at = obligations.instant_of_step(obligation)
    firing = Firing(case, obligation, duty, at, rank, index, recorded_at, ledger, until)
    _look_up_debtor(firing)
    last = runs.last_of_long_run(firing) if rank == plan.BLOCK else 0
    if last:
        runs.charge_days(firing, last)
    else:
        _FIRE[rank](firing)
    if obligations.is_open(obligation):
        obligations.advance(obligation)
    obligation.errors, obligation.last_error = 0, ""
    ledger.change(obligation)


def _look_up_debtor(firing: Firing) -> None:
    o, owed_by = firing.obligation, firing.duty.owed_by
    if not owed_by.dated or obligations.terms_of(o).is_watch:  # a watch is nobody's to miss
        return
    if o.debtor_id not in owed_by.holders(firing.case, firing.at):
        o.debtor_id = owed_by.debtor(firing.case, firing.at)


def _remind(firing: Firing) -> None:
    event = firing.event("reminded")
    firing.tell(event, firing.duty.reminds, firing.obligation.debtor_id, firing.key)


def _breach(firing: Firing) -> None:
    """The due instant passed unmet. A day's duty ends with its day: those after it that went by are missed with it."""
    if not obligations.terms_of(firing.obligation).is_daily:
        event = _miss(firing)
        firing.tell(event, "obligation_breached", firing.obligation.debtor_id, firing.key)
        return
    following, days = _open_the_day_after(firing), 1
    while runs.went_by(following, firing.until):
        _miss(firing, told=False)
        firing, days = runs.day_of_run(firing, following), days + 1
        _look_up_debtor(firing)
        following = _open_the_day_after(firing)
    runs.tell_of_missed_days(firing, _miss(firing), days)


def _miss(firing: Firing, **facts: Any) -> EventDraft:
    """The breach itself: the fact, and what it costs."""
    o = firing.obligation
    event = firing.event("breached", debtor=o.debtor_id, **facts)
    price: Mapping[str, Any] = o.terms["price"] or {}
    if not firing.is_priced:
        price = {}
    if price.get("kind") == "once":
        firing.charge(o.debtor_id, price["amount"], price["code"], f"1 × {price['amount']}", firing.key)
    if price.get("kind") == "percent":
        firing.charge_share(price)
    obligations.breach(o)
    return event


def _open_the_day_after(firing: Firing) -> Obligation:
    return open_next_day(firing.duty, firing.case, firing.obligation, firing.at, firing.ledger)


def _block(firing: Firing) -> None:
    o, price = firing.obligation, firing.obligation.terms["price"]
    if not firing.is_priced:
        return
    firing.event("accrued", payer=o.debtor_id, amount=str(price["amount"]))
    arithmetic = f"{firing.index} × {price['minutes']}′: {price['amount']}"
    firing.charge(o.debtor_id, str(price["amount"]), price["code"], arithmetic, firing.key)


def _day(firing: Firing) -> None:
    o, price = firing.obligation, firing.obligation.terms["price"]
    if not firing.is_priced:
        return
    tier = next((n for n, (last, *_) in enumerate(price["tiers"]) if firing.index <= last), None)
    leader = _leader_of(firing)
    if tier is None:
        firing.event("days_ended", days=firing.index)
        if firing.duty.on_last_day:
            firing.duty.on_last_day(firing.case, firing.at, o.debtor_id)
        return
    _last, owner_amount, leader_amount = price["tiers"][tier]
    firing.event("accrued", day=firing.index, payer=o.debtor_id, leader=leader)
    key = f"ob{o.pk}:late:{firing.at:%Y%m%d%H}"
    arithmetic = f"+{firing.index} d"
    firing.charge(o.debtor_id, owner_amount, price["code"][tier], arithmetic, f"{key}:owner")
    if leader != o.debtor_id:  # nobody pays twice for one day (S3-21e, Q5)
        firing.charge(leader, leader_amount, price["code"][tier], arithmetic, f"{key}:leader")


def _leader_of(firing: Firing) -> int | None:
    price = firing.duty.price
    return price.leader.debtor(firing.case, firing.at) if isinstance(price, LateDays) else None


def _escalate(firing: Firing) -> None:
    ladder = superiors_of(firing.obligation.debtor_id, firing.case.project.org, firing.at)
    superior = ladder[min(firing.index, len(ladder)) - 1]
    event = firing.event("escalated", level=firing.index, to=superior)
    firing.tell(event, "escalated", superior, firing.key)


def _watch(firing: Firing) -> None:
    tell = firing.duty.watches
    if tell is None or (firing.duty.if_ and not firing.duty.if_(firing.case, firing.at)):
        return
    event = firing.event("watched")
    people = tell.to(firing.case, firing.at) if tell.to else []
    for person in dict.fromkeys(people):
        firing.tell(event, tell.code, person, f"{tell.code}:{firing.case.pk}:{firing.at:%Y%m%d}")


_FIRE: Mapping[int, Callable[[Firing], None]] = {
    plan.REMIND: _remind,
    plan.BREACH: _breach,
    plan.BLOCK: _block,
    plan.DAY: _day,
    plan.ESCALATE: _escalate,
    plan.DAILY: _watch,
}


def open_next_day(duty: Duty, case: Case, ended: Obligation, now: datetime, ledger: Ledger) -> Obligation:
    """A day's duty ended (met or missed): tomorrow's begins at the instant the ended one was due (R1)."""
    if ended.due_at is None:
        raise ValueError("only a daily duty has a next day")
    book = ledger.editions.at(ended.due_at)
    following = obligations.open_duty(duty, case, book, started_at=ended.due_at, now=now, debtor_id=ended.debtor_id)
    ledger.opened.append(following)
    return following
