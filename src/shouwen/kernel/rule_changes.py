"""Changing the rulebook: proposed by one, approved by another, in force from a date on, never backwards.

``effect_on_open`` shows beforehand which open obligations a new value would move; ``replan_open`` moves them, as a
decision of its own with a reason (engine.md R5: running obligations keep their terms until then).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, obligations, plan, rulebook
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.events import EventDraft
from shouwen.kernel.flows import all_flows, duty_named
from shouwen.kernel.ledger import Ledger
from shouwen.kernel.models import Case, Event, Obligation, RulebookEntry
from shouwen.kernel.rulebook import Quantity
from shouwen.people.models import Staff

BATCH = 500


def propose(quantity_code: str, value: Any, *, valid_from: datetime, reason: str, by: Staff) -> RulebookEntry:
    """A proposed value from an instant on. Refused for a value that cannot be, or an instant that has passed."""
    quantity = rulebook.quantity_named(quantity_code)
    if valid_from < clock.now():
        raise Refused(
            _("A rule cannot change what has already happened; choose an instant ahead."),
            Why.BAD_PAYLOAD,
            {"valid_from": [_("Choose an instant ahead.")]},
        )
    return RulebookEntry.objects.create(
        quantity=quantity.code,
        value=quantity.checked(value),
        valid_from=valid_from,
        reason=reason,
        proposed_by=by,
        proposed_at=clock.now(),
    )


def decide(entry_id: int, *, approve: bool, by: Staff) -> RulebookEntry:
    """Approve or reject a proposal; never one's own, never twice, never for an instant that has passed."""
    with transaction.atomic():
        entry = RulebookEntry.objects.select_for_update().get(pk=entry_id)
        if entry.status != RulebookEntry.Status.PROPOSED:
            raise Refused(_("This proposal has been decided already."), Why.WRONG_STATE)
        if entry.proposed_by_id == by.pk:
            raise Refused(_("A proposal is decided by somebody else than its author."), Why.WRONG_ROLE)
        now = clock.now()
        if approve and entry.valid_from < now:
            raise Refused(_("Its date has passed; propose it anew for a date ahead."), Why.WRONG_STATE)
        entry.status = RulebookEntry.Status.APPROVED if approve else RulebookEntry.Status.REJECTED
        entry.decided_by, entry.decided_at = by, now
        entry.save(update_fields=["status", "decided_by", "decided_at"])
        return entry


@dataclass(frozen=True)
class Effect:
    """One open obligation whose due instant the rulebook of an instant would move."""

    obligation: Obligation
    due_now: datetime
    due_then: datetime


def effect_on_open(quantity_code: str, value: Any) -> Iterator[Effect]:
    """The open obligations a value would move, by due instant; nothing is changed."""
    with rulebook.rehearsing({quantity_code: value}):
        book = rulebook.book(clock.now())
    limited = _duties_limited_by(rulebook.quantity_named(quantity_code))
    opened = Obligation.objects.filter(settled_at=None, due_at__isnull=False, duty__in=limited)
    for owed in opened.select_related("case__project").order_by("due_at", "id").iterator(chunk_size=BATCH):
        then = _due_under(owed, book)
        if owed.due_at is not None and then is not None and then != owed.due_at:
            yield Effect(owed, owed.due_at, then)


def _duties_limited_by(quantity: Quantity) -> list[str]:
    """The duties whose limit is this quantity; a fine or a reminder moves no due instant."""
    return [
        f"{flow.code}.{code}"
        for flow in all_flows()
        for code, duty in flow.duties.items()
        if quantity in (getattr(duty.limit, part.name) for part in fields(duty.limit))
    ]


def _due_under(owed: Obligation, book: rulebook.Book) -> datetime | None:
    limit = duty_named(owed.duty).limit.as_json(book)
    terms = obligations.terms_of(owed)
    if limit["kind"] == "instant" or limit == dict(terms.limit):
        return None
    return plan.due_of(replace(terms, limit=limit), owed.started_at).at


def replan_open(quantity_code: str, *, reason: str, by: Staff) -> int:
    """Move the open, unbreached obligations to the rulebook now in force; returns how many. In batches of cases."""
    book = rulebook.book(clock.now())
    value = book.value(rulebook.quantity_named(quantity_code))
    affected = [e for e in effect_on_open(quantity_code, value) if e.obligation.breached_at is None]
    for start in range(0, len(affected), BATCH):
        _replan_batch(affected[start : start + BATCH], book, reason, by)
    return len(affected)


def _replan_batch(effects: list[Effect], book: rulebook.Book, reason: str, by: Staff) -> None:
    with transaction.atomic():
        ids = sorted({effect.obligation.case_id for effect in effects})
        cases = {case.pk: case for case in Case.objects.select_for_update().filter(pk__in=ids).order_by("id")}
        ledger, now = Ledger(), clock.now()
        for owed in Obligation.objects.filter(pk__in=[e.obligation.pk for e in effects], settled_at=None):
            then = _due_under(owed, book)
            if then is not None and owed.breached_at is None:
                _replan_one(owed, cases[owed.case_id], then, book, ledger, now, reason, by)
        ledger.flush()


def _replan_one(
    owed: Obligation,
    case: Case,
    then: datetime,
    book: rulebook.Book,
    ledger: Ledger,
    now: datetime,
    reason: str,
    by: Staff,
) -> None:
    before = owed.due_at
    ledger.knows(case)
    owed.terms = duty_named(owed.duty).terms(book, owed.terms.get("calendar")).as_json()
    Obligation.objects.filter(pk=owed.pk).update(terms=owed.terms)
    obligations.replan(owed, then, now)
    facts = {"obligation": owed.pk, "code": owed.code, "from": before.isoformat() if before else None}
    facts |= {"to": then.isoformat(), "reason": reason}
    ledger.event(EventDraft(case.pk, "obligation.replanned", Event.By.STAFF, now, now, staff_id=by.pk, data=facts))
    ledger.change(owed)
