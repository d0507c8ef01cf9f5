"""Writing messages: in the caller's transaction, all channels at once, each message once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shouwen.database.bundle import ask
from shouwen.kernel import clock
from shouwen.kernel.bulk import document, json_text, names, recordset
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.imports.bulk import copy_rows
from shouwen.kernel.models import Notice
from shouwen.kernel.notices.messages import message_named
from shouwen.kernel.notices.quiet import audible_from
from shouwen.people.models import Staff


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """One message to one person: exactly one of ``staff_id`` and ``customer_id``.

    ``key`` says what, to whom and for which occasion; the same key is never written twice on one channel, so a
    daily message carries its day in the key (S3-I03). ``at`` is the instant it is about. ``data`` becomes JSON.
    ``not_before``: it leaves the house no earlier (its occasion can still be taken back).
    """

    code: str
    key: str
    at: datetime
    staff_id: int | None = None
    customer_id: int | None = None
    case_id: int | None = None
    event_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    useless_after: datetime | None = None
    not_before: datetime | None = None


Row = tuple[Any, ...]

_COLUMNS: Final = {
    "case_id": "bigint",
    "event_id": "bigint",
    "staff_id": "bigint",
    "customer_id": "bigint",
    "channel": "text",
    "code": "text",
    "key": "text",
    "data": "jsonb",
    "at": "timestamptz",
    "status": "text",
    "next_attempt_at": "timestamptz",
    "sent_at": "timestamptz",
    "useless_after": "timestamptz",
}
# Webhooks hear of a fact once, however many people are told: their key is made of the event, not of the recipient.
_INSERT: Final = f"""
WITH drafts AS (
    SELECT {names(_COLUMNS)} FROM {recordset(_COLUMNS)}
), hooks AS (
    SELECT DISTINCT ON (w.id, d.code, coalesce(d.event_id::text, d.key))
        d.case_id, d.event_id, w.url, d.code, d.data, d.at, d.useless_after,
        'hook:' || w.id || ':' || d.code || ':' || coalesce(d.event_id::text, d.key) AS key
    FROM drafts d JOIN kernel_webhook w ON w.active AND w.codes ? d.code
    ORDER BY w.id, d.code, coalesce(d.event_id::text, d.key), d.key
)
INSERT INTO kernel_notice (
    case_id, event_id, staff_id, customer_id, channel, code, key, data, at, status, next_attempt_at,
    sent_at, useless_after, address, attempts, provider_ref, error
)
SELECT case_id, event_id, staff_id, customer_id, channel, code, key, data, at, status, next_attempt_at,
       sent_at, useless_after, '', 0, '', '' FROM drafts
UNION ALL
SELECT case_id, event_id, NULL, NULL, 'webhook', code, left(key, 160), data, at, 'queued', %s,
       NULL, NULL, url, 0, '', '' FROM hooks
ON CONFLICT (key, channel) DO NOTHING
RETURNING id
"""


def post(drafts: Iterable[NoticeDraft]) -> int:
    """Write the messages for all their channels in one statement; returns how many rows are new.

    Runs in the caller's transaction: no move, no message. In-app messages are delivered by being written; the
    others wait for ``deliver``. LookupError for an unknown code.
    """
    now, drafts = clock.now(), list(drafts)
    rows = [row for draft in drafts for row in _rows(draft, now)]
    if not rows:
        return 0
    told_from = max([now, *(draft.not_before for draft in drafts if draft.not_before)])
    return len(ask(_INSERT, [document(_COLUMNS, rows), told_from]))


def keep_as_history(drafts: Iterable[NoticeDraft]) -> int:
    """Write messages of a played past: sent and read at their own instants, told to no webhook; how many rows.

    Their keys must be new, as those of new cases are; the same key twice among them is one message.
    """
    rows: dict[tuple[str, str], Row] = {}
    for draft in drafts:
        for row in _rows(draft, draft.at):
            case_id, event_id, staff_id, customer_id, channel, code, key, data, at, *_rest, useless_after = row
            read_at = at if channel == Notice.Channel.INBOX.value else None
            fact = (case_id, event_id, staff_id, customer_id, channel, code, key, data, at, useless_after)
            rows.setdefault((key, channel), (*fact, "sent", at, read_at, "", 0, "", ""))
    copy_rows(Notice, _HISTORY, list(rows.values()))
    return len(rows)


_HISTORY: Final = (
    "case_id", "event_id", "staff_id", "customer_id", "channel", "code", "key", "data", "at", "useless_after",
    "status", "sent_at", "read_at", "address", "attempts", "provider_ref", "error",
)  # fmt: skip


def resend(notice: Notice, by: Staff) -> Notice:
    """Queue the same message once more; the first row keeps its history, the new one names who asked.

    Refused for in-app messages (they cannot get lost) and for a message that is still on its way.
    """
    with transaction.atomic():
        first = Notice.objects.select_for_update().get(pk=notice.pk)
        if first.channel == Notice.Channel.INBOX:
            raise Refused(_("An in-app message cannot get lost; there is nothing to send again."), Why.WRONG_STATE)
        if first.status in (Notice.Status.QUEUED, Notice.Status.SENDING):
            raise Refused(_("This message is still on its way."), Why.WRONG_STATE)
        root = first.key.partition("#")[0]
        again = Notice.objects.filter(key__startswith=f"{root}#", channel=first.channel).count() + 1
        return Notice.objects.create(
            case_id=first.case_id,
            event_id=first.event_id,
            staff_id=first.staff_id,
            customer_id=first.customer_id,
            address=first.address,
            channel=first.channel,
            code=first.code,
            key=f"{root}#{again}",
            data=first.data | {"resent_by": by.pk},
            at=first.at,
            next_attempt_at=clock.now(),
        )


def _rows(draft: NoticeDraft, now: datetime) -> Sequence[Row]:
    """The draft's rows, one a channel, in the order of the INSERT's columns.

    What is written late, about an instant gone by, could not have left before it was written: it waits from ``now``.
    """
    if (draft.staff_id is None) == (draft.customer_id is None):
        raise ValueError(f"{draft.key}: a message goes to one member of staff or to one customer")
    message = message_named(draft.code)
    for_customer = draft.customer_id is not None
    useless_after = draft.useless_after or _useless_after(draft.at, message.useful_for)
    data = json_text(draft.data)
    leaves = max(filter(None, (draft.at, now, draft.not_before)))
    rows: list[Row] = []
    for channel in message.channels(for_customer=for_customer):
        written = channel == Notice.Channel.INBOX
        audible = audible_from(leaves, message, channel, for_customer=for_customer)
        rows.append(
            (
                *(draft.case_id, draft.event_id, draft.staff_id, draft.customer_id),
                *(channel.value, draft.code, draft.key, data, draft.at),
                Notice.Status.SENT.value if written else Notice.Status.QUEUED.value,
                None if written else audible,
                now if written else None,
                useless_after,
            )
        )
    return rows


def _useless_after(at: datetime, useful_for: timedelta | None) -> datetime | None:
    return at + useful_for if useful_for is not None else None
