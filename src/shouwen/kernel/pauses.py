"""Stopping an obligation's clock and starting it again: a ledger of intervals with reason and approval (R4).

The regulation of complaints never stops the clock by itself; a group that wants it does so by a recorded decision.
Who asks may not approve.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, obligations, plan
from shouwen.kernel.calendar import working_time
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.events import EventDraft
from shouwen.kernel.ledger import Ledger
from shouwen.kernel.models import Case, Event, Obligation, ObligationPause
from shouwen.people.models import Staff


def pause(obligation_id: int, *, reason: str, asked_by: Staff, approved_by: Staff) -> ObligationPause:
    """Stop the clock from now on. Refused when it is settled, already stopped, or approved by who asked."""
    if asked_by == approved_by:
        raise Refused(_("Nobody approves what he asked for himself."), Why.WRONG_ROLE)
    with transaction.atomic():
        owed = _locked(obligation_id)
        if not obligations.is_open(owed) or owed.pauses.filter(to_at=None).exists():
            raise Refused(_("This clock is not running."), Why.WRONG_STATE)
        now = clock.now()
        made = ObligationPause.objects.create(
            obligation=owed, from_at=now, reason=reason, asked_by=asked_by, approved_by=approved_by
        )
        owed.next_fire_at = None
        _write(owed, "obligation.paused", now, approved_by, {"reason": reason, "asked_by": asked_by.pk})
        return made


def resume(obligation_id: int, *, by: Staff) -> Obligation:
    """Let the clock run again. What is left of the limit is what had not been used; a breach stays one."""
    with transaction.atomic():
        owed = _locked(obligation_id)
        running = owed.pauses.filter(to_at=None).first()
        if running is None:
            raise Refused(_("This clock is not stopped."), Why.WRONG_STATE)
        now = clock.now()
        running.to_at = now
        running.save(update_fields=["to_at"])
        due = _due_with_pauses(owed)
        if owed.breached_at is None and due is not None:
            obligations.replan(owed, due, now)
        elif owed.next_step:
            step = plan.same_step(obligations.terms_of(owed), owed.started_at, owed.due_at, owed.next_step)
            obligations.schedule(owed, step)
        _write(owed, "obligation.resumed", now, by, {"due_at": owed.due_at.isoformat() if owed.due_at else None})
        return owed


def _locked(obligation_id: int) -> Obligation:
    case_id = Obligation.objects.values_list("case_id", flat=True).get(pk=obligation_id)
    Case.objects.select_for_update().get(pk=case_id)
    return Obligation.objects.select_related("case").get(pk=obligation_id)


def _due_with_pauses(owed: Obligation) -> datetime | None:
    """The due instant with every pause so far; limits that name a wall time or an instant are not moved by pauses."""
    terms = obligations.terms_of(owed)
    if terms.limit["kind"] not in ("minutes", "working"):
        return owed.due_at
    working = working_time(terms.calendar) if terms.calendar else None
    intervals = list(owed.pauses.order_by("from_at").values_list("from_at", "to_at"))
    return plan.due_of(terms, owed.started_at, pauses=intervals, working=working).at


def _write(owed: Obligation, code: str, now: datetime, by: Staff, facts: dict[str, object]) -> None:
    ledger = Ledger()
    ledger.knows(owed.case)
    ledger.event(
        EventDraft(
            owed.case_id,
            code,
            Event.By.STAFF,
            now,
            now,
            staff_id=by.pk,
            data={"obligation": owed.pk, "code": owed.code, **facts},
        )
    )
    ledger.change(owed)
    ledger.flush()
