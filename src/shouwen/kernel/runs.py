"""What nobody fired for a long time: recorded in full, in bounded time, and told once (engine.md R11, R14, case 16).

Whoever fires says up to when everything will be fired (``Firing.until``). Then

- a long run of blocks is charged by the day: the same person, the same sum for every day, in fewer lines;
- days of a daily duty that all went by are missed each by itself (its row, its event, its line), and whoever owed
  them is told once, how many there were; reminders of days that have gone by are passed over;
- of a daily look at the case only the last is made: nobody needs to be told today what stood open last year.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from shouwen.kernel import obligations, plan
from shouwen.kernel.events import EventDraft
from shouwen.kernel.fired import Firing
from shouwen.kernel.models import Obligation

LONG_RUN: Final = 31 * 288  # blocks: a month of them, at five minutes each


# ---- blocks of minutes ---------------------------------------------------------------------------------------------


def last_of_long_run(firing: Firing) -> int:
    """The last block of a long run that begins with this one; 0 for a short one, and where the payer can change."""
    o, until = firing.obligation, firing.until
    if until is None or o.due_at is None or firing.duty.owed_by.dated:
        return 0
    terms = obligations.terms_of(o)
    other = plan.other_than_block(terms, o.due_at, firing.at)
    last = plan.last_block_by(terms, o.due_at, until if other is None else min(until, other))
    return last if last - firing.index >= LONG_RUN else 0


def charge_days(firing: Firing, last: int) -> None:
    """One event for the run, one line for every day of it; the plan goes on after its last block."""
    o, price = firing.obligation, firing.obligation.terms["price"]
    assert o.due_at is not None  # a run was found
    amount = Decimal(price["amount"])
    found = plan.block_days(obligations.terms_of(o), o.due_at, firing.index, last)
    days = [(count, step) for count, step in found if replace(firing, at=step.at).is_priced]
    if blocks := sum(count for count, _step in days):
        firing.event("accrued", payer=o.debtor_id, amount=str(amount * blocks), blocks=blocks, until=last)
    for place, (count, step) in enumerate(days):
        key = f"{firing.key}:{step.number}" if place else firing.key
        arithmetic = f"{count} × {price['minutes']}′ × {price['amount']}"
        replace(firing, at=step.at).charge(o.debtor_id, str(amount * count), price["code"], arithmetic, key)
    o.next_step = f"block:{last}"


# ---- days of a daily duty ------------------------------------------------------------------------------------------


def went_by(day: Obligation, until: datetime | None) -> bool:
    """Whether this day's duty was missed as well."""
    return until is not None and day.due_at is not None and day.due_at <= until


def day_of_run(firing: Firing, day: Obligation) -> Firing:
    """The breach of the next day of a run: known by its id, and past reminding."""
    assert day.due_at is not None  # it went by
    firing.ledger.number(day)
    obligations.schedule(day, plan.breach_step(day.due_at))
    return replace(firing, obligation=day, at=day.due_at)


def tell_of_missed_days(firing: Firing, event: EventDraft, days: int) -> None:
    """One message, at the last of them. ``days``: how many were missed in one go."""
    debtor = firing.obligation.debtor_id
    if days == 1:
        firing.tell(event, "obligation_breached", debtor, firing.key)
    else:
        firing.tell(event, "days_missed", debtor, firing.key, days=days)


# ---- daily looks at a case -----------------------------------------------------------------------------------------


def pass_over_looks(watch: Obligation, until: datetime) -> None:
    """Go on to the last look that has come by ``until``; nothing changes for a duty that can be missed."""
    if not plan.is_look(watch.next_step):
        return
    last = plan.last_look_by(obligations.terms_of(watch), watch.started_at, until)
    if last is not None and last.at > (watch.next_fire_at or last.at):
        obligations.schedule(watch, last)
