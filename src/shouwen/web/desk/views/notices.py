"""The inbox behind the bell, and the log of everything that was sent, with a second try for what got lost."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Notice
from shouwen.kernel.notices.inbox import inbox_of, mark_read
from shouwen.kernel.notices.messages import Words, subject_of, words_for
from shouwen.kernel.notices.outbox import resend
from shouwen.kernel.reveal import mask_name
from shouwen.web.answers import refused_page
from shouwen.web.desk.asking import person_of, reading, sees_the_group

PAGE = 30
LEFT_THE_HOUSE = (Notice.Channel.SMS, Notice.Channel.EMAIL, Notice.Channel.WEBHOOK)


@reading
def inbox(request: HttpRequest) -> HttpResponse:
    """My messages, newest first."""
    part, more = _page(request, inbox_of(person_of(request)))
    shown = [{"notice": notice, "words": _words(notice)} for notice in part]
    unread = [notice.pk for notice in part if notice.read_at is None]
    return render(request, "web/desk/notices.html", {"shown": shown, "unread": unread, "more_url": more})


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark those that were on the page as read."""
    ids = [int(pk) for pk in request.POST.getlist("notice") if pk.isdecimal()]
    mark_read(person_of(request), ids)
    return redirect("web:notices")


@login_required
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what a message is about; opening it is reading it."""
    person = person_of(request)
    notice = get_object_or_404(Notice.objects.select_related("case"), pk=pk, staff=person, channel=Notice.Channel.INBOX)
    mark_read(person, [notice.pk])
    return redirect("web:case", notice.case.number) if notice.case else redirect("web:notices")


@reading
def log(request: HttpRequest) -> HttpResponse:
    """What left the house: SMS, mail, webhooks, with their fate. For who sees the group."""
    _group_only(request)
    found = Notice.objects.select_related("case__unit", "case__project", "staff", "customer").order_by("-id")
    found = found.filter(channel__in=LEFT_THE_HOUSE)
    status = request.GET.get("status", "")
    if status in Notice.Status.values:
        found = found.filter(status=status)
    part, more = _page(request, found)
    shown = [{"notice": notice, "subject": _subject(notice), "to": _to(notice)} for notice in part]
    return render(request, "web/desk/notice_log.html", {"shown": shown, "more_url": more, "tabs": _tabs(status)})


@login_required
@require_POST
def resend_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one again; the first keeps its history."""
    _group_only(request)
    notice = get_object_or_404(Notice, pk=pk)
    try:
        resend(notice, person_of(request))
    except Refused as refused:
        return refused_page(request, refused, way_back=reverse("web:notice_log"))
    messages.success(request, _("It is on its way again."))
    return redirect("web:notice_log")


def _group_only(request: HttpRequest) -> None:
    if not sees_the_group(person_of(request)):
        raise Http404


def _page(request: HttpRequest, found: QuerySet[Notice]) -> tuple[list[Notice], str]:
    """One page, newest first, and the address of the next."""
    before = request.GET.get("before", "")
    rows = found.filter(pk__lt=int(before)) if before.isdecimal() else found
    part = list(rows[: PAGE + 1])
    if len(part) <= PAGE:
        return part, ""
    query = request.GET.copy()
    query["before"] = str(part[PAGE - 1].pk)
    return part[:PAGE], f"{request.path}?{query.urlencode()}"


def _words(notice: Notice) -> Words:
    """The message in the reader's language; of a kind no longer known, its code."""
    try:
        return words_for(notice)
    except LookupError:
        return Words(notice.code, "")


def _subject(notice: Notice) -> str:
    """What it is about, in the reader's language; of a kind no longer known, its code."""
    try:
        return subject_of(notice)
    except LookupError:
        return notice.code


def _to(notice: Notice) -> str:
    if notice.staff:
        return notice.staff.name
    return mask_name(notice.customer.name) if notice.customer else notice.address


def _tabs(status: str) -> list[dict[str, Any]]:
    here = reverse("web:notice_log")
    tabs = [{"title": _("All"), "url": here, "current": not status}]
    return tabs + [
        {"title": label, "url": f"{here}?status={value}", "current": status == value}
        for value, label in Notice.Status.choices
    ]
