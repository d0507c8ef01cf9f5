"""What happens when a step of an obligation's plan fires. Used by the engine, and by moves to catch up first.

The fact counts from the step's own instant, whenever it is noticed (engine.md R10); who pays or is told is looked up
as of that instant (R13).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from shouwen.kernel import obligations, plan
from shouwen.kernel.duties import Duty, LateDays
from shouwen.kernel.events import EventDraft
from shouwen.kernel.flows import duty_named
from shouwen.kernel.ledger import Ledger, Message
from shouwen.kernel.models import Case, Event, Obligation
from shouwen.kernel.penalties import LineDraft
from shouwen.people.superiors import superiors_of


@dataclass(frozen=True)
class Firing:
    """One step of one obligation, at its instant, and where to write what follows from it."""

    case: Case
    obligation: Obligation
    duty: Duty
    at: datetime
    rank: int
    index: int
    recorded_at: datetime
    ledger: Ledger

    @property
    def key(self) -> str:
        """Unique for obligation, plan version and step: the step can never be recorded twice (R7)."""
        o = self.obligation
        return f"ob{o.pk}:{o.plan_version}:{o.next_step}"

    def event(self, code: str, **data: Any) -> EventDraft:
        o = self.obligation
        facts = {"obligation": o.pk, "code": o.code, "step": o.next_step, "due_at": o.due_at, **data}
        return self.ledger.event(
            EventDraft(
                case_id=self.case.pk,
                code=f"obligation.{code}",
                by=Event.By.ENGINE,
                occurred_at=self.at,
                recorded_at=self.recorded_at,
                data={k: v.isoformat() if isinstance(v, datetime) else v for k, v in facts.items()},
                key=self.key,
            )
        )

    def tell(self, event: EventDraft, code: str, staff_id: int | None, key: str = "") -> None:
        if staff_id is not None:
            data = {"obligation": self.obligation.code, "due_at": event.data.get("due_at")}
            self.ledger.messages.append(Message(code, event, staff_id=staff_id, data=data, key=key))

    def charge(self, payer: int | None, amount: str, code: str, arithmetic: str, key: str) -> None:
        price = self.obligation.terms["price"]
        if payer is not None and Decimal(amount):
            self.ledger.lines.append(
                LineDraft(
                    case_id=self.case.pk,
                    person_id=payer,
                    code=code,
                    clause=price["clause"],
                    at=self.at,
                    arithmetic=arithmetic,
                    key=key,
                    amount=Decimal(amount),
                    obligation_id=self.obligation.pk,
                )
            )


LONG_RUN: Final = 31 * 288  # blocks: a month of them, at five minutes each


def fire(
    obligation: Obligation, case: Case, recorded_at: datetime, ledger: Ledger, until: datetime | None = None
) -> None:
    """Fire the obligation's materialised step and materialise the next. The caller holds the case's lock.

    ``until``: everything up to it will be fired; a long run of blocks is then charged by the day, at once (R14): the
    same person, the same sum for every day, in fewer lines. Raises whatever a flow's callback raises; the engine then
    sets the row aside.
    """
    if obligation.next_fire_at is None:
        raise ValueError("nothing is due to fire")
    ledger.knows(case)
    rank, index = plan.parse(obligation.next_step)
    duty = duty_named(obligation.duty)
    firing = Firing(case, obligation, duty, obligation.next_fire_at, rank, index, recorded_at, ledger)
    _look_up_debtor(firing)
    run = _long_run(firing, until) if rank == plan.BLOCK and until is not None else 0
    if run:
        _charge_days(firing, run)
    else:
        _FIRE[rank](firing)
    if obligations.is_open(obligation):
        obligations.advance(obligation)
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
    o = firing.obligation
    event = firing.event("breached", debtor=o.debtor_id)
    firing.tell(event, "obligation_breached", o.debtor_id, firing.key)
    price: Mapping[str, Any] = o.terms["price"] or {}
    if price.get("kind") == "once":
        firing.charge(o.debtor_id, price["amount"], price["code"], f"1 × {price['amount']}", firing.key)
    if price.get("kind") == "percent":
        _charge_share(firing, price)
    obligations.breach(o)
    if not obligations.is_open(o):
        open_next_day(firing.duty, firing.case, o, firing.at, firing.ledger)


def _charge_share(firing: Firing, price: Mapping[str, Any]) -> None:
    o = firing.obligation
    if o.debtor_id is not None:
        firing.ledger.lines.append(share_line(firing.case.pk, o.debtor_id, price, firing.at, firing.key, o.pk))


def share_line(
    case_id: int, person_id: int, price: Mapping[str, Any], at: datetime, key: str, obligation_id: int | None = None
) -> LineDraft:
    """A line over a share of the month's bonus (S3-35a, S3-35b)."""
    return LineDraft(
        case_id=case_id,
        person_id=person_id,
        code=price["code"],
        clause=price["clause"],
        at=at,
        arithmetic=f"{price['percent']} %",
        key=key,
        percent=Decimal(price["percent"]),
        obligation_id=obligation_id,
    )


def _block(firing: Firing) -> None:
    o, price = firing.obligation, firing.obligation.terms["price"]
    firing.event("accrued", payer=o.debtor_id, amount=str(price["amount"]))
    arithmetic = f"{firing.index} × {price['minutes']}′: {price['amount']}"
    firing.charge(o.debtor_id, str(price["amount"]), price["code"], arithmetic, firing.key)


def _long_run(firing: Firing, until: datetime) -> int:
    """The last block of a long run that begins with this one; 0 for a short one, and where the payer can change."""
    o = firing.obligation
    if o.due_at is None or firing.duty.owed_by.dated:
        return 0
    terms = obligations.terms_of(o)
    other = plan.other_than_block(terms, o.due_at, firing.at)
    last = plan.last_block_by(terms, o.due_at, until if other is None else min(until, other))
    return last if last - firing.index >= LONG_RUN else 0


def _charge_days(firing: Firing, last: int) -> None:
    """One event for the run, one line for every day of it; the plan goes on after its last block."""
    o, price = firing.obligation, firing.obligation.terms["price"]
    assert o.due_at is not None  # a run was found
    blocks, amount = last - firing.index + 1, Decimal(price["amount"])
    firing.event("accrued", payer=o.debtor_id, amount=str(amount * blocks), blocks=blocks, until=last)
    for count, step in plan.block_days(obligations.terms_of(o), o.due_at, firing.index, last):
        key = firing.key if step.number - count < firing.index else f"{firing.key}:{step.number}"
        arithmetic = f"{count} × {price['minutes']}′ × {price['amount']}"
        replace(firing, at=step.at).charge(o.debtor_id, str(amount * count), price["code"], arithmetic, key)
    o.next_step = f"block:{last}"


def _day(firing: Firing) -> None:
    o, price = firing.obligation, firing.obligation.terms["price"]
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
