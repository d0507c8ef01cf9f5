"""The desk's lines in the navigation, and the count of the bell."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import Notice
from shouwen.people.models import Staff
from shouwen.web import nav
from shouwen.web.desk import owed
from shouwen.web.desk.asking import person_of, sees_the_group, stands_for

RECENT = 500


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """Workbench and approvals for everybody, the day board and the notice log for who sees the group."""
    person = person_of(request)
    mine = counts_for(request)
    yield nav.Entry(_("Workbench"), reverse("web:workbench"), "workbench", mine.all, late=mine.late > 0)
    yield nav.Entry(_("Approvals"), reverse("web:approvals"), "file")
    if sees_the_group(person):
        yield nav.Entry(_("Day board"), reverse("web:board"), "chart", group=1)
        yield nav.Entry(_("Notice log"), reverse("web:notice_log"), "bell", group=2)
    yield nav.Entry(_("Organisation"), reverse("web:organisation"), "people", group=2)


def counts_for(request: HttpRequest) -> owed.Counts:
    """What the person behind the request owes, counted once a request."""
    if not hasattr(request, "owed_counts"):
        request.owed_counts = owed.counts(stands_for(person_of(request)))  # type: ignore[attr-defined]
    found: owed.Counts = request.owed_counts  # type: ignore[attr-defined]
    return found


def unread(person: Staff) -> int:
    """Unread messages among the last ``RECENT``: older ones do not ring any more."""
    last = Notice.objects.filter(staff=person, channel=Notice.Channel.INBOX).order_by("-id").values("pk")[:RECENT]
    return Notice.objects.filter(pk__in=last, read_at=None).count()
