"""Writing and verifying the chains of events. Each link's hash covers all its fields and the link before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shouwen.database.bundle import Bundle, Rows
from shouwen.kernel.bulk import document, names, recordset, text_of
from shouwen.kernel.imports.bulk import copy_rows
from shouwen.kernel.models import Case, Event


def answered_before(key: str | None) -> bool:
    """Whether a request with this key had its effect already: its files need not come in twice, nor does it count anew.

    What it gets is the same answer (``moves.take`` with the key); whoever asks without a key never was answered.
    """
    return bool(key) and Event.objects.filter(key=key).exists()


@dataclass
class EventDraft:
    """An event before it has its place in the chain. ``id`` is known after ``append``."""

    case_id: int
    code: str
    by: str
    occurred_at: datetime
    recorded_at: datetime
    staff_id: int | None = None
    on_behalf_of_id: int | None = None
    customer_id: int | None = None
    from_state: str = ""
    to_state: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    id: int = 0


@dataclass
class Head:
    """The end of a case's chain: how many links, and the last one's hash."""

    count: int
    hash: bytes

    @classmethod
    def of(cls, case: Case) -> Head:
        return cls(case.events_count, bytes(case.head_hash))


_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=text_of).encode


def canonical(data: Any) -> str:
    """One text for one content: sorted keys, no spaces, no escapes."""
    return _canonical(data)


def link_hash(prev: bytes, seq: int, draft: EventDraft) -> bytes:
    """The hash of one link (SHA-256 over the previous hash and every field)."""
    return _link(prev, seq, draft, canonical(draft.data))


def _link(prev: bytes, seq: int, draft: EventDraft, data: str) -> bytes:
    """The same, of a draft whose data have been written down already."""
    facts = canonical(
        [
            draft.case_id,
            seq,
            draft.code,
            str(draft.by),
            draft.staff_id,
            draft.on_behalf_of_id,
            draft.customer_id,
            draft.occurred_at.astimezone(UTC).isoformat(),
            draft.recorded_at.astimezone(UTC).isoformat(),
            draft.from_state,
            draft.to_state,
        ]
    )
    content = f"{facts[:-1]},{data},{canonical(draft.key)}]"
    return hashlib.sha256(prev + content.encode()).digest()


_COLUMNS = {
    "case_id": "bigint",
    "seq": "int",
    "code": "text",
    "by": "text",
    "staff_id": "bigint",
    "on_behalf_of_id": "bigint",
    "customer_id": "bigint",
    "occurred_at": "timestamptz",
    "recorded_at": "timestamptz",
    "from_state": "text",
    "to_state": "text",
    "data": "jsonb",
    "key": "text",
    "prev_hash": "bytea",
    "hash": "bytea",
}
_INSERT = (
    f"INSERT INTO kernel_event ({names(_COLUMNS)})"  # noqa: S608 — names of our own columns
    f" SELECT {names(_COLUMNS)} FROM {recordset(_COLUMNS)} ORDER BY place RETURNING id, case_id, seq"
)


def append(drafts: Sequence[EventDraft], heads: dict[int, Head], bundle: Bundle) -> None:
    """Add the writing of the drafts in order; ``heads`` (by case id) move on at once and must be saved by the caller.

    The caller holds the lock on every case named. IntegrityError comes with the bundle's sending when a key was
    written before.
    """
    if not drafts:
        return
    rows = _chained(drafts, heads)
    place = {(row[0], row[1]): draft for row, draft in zip(rows, drafts, strict=True)}

    def name(written: Rows) -> None:
        for pk, case_id, seq in written:
            place[case_id, seq].id = pk

    bundle.add(_INSERT, [document(_COLUMNS, rows)], name)


def append_many(drafts: Sequence[EventDraft], heads: dict[int, Head]) -> None:
    """As ``append``, by COPY: for thousands of events at once."""
    ids = copy_rows(Event, list(_COLUMNS), _chained(drafts, heads))
    for pk, draft in zip(ids, drafts, strict=True):
        draft.id = pk


def _chained(drafts: Sequence[EventDraft], heads: dict[int, Head]) -> list[tuple[Any, ...]]:
    """The drafts as rows, each linked to the one before it; the heads move on."""
    rows = []
    for draft in drafts:
        head = heads[draft.case_id]
        seq, prev, data = head.count + 1, head.hash, canonical(draft.data)
        head.count, head.hash = seq, _link(prev, seq, draft, data)
        rows.append(_row(draft, data, seq, prev, head.hash))
    return rows


def _row(draft: EventDraft, data: str, seq: int, prev: bytes, digest: bytes) -> tuple[Any, ...]:
    return (
        draft.case_id,
        seq,
        draft.code,
        str(draft.by),
        draft.staff_id,
        draft.on_behalf_of_id,
        draft.customer_id,
        draft.occurred_at,
        draft.recorded_at,
        draft.from_state,
        draft.to_state,
        data,
        draft.key,
        prev,
        digest,
    )


@dataclass(frozen=True)
class Break:
    """The first link of a chain that does not hold, and what is wrong with it."""

    case_id: int
    seq: int
    event_id: int | None
    what: str


def verify(case_ids: Iterable[int] | None = None) -> Iterator[Break]:
    """Recompute every chain (or those of some cases) and yield the first broken link of each."""
    cases = Case.objects.order_by("id").values_list("id", "events_count", "head_hash")
    if case_ids is not None:
        cases = cases.filter(id__in=list(case_ids))
    heads = {pk: Head(count, bytes(digest)) for pk, count, digest in cases.iterator(chunk_size=5000)}
    current: int | None = None
    at = Head(0, b"")
    broken = False
    for event in _all_events(case_ids):
        if event.case_id != current:
            if current is not None and not broken:
                yield from _ending(current, at, heads.pop(current))
            current, at, broken = event.case_id, Head(0, b""), False
        if not broken:
            fault = _fault(event, at)
            if fault:
                broken = True
                heads.pop(event.case_id, None)
                yield Break(event.case_id, event.seq, event.pk, fault)
            at = Head(event.seq, bytes(event.hash))
    if current is not None and not broken:
        yield from _ending(current, at, heads.pop(current))
    yield from (Break(pk, 1, None, "missing") for pk, head in heads.items() if head.count)


def _all_events(case_ids: Iterable[int] | None) -> Iterator[Event]:
    events = Event.objects.order_by("case_id", "seq")
    if case_ids is not None:
        events = events.filter(case_id__in=list(case_ids))
    return events.iterator(chunk_size=2000)


def _fault(event: Event, at: Head) -> str:
    if event.seq != at.count + 1:
        return "missing"
    if bytes(event.prev_hash) != at.hash:
        return "unchained"
    draft = EventDraft(
        event.case_id,
        event.code,
        event.by,
        event.occurred_at,
        event.recorded_at,
        event.staff_id,
        event.on_behalf_of_id,
        event.customer_id,
        event.from_state,
        event.to_state,
        event.data,
        event.key,
    )
    return "" if link_hash(at.hash, event.seq, draft) == bytes(event.hash) else "altered"


def _ending(case_id: int, at: Head, head: Head) -> Iterator[Break]:
    if (at.count, at.hash) != (head.count, head.hash):
        yield Break(case_id, at.count + 1, None, "cut off")
