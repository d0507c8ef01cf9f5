"""The group's daily look by video: today's list, yesterday's coverage, the form of one check (第八至十条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.centres import checklist, daily_checks, proofs
from shouwen.centres.flows import VideoChecks
from shouwen.centres.flows.posting import has_a_centre
from shouwen.centres.models import CheckItem, Device, VideoCheck
from shouwen.centres.views.people import actor_of, file_of, for_the_group, group_tabs
from shouwen.centres.words import CentreState, CheckGroup, CheckState, Conclusion
from shouwen.common.numbers import number_in
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves
from shouwen.kernel.access import visible_cases
from shouwen.kernel.errors import Refused
from shouwen.kernel.events import answered_before
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import holders
from shouwen.people.roles import Role
from shouwen.web.answers import status_of

SLICE = timedelta(minutes=30)
WALL = "%Y-%m-%dT%H:%M"


@for_the_group
@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """Silent devices at the top, then today's centres, and how much of yesterday's plan was done."""
    today = clock.day_of(clock.now())
    found = VideoCheck.objects.filter(on=today).select_related("case__project", "agent", "inspector")
    silent = Device.objects.filter(is_online=False, retired_at=None, centre__case__state=CentreState.OPERATING)
    yesterday = today - timedelta(days=1)
    missed = VideoCheck.objects.filter(on=yesterday, is_daily=True).exclude(case__state=CheckState.DONE)
    context = {
        "tabs": group_tabs(request),
        "today": today,
        "covered": daily_checks.covered(yesterday),
        "now_covered": daily_checks.covered(today),
        "missed": list(missed.select_related("case__project")),
        "silent": list(silent.select_related("centre__case__project").order_by("checked_at", "id")),
        "rows": sorted(found, key=lambda check: (check.case.state != CheckState.DUE, check.case.project.name)),
        "is_due": CheckState.DUE,
    }
    return render(request, "centres/checks.html", context)


@for_the_group
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, number: str) -> HttpResponse:
    """One check of the plan: what was watched, line by line, and what it comes to."""
    found = visible_cases(actor_of(request)).filter(flow=VideoChecks.code, number=number)
    case = found.select_related("project__org").first()
    if case is None:
        raise Http404
    if case.state != CheckState.DUE:
        return redirect("web:case", number)
    return _form(request, case.project, case)


@for_the_group
@require_http_methods(["GET", "HEAD", "POST"])
def new_check(request: HttpRequest, project_id: int) -> HttpResponse:
    """A check beyond the plan of any operating centre (S3-08d)."""
    project = Project.objects.select_related("org").filter(pk=project_id).first()
    if project is None or not has_a_centre(project):
        raise Http404
    return _form(request, project, None)


def _form(request: HttpRequest, project: Project, case: Case | None) -> HttpResponse:
    if request.method != "POST":
        return _show(request, project, case, str(uuid4()))
    key = request.POST.get("key") or str(uuid4())
    try:
        done = _record(request, project, case, f"check:{key}")
    except Refused as refused:
        return _show(request, project, case, key, refused)
    messages.success(request, _("{number} is recorded.").format(number=done.case.number))
    return redirect("centres:checks")


@transaction.atomic
def _record(request: HttpRequest, project: Project, case: Case | None, key: str) -> moves.Done:
    by, given = actor_of(request), _given(request.POST)
    pieces = [] if answered_before(key) else file_of(request, "clip", proofs.CHECK_CLIP, by)
    if case is None:
        return moves.start(VideoChecks.inspect, moves.Place(project), by=by, given=given, proofs=pieces, key=key)
    return moves.take(VideoChecks.record_check, case.pk, by=by, given=given, proofs=pieces, key=key)


def _given(data: Mapping[str, Any]) -> dict[str, Any]:
    """The payload from what was posted; what is empty is left out, so that the step misses it."""
    names = ("agent", "watched_from", "watched_until", "conclusion", "finding")
    given: dict[str, Any] = {name: data[name] for name in names if data.get(name)}
    answered = [item for item in checklist.items() if data.get(f"ok_{item.pk}")]
    given["results"] = [
        {"item": item.pk, "ok": data[f"ok_{item.pk}"] == "1", "note": str(data.get(f"note_{item.pk}", "")).strip()}
        for item in answered
    ]
    return given


@dataclass(frozen=True)
class Section:
    """One group of the checklist with its lines: the item, what was ticked, the note typed."""

    title: str
    scope: str
    lines: Sequence[tuple[CheckItem, str, str]]


def _sections(data: Mapping[str, Any]) -> list[Section]:
    items = checklist.items()
    return [
        Section(
            str(group.label),
            group.scope,
            [(i, data.get(f"ok_{i.pk}", ""), data.get(f"note_{i.pk}", "")) for i in items if i.group == group],
        )
        for group in CheckGroup
        if any(item.group == group for item in items)
    ]


def _show(
    request: HttpRequest, project: Project, case: Case | None, key: str, refused: Refused | None = None
) -> HttpResponse:
    now = clock.now()
    serving = holders(Role.PROJECT_AGENT, now, orgs=[project.org_id])
    context = {
        "tabs": group_tabs(request),
        "project": project,
        "case": case,
        "agents": Staff.objects.filter(pk__in=serving).order_by("name"),
        "sections": _sections(request.POST),
        "conclusions": Conclusion.choices,
        "watched_from": request.POST.get("watched_from") or _wall(now - SLICE),
        "watched_until": request.POST.get("watched_until") or _wall(now),
        "typed": request.POST,
        "agent": number_in(request.POST.get("agent")),
        "key": key,
        "refused": refused,
    }
    return render(request, "centres/check.html", context, status=status_of(refused) if refused else 200)


def _wall(at: datetime) -> str:
    return clock.local(at).strftime(WALL)
