"""Delivery: claim with a lease, send, and mark as sent only after the provider answered (engine.md R8).

A claimed row's ``next_attempt_at`` is the end of its lease. A deliverer that dies leaves it to the next one, so a
message may reach the provider twice in that one case, with the same key. ``attempts`` is the fence: whoever lost the
lease can no longer write the outcome.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import F, Min
from prometheus_client import Counter

from shouwen.kernel import clock
from shouwen.kernel.models import Notice
from shouwen.kernel.notices.addressing import outgoing
from shouwen.kernel.notices.channels import Outgoing, ProviderDown, Undeliverable, mail, sms, webhook
from shouwen.kernel.notices.messages import message_named
from shouwen.kernel.notices.quiet import audible_from

LEASE: Final = timedelta(minutes=2)
ALARM_AFTER: Final = 3  # S3-I03: the third failure is an alarm
_ATTEMPTS: Final = 8
_FIRST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = timedelta(hours=1)
_LONG_DIGITS: Final = re.compile(r"\d{7,}|\S+@\S+")

OUTCOMES: Final = Counter("shouwen_notices", "Messages by channel and outcome", ["channel", "outcome"])
log = logging.getLogger(__name__)

Send = Callable[[Outgoing], str]
CHANNELS: Final[Mapping[str, Send]] = {
    Notice.Channel.SMS: sms.send,
    Notice.Channel.EMAIL: mail.send,
    Notice.Channel.WEBHOOK: webhook.send,
}

_CLAIM: Final = """
UPDATE kernel_notice SET status = 'sending', lease_until = %(until)s, next_attempt_at = %(until)s,
    attempts = attempts + 1
WHERE id IN (
    SELECT id FROM kernel_notice WHERE next_attempt_at <= %(now)s
    ORDER BY next_attempt_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) RETURNING id
"""


@dataclass
class Delivered:
    """What one round did, in messages. ``held``: put off (quiet hours, provider down), not tried."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    dropped: int = 0
    held: int = 0

    @property
    def claimed(self) -> int:
        return self.sent + self.retried + self.failed + self.dropped + self.held


def deliver(limit: int = 50, now: datetime | None = None) -> Delivered:
    """Deliver up to ``limit`` messages that are due, oldest first; any number of deliverers may run at once.

    Must not run inside a transaction of the caller: what was sent has to be on record before the next is sent.
    ``now`` is the instant it counts as (default: the clock's).
    """
    now = now or clock.now()
    done = Delivered()
    down: set[str] = set()
    began = time.monotonic()
    for notice in claim(limit, now):
        if notice.channel in down or time.monotonic() - began > LEASE.total_seconds() / 2:
            _put_off(notice, now + _FIRST_PAUSE, done)
        else:
            _one(notice, now, down, done)
    return done


def claim(limit: int, now: datetime) -> list[Notice]:
    """Take the lease of the messages that are due, in one statement; committed when it returns."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"until": now + LEASE, "now": now, "limit": limit})
        ids = [row[0] for row in cursor.fetchall()]
    rows = Notice.objects.filter(pk__in=ids).select_related("staff", "customer", "case__unit", "case__project")
    return list(rows.prefetch_related("customer__phones").order_by("at", "id"))


def outbox_age(now: datetime | None = None) -> timedelta:
    """For how long the message that waits longest should already have been tried; zero when nothing waits."""
    oldest = Notice.objects.filter(next_attempt_at__isnull=False).aggregate(at=Min("next_attempt_at"))["at"]
    return max((now or clock.now()) - oldest, timedelta()) if oldest else timedelta()


def _one(notice: Notice, now: datetime, down: set[str], done: Delivered) -> None:
    if notice.useless_after is not None and notice.useless_after < now:
        _settle(notice, Notice.Status.DROPPED, "useless by now")
        done.dropped += 1
        return
    try:
        message = message_named(notice.code)
        audible = audible_from(now, message, notice.channel, for_customer=notice.customer_id is not None)
        if audible > now:
            _put_off(notice, audible, done)
            return
        reference = CHANNELS[notice.channel](outgoing(notice))
    except Undeliverable as never:
        _settle(notice, Notice.Status.FAILED, _without_persons(never))
        _alarm(notice, never)
        done.failed += 1
    except Exception as failure:  # noqa: BLE001 — whatever went wrong with one message, the others are delivered
        if isinstance(failure, ProviderDown):
            down.add(notice.channel)
        _try_again(notice, now, failure, done)
    else:
        _settle(notice, Notice.Status.SENT, "", sent_at=now, provider_ref=reference[:120])
        done.sent += 1


def _try_again(notice: Notice, now: datetime, failure: Exception, done: Delivered) -> None:
    """The next attempt after a pause that doubles, or the end of it."""
    if notice.attempts >= ALARM_AFTER:
        _alarm(notice, failure)
    if notice.attempts >= getattr(settings, "SHOUWEN_NOTICE_ATTEMPTS", _ATTEMPTS):
        _settle(notice, Notice.Status.FAILED, _without_persons(failure))
        done.failed += 1
        return
    pause: timedelta = min(_FIRST_PAUSE * 2 ** (notice.attempts - 1), _LONGEST_PAUSE)
    _write(
        notice,
        status=Notice.Status.QUEUED,
        next_attempt_at=now + pause,
        lease_until=None,
        error=_without_persons(failure),
    )
    OUTCOMES.labels(notice.channel, "retried").inc()
    done.retried += 1


def _put_off(notice: Notice, until: datetime, done: Delivered) -> None:
    """Give the lease back without having tried."""
    _write(
        notice,
        status=Notice.Status.QUEUED,
        next_attempt_at=until,
        lease_until=None,
        attempts=F("attempts") - 1,
    )
    done.held += 1


def _settle(notice: Notice, status: Notice.Status, error: str, **fields: object) -> None:
    _write(notice, status=status, next_attempt_at=None, lease_until=None, error=error, **fields)
    OUTCOMES.labels(notice.channel, status.value).inc()


def _write(notice: Notice, **fields: object) -> None:
    """Write the outcome, if this deliverer still holds the lease it took with this attempt."""
    held = Notice.objects.filter(pk=notice.pk, status=Notice.Status.SENDING, attempts=notice.attempts)
    if not held.update(**fields):
        log.warning("notice %s: the lease was lost before the outcome was known", notice.pk)


def _alarm(notice: Notice, why: Exception) -> None:
    log.error("notice %s (%s, %s) failed: %s", notice.pk, notice.code, notice.channel, _without_persons(why))


def _without_persons(failure: Exception) -> str:
    """The failure in a line that names no phone and no mail address: it goes to the log and to the log page."""
    return _LONG_DIGITS.sub("…", f"{type(failure).__name__}: {failure}")[:400]
