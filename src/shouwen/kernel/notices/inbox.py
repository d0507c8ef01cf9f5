"""The in-app messages of one person. An inbox message is delivered by being written."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from shouwen.kernel import clock
from shouwen.kernel.models import Notice
from shouwen.people.models import Staff


def inbox_of(staff: Staff) -> QuerySet[Notice]:
    """The person's messages, newest first, with their cases; without those whose occasion was taken back."""
    mine = Notice.objects.filter(staff=staff, channel=Notice.Channel.INBOX).exclude(status=Notice.Status.DROPPED)
    return mine.select_related("case__unit", "case__project").order_by("-id")


def unread_count(staff: Staff) -> int:
    """How many messages the person has not opened."""
    return inbox_of(staff).filter(read_at=None).count()


def mark_read(staff: Staff, notice_ids: Iterable[int]) -> int:
    """Mark the person's own messages as read; what was read before keeps its instant. Returns how many changed."""
    unread = Notice.objects.filter(staff=staff, channel=Notice.Channel.INBOX, read_at=None, pk__in=list(notice_ids))
    return unread.update(read_at=clock.now())
