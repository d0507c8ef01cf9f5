"""What one transaction writes about its cases, collected first and written in few statements, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from shouwen.database.bundle import Bundle, Rows
from shouwen.kernel import penalties
from shouwen.kernel.bulk import document, json_text, names, recordset
from shouwen.kernel.events import EventDraft, Head, append
from shouwen.kernel.models import Case, Obligation
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.kernel.penalties import LineDraft
from shouwen.kernel.rulebook import Editions
from shouwen.kernel.sitting import Ids, current


@dataclass(frozen=True)
class Message:
    """A notice to be: to a member of staff or to the customer. ``key`` empty: one per event and person."""

    code: str
    event: EventDraft
    staff_id: int | None = None
    customer_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    at: datetime | None = None
    not_before: datetime | None = None

    def draft(self) -> NoticeDraft:
        whom = f"s{self.staff_id}" if self.staff_id else f"c{self.customer_id}"
        return NoticeDraft(
            code=self.code,
            key=f"{self.key or f'event:{self.event.id}:{self.code}'}:{whom}",
            at=self.at or self.event.occurred_at,
            staff_id=self.staff_id,
            customer_id=self.customer_id,
            case_id=self.event.case_id,
            event_id=self.event.id,
            data=dict(self.data),
            not_before=self.not_before,
        )


@dataclass
class Ledger:
    """Everything to be written. ``flush`` may be called again after more was collected."""

    heads: dict[int, Head] = field(default_factory=dict)
    events: list[EventDraft] = field(default_factory=list)
    opened: list[Obligation] = field(default_factory=list)
    changed: dict[int, Obligation] = field(default_factory=dict)
    lines: list[LineDraft] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    _ids: Ids = field(default_factory=lambda: Ids(50))

    @cached_property
    def editions(self) -> Editions:
        """The rulebook, read once for everything this transaction opens."""
        return Editions()

    def knows(self, case: Case) -> None:
        """Make the case's chain known; its row is locked by the caller."""
        self.heads.setdefault(case.pk, Head.of(case))

    def event(self, draft: EventDraft) -> EventDraft:
        self.events.append(draft)
        return draft

    def number(self, obligation: Obligation) -> None:
        """Give an opened obligation its id before it is written: what fires is known by it."""
        if not obligation.pk:
            sitting = current()
            obligation.pk = (sitting.ids if sitting else self._ids).next_of(Obligation)

    def change(self, obligation: Obligation) -> None:
        """The obligation was changed; nothing to do for one that is only being opened."""
        if not obligation._state.adding:
            self.changed[obligation.pk] = obligation

    def in_order(self) -> None:
        """Put the facts into the order of their instants: what was fired in one go stands where it happened."""
        self.events.sort(key=lambda event: event.occurred_at)

    def flush(self, own: int | None = None, save_own: Callable[[Bundle], None] | None = None) -> None:
        """Write what was collected, with the ends of the chains that moved on, and forget it.

        ``own``: a case whose row the caller writes by himself; ``save_own`` adds that to the same message, when the
        end of its chain is known.
        """
        sitting = current()
        if sitting is not None:
            sitting.take_over(self)
            self._forget()
            return
        bundle = Bundle()
        self._insert_opened(bundle)
        append(self.events, self.heads, bundle)
        update_obligations(self.changed.values(), bundle)
        penalties.accrue(self.lines, bundle)
        save_heads(self.heads, {draft.case_id for draft in self.events if draft.case_id != own}, bundle)
        if save_own is not None:
            save_own(bundle)
        bundle.send()
        post([message.draft() for message in self.messages])
        self._forget()

    def _insert_opened(self, bundle: Bundle) -> None:
        if any(o.pk for o in self.opened):  # then all, and the database gives none
            for obligation in self.opened:
                self.number(obligation)
        if self.opened:
            insert_obligations(self.opened, bundle)

    def _forget(self) -> None:
        self.events, self.opened, self.changed, self.lines, self.messages = [], [], {}, [], []


_COLUMNS: Mapping[str, str] = {
    "id": "bigint",
    "case_id": "bigint",
    "duty": "text",
    "code": "text",
    "debtor_id": "bigint",
    "terms": "jsonb",
    "started_at": "timestamptz",
    "due_at": "timestamptz",
    "provisional": "boolean",
    "next_fire_at": "timestamptz",
    "next_step": "text",
    "plan_version": "smallint",
    "breached_at": "timestamptz",
    "settled_at": "timestamptz",
    "outcome": "text",
    "errors": "smallint",
    "last_error": "text",
}
_GIVEN = names({name: kind for name, kind in _COLUMNS.items() if name != "id"})
_INSERT = (
    f"INSERT INTO kernel_obligation (id, {_GIVEN})"  # noqa: S608 — names of our own columns
    f" SELECT coalesce(id, nextval('kernel_obligation_id_seq')), {_GIVEN} FROM {recordset(_COLUMNS)}"
    " ORDER BY place RETURNING id"
)


def insert_obligations(opened: Sequence[Obligation], bundle: Bundle) -> None:
    """Add the writing of new obligations: all of them have ids, or none; then they get ids that grow in their order."""
    texts: dict[int, str] = {}  # those of one duty share their terms
    rows = []
    for o in opened:
        if id(o.terms) not in texts:
            texts[id(o.terms)] = json_text(o.terms)
        rows.append([texts[id(o.terms)] if name == "terms" else getattr(o, name) for name in _COLUMNS])

    def note(written: Rows) -> None:
        ids = [o.pk for o in opened] if opened[0].pk else sorted(row[0] for row in written)
        for obligation, pk in zip(opened, ids, strict=True):
            obligation.pk = pk
            obligation._state.adding = False

    bundle.add(_INSERT, [document(_COLUMNS, rows)], note)


_MUTABLE: Mapping[str, str] = {
    "id": "bigint",
    "debtor_id": "bigint",
    "due_at": "timestamptz",
    "provisional": "boolean",
    "next_fire_at": "timestamptz",
    "next_step": "text",
    "plan_version": "smallint",
    "suspended_at": "timestamptz",
    "held_at": "timestamptz",
    "met_at": "timestamptz",
    "breached_at": "timestamptz",
    "settled_at": "timestamptz",
    "outcome": "text",
    "errors": "smallint",
    "last_error": "text",
}
_UPDATE = (
    "UPDATE kernel_obligation o SET "  # noqa: S608 — names of our own columns
    + ", ".join(f"{name} = v.{name}" for name in _MUTABLE if name != "id")
    + f" FROM {recordset(_MUTABLE)} WHERE o.id = v.id"
)


def update_obligations(rows: Iterable[Obligation], bundle: Bundle) -> None:
    """Add the writing of the mutable columns of many obligations, in one statement (measured: engine.md §3)."""
    changed = sorted(rows, key=lambda o: o.pk)
    if changed:
        bundle.add(_UPDATE, [document(_MUTABLE, [[getattr(o, name) for name in _MUTABLE] for o in changed])])


_HEAD = {"id": "bigint", "n": "int", "h": "bytea"}
_SAVE_HEADS = (
    "UPDATE kernel_case c SET events_count = v.n, head_hash = v.h"  # noqa: S608 — names of our own columns
    f" FROM {recordset(_HEAD)} WHERE c.id = v.id"
)


def save_heads(heads: Mapping[int, Head], moved: Collection[int], bundle: Bundle) -> None:
    """Add the writing of the ends of the chains that moved on, in one statement."""
    if moved:
        rows = [(pk, heads[pk].count, heads[pk].hash) for pk in sorted(moved)]
        bundle.add(_SAVE_HEADS, [document(_HEAD, rows)])
