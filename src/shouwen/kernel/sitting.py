"""A sitting: many moves in one transaction, whose rows are written once, together, at the end.

For whoever plays months of history through the one door: the demo, the benchmarks. The steps, checks, effects, duties
and firings are the same as ever; only the writing waits, and what was said to people is kept as said at its instant:
nothing is sent. A sitting takes steps of the cases it opened itself, so no other process can know of them. A refusal
spoils it: what the refused step had changed in memory cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from django.db import connection, models, transaction

from shouwen.common.remembering import remembering
from shouwen.database.bundle import Bundle
from shouwen.kernel import penalties
from shouwen.kernel.events import EventDraft, Head, append_many
from shouwen.kernel.models import Case, Evidence, Obligation
from shouwen.kernel.notices.outbox import keep_as_history
from shouwen.kernel.penalties import LineDraft

if TYPE_CHECKING:
    from shouwen.kernel.ledger import Ledger, Message

AT_ONCE = 2_000

_sitting: ContextVar[Sitting | None] = ContextVar("sitting", default=None)


class Ids:
    """Fresh ids by table, drawn from the database so many at once."""

    def __init__(self, at_once: int = 1_000) -> None:
        self._at_once = at_once
        self._drawn: dict[type[models.Model], Iterator[int]] = {}

    def next_of(self, model: type[models.Model]) -> int:
        for pk in self._drawn.get(model, iter(())):
            return pk
        self._drawn[model] = iter(_draw(model, self._at_once))
        return next(self._drawn[model])


class ShareOfIds(Ids):
    """Every so manieth id of tables nobody else writes meanwhile: several processes, always the same ids.

    Who shares the ids out calls ``settle`` when all are done, so that the database goes on behind them.
    """

    def __init__(self, share: int, shares: int) -> None:
        super().__init__()
        self._share, self._shares = share, shares

    def next_of(self, model: type[models.Model]) -> int:
        if model not in self._drawn:
            self._drawn[model] = count(_last(model) + 1 + self._share, self._shares)
        return next(self._drawn[model])

    @staticmethod
    def settle() -> None:
        """The tables' own counting goes on behind the highest id."""
        with connection.cursor() as cursor:
            for model in (Case, Obligation, Evidence):
                table = model._meta.db_table
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(max(id), 1)) FROM {table}"  # noqa: S608 - our own tables
                )


@dataclass
class Sitting:
    """What the moves of a sitting know of each other, and what is to be written."""

    cases: dict[int, Case] = field(default_factory=dict)
    records: dict[int, models.Model] = field(default_factory=dict)
    proofs: dict[int, Evidence] = field(default_factory=dict)
    obligations: list[Obligation] = field(default_factory=list)
    events: list[EventDraft] = field(default_factory=list)
    lines: list[LineDraft] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    _open: dict[int, list[Obligation]] = field(default_factory=dict)
    _used: list[tuple[Evidence, EventDraft]] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)

    def next_id(self, model: type[models.Model]) -> int:
        """A fresh id of a table."""
        return self.ids.next_of(model)

    def admit(self, case: Case, record: models.Model) -> None:
        """A case is being opened."""
        self.cases[case.pk], self.records[case.pk] = case, record

    def known(self, case_id: int) -> tuple[Case, models.Model]:
        """A case of this sitting with its record; ValueError for one it did not open."""
        if case_id not in self.cases:
            raise ValueError("a sitting takes steps of the cases it opened")
        return self.cases[case_id], self.records[case_id]

    def owed(self, case_id: int) -> list[Obligation]:
        """The case's open obligations, in the order they were opened."""
        still = [o for o in self._open.get(case_id, ()) if o.settled_at is None]
        self._open[case_id] = still
        return list(still)

    def hand_in(self, piece: Evidence) -> int:
        """A piece of evidence a coming move may use; its id."""
        piece.pk = self.next_id(Evidence)
        self.proofs[piece.pk] = piece
        return piece.pk

    def use(self, pieces: Iterable[Evidence], case: Case, event: EventDraft) -> None:
        """The move's evidence becomes part of its event."""
        for piece in pieces:
            piece.case = case
            self._used.append((piece, event))

    def take_over(self, ledger: Ledger) -> None:
        """What a move would write now: obligations get their ids, everything else waits."""
        for obligation in ledger.opened:
            obligation.pk = obligation.pk or self.next_id(Obligation)
            self._open.setdefault(obligation.case_id, []).append(obligation)
        self.obligations += ledger.opened
        self.events += ledger.events
        self.lines += ledger.lines
        self.messages += ledger.messages

    def write(self) -> None:
        """Everything, in the order it was learnt of, so that the chains hold and the feed reads in time."""
        heads = {pk: Head(0, b"") for pk in self.cases}
        self.events.sort(key=lambda event: event.recorded_at)
        append_many(self.events, heads)
        for pk, case in self.cases.items():
            case.events_count, case.head_hash = heads[pk].count, heads[pk].hash
        Case.objects.bulk_create([self.cases[pk] for pk in sorted(self.cases)], batch_size=AT_ONCE)
        for kind in {type(record) for record in self.records.values()}:
            rows = [record for record in self.records.values() if type(record) is kind]
            kind._default_manager.bulk_create(rows, batch_size=AT_ONCE)
        Obligation.objects.bulk_create(self.obligations, batch_size=AT_ONCE)
        for piece, event in self._used:
            piece.event_id = event.id
        Evidence.objects.bulk_create(self.proofs.values(), batch_size=AT_ONCE)
        lines = Bundle()
        penalties.accrue(self.lines, lines)
        lines.send()
        keep_as_history(message.draft() for message in self.messages)


def current() -> Sitting | None:
    """The sitting under way in this thread, if any."""
    return _sitting.get()


@contextmanager
def sitting(ids: Ids | None = None) -> Iterator[Sitting]:
    """Moves within the block belong to one sitting, written when the block ends and only if nothing was refused.

    Organisation and rulebook are looked up once: nobody else's change of them is seen meanwhile.
    """
    if _sitting.get() is not None:
        raise ValueError("there is a sitting under way")
    with transaction.atomic(), remembering():
        under_way = Sitting(ids=ids or Ids())
        token = _sitting.set(under_way)
        try:
            yield under_way
        finally:
            _sitting.reset(token)
        under_way.write()


def _draw(model: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _last(model: type[models.Model]) -> int:
    """The last id the database gave; the same for every process as long as nobody draws."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass), 0)",
            [model._meta.db_table],
        )
        return int(cursor.fetchone()[0])
