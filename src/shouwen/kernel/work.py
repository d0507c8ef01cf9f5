"""One move in progress: the case under its lock, its duties, and what the transaction will write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Model, TextChoices
from django.utils.translation import gettext as _

from shouwen.database.bundle import Bundle
from shouwen.kernel import clock, fired, firing, obligations, penalties, plan, rulebook
from shouwen.kernel.access import ENGINE, Actor
from shouwen.kernel.duties import AtInstant, Duty, Tell
from shouwen.kernel.events import EventDraft
from shouwen.kernel.flows import Flow
from shouwen.kernel.ledger import Ledger, Message
from shouwen.kernel.models import Case, Event, Obligation, PenaltyLine
from shouwen.kernel.rulebook import Book
from shouwen.kernel.waiting import Waiting

if TYPE_CHECKING:
    from shouwen.kernel.flows import Act


@dataclass
class Work:
    """What a move knows and collects. ``at`` is when the step happened, ``now`` when we learnt of it.

    ``principal_id``: the member of staff the actor is or stands in for in this step. ``held_until``: messages of the
    step wait so long, because it can be taken back.
    """

    case: Case
    flow: type[Flow[Any]]
    record: Model
    at: datetime
    now: datetime
    actor: Actor = ENGINE
    principal_id: int | None = None
    owed: list[Obligation] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    held_until: datetime | None = None
    _book: Book | None = None

    @property
    def book(self) -> Book:
        """The rulebook in force when the step happened."""
        if self._book is None:
            self._book = rulebook.book(self.at)
        return self._book

    # ---- duties -----------------------------------------------------------------------------------------------

    def owed_under(self, duty: Duty) -> list[Obligation]:
        """The open obligations of this case under one duty."""
        return [o for o in self.owed if o.duty == duty.full_code and obligations.is_open(o)]

    def open(self, duty: Duty, *, started_at: datetime | None = None) -> Obligation:
        """Open a duty; by default its clock starts with this step."""
        instant = duty.limit.instant(self.record) if isinstance(duty.limit, AtInstant) else None
        opened = obligations.open_duty(
            duty, self.case, self.book, started_at=started_at or self.at, now=self.now, instant=instant
        )
        self.owed.append(opened)
        self.ledger.opened.append(opened)
        return opened

    def meet(self, duty: Duty, *, at: datetime | None = None) -> None:
        """What this step does (or did at ``at``) satisfies the duty, if it is owed."""
        for owed in self.owed_under(duty):
            if obligations.counts_for(owed, owed.held_at or at or self.at):
                self._meet(duty, owed, at or self.at)
        if self.at < self.now:
            self._meet_a_missed_day(duty)

    def _meet_a_missed_day(self, duty: Duty) -> None:
        """What was done in time and reported late meets the day that has meanwhile been counted as missed."""
        missed = Obligation.objects.filter(case=self.case, duty=duty.full_code, outcome=Obligation.Outcome.BREACHED)
        for owed in missed.filter(started_at__lt=self.at, due_at__gte=self.at, met_at=None):
            if obligations.terms_of(owed).is_daily and obligations.meet(owed, self.at):
                self._take_back(owed)
                self.ledger.change(owed)

    def record_done(self, duty: Duty, *, started_at: datetime) -> None:
        """A duty that began earlier and is met by this step: opened, caught up with, met (T4)."""
        self.open(duty, started_at=started_at)
        self.flush()
        self.catch_up()
        self.meet(duty)

    def _meet(self, duty: Duty, owed: Obligation, at: datetime) -> None:
        if obligations.meet(owed, at):
            self._take_back(owed)
        self.ledger.change(owed)
        if obligations.terms_of(owed).is_daily:
            self.owed.append(firing.open_next_day(duty, self.case, owed, self.now, self.ledger))

    def _take_back(self, owed: Obligation) -> None:
        """Late evidence shows the duty was met in time: what the breach cost is reversed (engine.md, case 15)."""
        penalties.reverse(PenaltyLine.objects.filter(obligation=owed), _("met in time; reported late"))
        facts = {"obligation": owed.pk, "code": owed.code, "met_at": owed.met_at.isoformat() if owed.met_at else None}
        self.event("obligation.corrected", facts)

    def hold(self, duty: Duty) -> None:
        """Completion handed in, acceptance awaited."""
        for owed in self.owed_under(duty):
            self._count_the_day_begun(owed)
            obligations.hold(owed, self.at)
            self.ledger.change(owed)

    def _count_the_day_begun(self, owed: Obligation) -> None:
        """A late day counts when it begins and is written down some minutes later: what is handed in between comes
        too late for it (S3 §4.1: 该日 00:00 仍未完成即计)."""
        at = owed.next_fire_at
        if at is None or plan.parse(owed.next_step)[0] != plan.DAY or clock.day_of(at) != clock.day_of(self.at):
            return
        owed.next_fire_at = self.at
        firing.fire(owed, self.case, self.now, self.ledger, until=self.at)

    def release(self, duty: Duty) -> None:
        """Completion not accepted: as if never handed in."""
        for owed in self.owed_under(duty):
            obligations.release(owed, self.now)
            self.ledger.change(owed)

    def cancel(self, duty: Duty) -> None:
        """No longer owed."""
        for owed in self.owed_under(duty):
            obligations.cancel(owed, self.at)
            self.ledger.change(owed)

    def replan(self, duty: Duty, due_at: datetime) -> None:
        """A new due instant for the duty, where it differs."""
        for owed in self.owed_under(duty):
            if owed.due_at != due_at:
                before = owed.due_at.isoformat() if owed.due_at else None
                obligations.replan(owed, due_at, self.now)
                self.ledger.change(owed)
                facts = {"code": owed.code, "from": before, "to": due_at.isoformat(), "obligation": owed.pk}
                self.event("obligation.replanned", facts)

    def catch_up(self) -> None:
        """Before the step: whatever fell due on this case before it, and five minutes that are full with it."""
        waiting = Waiting(self._fires_first)
        waiting.add(self.owed)
        for owed in waiting:
            known = len(self.ledger.opened)
            firing.fire(owed, self.case, self.now, self.ledger, until=self._first_until(owed))
            following = [o for o in self.ledger.opened[known:] if obligations.is_open(o)]
            for one in following:
                self.ledger.number(one)
            self.owed += following
            waiting.add([owed, *following])
        if self.ledger.opened:
            self.ledger.in_order()
            self.flush()

    def _fires_first(self, owed: Obligation) -> bool:
        return owed.next_fire_at is not None and owed.next_fire_at <= self._first_until(owed)

    def _first_until(self, owed: Obligation) -> datetime:
        """Up to when the steps of a duty fire before this one: done at the due instant is in time."""
        is_block = plan.parse(owed.next_step)[0] == plan.BLOCK
        return self.at if is_block else self.at - timedelta(microseconds=1)

    # ---- the state ----------------------------------------------------------------------------------------------

    def enter(self, state: TextChoices | None) -> None:
        """The case goes to ``state`` (None: stays); duties that run only in some states stop or go on."""
        if state is None or state == self.case.state:
            return
        self.case.state = state
        for owed in [o for o in self.owed if obligations.is_open(o)]:
            duty = self.flow.duties[owed.code]
            if duty.runs_in:
                self._run_or_rest(duty, owed, runs=state in duty.runs_in)
        if self.flow.is_final(state):
            self.case.closed_at = self.at
            for owed in [o for o in self.owed if obligations.is_open(o)]:
                obligations.cancel(owed, self.at)
                self.ledger.change(owed)

    def _run_or_rest(self, duty: Duty, owed: Obligation, *, runs: bool) -> None:
        if runs and owed.suspended_at is not None:
            if not obligations.resume(owed, self.at):
                obligations.cancel(owed, self.at)
                self.open(duty, started_at=self.at - clock.TICK)
        elif not runs and owed.suspended_at is None:
            obligations.suspend(owed, self.at)
        self.ledger.change(owed)

    def hand_on(self) -> None:
        """Look again who owes what follows the case (the holder, the responsible person)."""
        for owed in self.owed:
            duty = self.flow.duties[owed.code]
            if obligations.is_open(owed) and duty.owed_by.follows_case and not obligations.terms_of(owed).is_watch:
                debtor = duty.owed_by.debtor(self.case, self.at)
                if debtor != owed.debtor_id:
                    owed.debtor_id = debtor
                    self.ledger.change(owed)

    # ---- events and notices -------------------------------------------------------------------------------------

    def event(self, code: str, data: Mapping[str, Any], **fields: Any) -> EventDraft:
        """A fact beside the step itself, in the system's name unless said otherwise."""
        self.ledger.knows(self.case)
        draft = EventDraft(
            self.case.pk,
            code,
            fields.pop("by", Event.By.ENGINE),
            fields.pop("occurred_at", self.at),
            self.now,
            data=data,
            **fields,
        )
        return self.ledger.event(draft)

    def tell(self, tell: Tell, event: EventDraft) -> None:
        """A declared notice about this step."""
        people = tell.to(self.case, self.at) if tell.to else []
        data = tell.data(self.case) if tell.data else {}
        self.notify(tell.code, event, people, customer=tell.customer, **data)

    def notify(
        self, code: str, event: EventDraft, people: Iterable[int | None], *, customer: bool = False, **data: Any
    ) -> None:
        """A notice to these people, once each, and to the case's customer if asked."""
        say = self.ledger.messages.append
        for person in dict.fromkeys(p for p in people if p is not None):
            say(Message(code, event, staff_id=person, data=data, not_before=self.held_until))
        if customer and self.case.customer_id:
            say(Message(code, event, customer_id=self.case.customer_id, data=data, not_before=self.held_until))

    def charge_share(self, act: Act[Any], price: Mapping[str, Any], person_id: int) -> None:
        """A share of the bonus that a person's judgement takes (S3-35b)."""
        key = f"case{self.case.pk}:{price['code']}:{self.at:%Y%m%d%H%M%S}"
        self.ledger.lines.append(fired.share_line(self.case.pk, person_id, price, act.at, key))

    # ---- the end ------------------------------------------------------------------------------------------------

    def flush(self, save: Callable[[Bundle], None] | None = None) -> None:
        """Write everything collected so far; ``save`` adds the case's own row and record at the move's end."""

        def save_own(bundle: Bundle) -> None:
            head = self.ledger.heads.get(self.case.pk)
            if head is not None:
                self.case.events_count, self.case.head_hash = head.count, head.hash
            if save is not None:
                save(bundle)

        self.ledger.flush(self.case.pk, save_own)


def changed_fields(before: Mapping[str, Any], record: Model) -> Sequence[str]:
    """The concrete fields of a record that differ from ``before``: only they are written (examples.md, habit 10)."""
    return [f.attname for f in record._meta.concrete_fields if before.get(f.attname) != getattr(record, f.attname)]


def field_values(record: Model) -> dict[str, Any]:
    return {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields}
