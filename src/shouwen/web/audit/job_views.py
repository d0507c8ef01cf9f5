"""The timed jobs: what each does by which clause, whether it ran, what a past slot would do, running it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.kernel import clock, jobs
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import JobRun
from shouwen.people.roles import Role
from shouwen.web.answers import refused_page, status_of
from shouwen.web.audit import run_words
from shouwen.web.audit.views import for_auditors, page_of, show
from shouwen.web.desk.asking import person_of, sees_the_group
from shouwen.web.posts import expect, holds

RUNNERS = (Role.ADMINISTRATOR, Role.GROUP_GM)
DAYS_SHOWN = 14


def overview() -> list[dict[str, Any]]:
    """Every job with its last and its next slot; whether it is missing. Two questions, however many."""
    now, last = clock.now(), jobs.last_slots()
    missing = {one.job.code: one.slot for one in jobs.missing_at(now)}
    return [
        {"job": job, "last": last.get(job.code), "next": job.next_slot(now), "missing": missing.get(job.code)}
        for job in jobs.all_jobs()
    ]


@for_auditors
def jobs_run(request: HttpRequest) -> HttpResponse:
    """What every job does and when it runs, then the runs slot by slot; ``failed`` shows only what broke off."""
    runs = JobRun.objects.exclude(error="") if "failed" in request.GET else JobRun.objects.all()
    page = page_of(request, runs)
    rows = [
        {"run": run, "title": run_words.title(run.job), "said": run_words.said(run), "seconds": _seconds(run)}
        for run in page["rows"]
    ]
    known = overview() if "before" not in request.GET and "failed" not in request.GET else []
    return show(request, "jobs", **page | {"rows": rows, "failed": "failed" in request.GET, "jobs": known})


@for_auditors
def job(request: HttpRequest, code: str) -> HttpResponse:
    """One job: its past slots of two weeks up to ``until``, each with its run; ``slot`` previews one of them."""
    found = _job_named(code)
    asked = _slot(request.GET.get("slot", ""))
    try:
        preview = jobs.preview(found, asked) if asked else None
    except Refused as refused:
        return _page(request, found, None, refused)
    return _page(request, found, preview)


@login_required
@require_POST
def run(request: HttpRequest, code: str) -> HttpResponseBase:
    """Run one past slot by hand; for administrators and the general manager of the group."""
    try:
        expect(request, _("Jobs are run by administrators and the general manager of the group."), *RUNNERS)
        if not sees_the_group(person_of(request)):
            raise Refused(_("Jobs are run by administrators and the general manager of the group."), Why.WRONG_ROLE)
        found, slot = _job_named(code), _slot(request.POST.get("slot", ""))
        if slot is None:
            raise Refused(_("This is no past slot of the job."), Why.BAD_PAYLOAD)
        done = jobs.run_again(found, slot, person_of(request))
    except Refused as refused:
        return refused_page(request, refused)
    said = run_words.in_a_line(run_words.figures(code, done.again[-1]["result"]))
    messages.success(request, _("The job has run: {result}.").format(result=said or "—"))
    return redirect("web:audit_job", found.code)


def _job_named(code: str) -> jobs.Job:
    try:
        return jobs.job_named(code)
    except KeyError:
        raise Refused(_("There is no such job."), Why.NOT_FOUND) from None


def _slot(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=clock.ZONE)


def _page(
    request: HttpRequest, found: jobs.Job, preview: jobs.Preview | None, refused: Refused | None = None
) -> HttpResponse:
    until = _day(request.GET.get("until", "")) or clock.day_of(clock.now())
    slots = _past_slots(found, until)
    runs = {run.slot: run for run in JobRun.objects.filter(job=found.code, slot__in=slots)}
    context: Mapping[str, Any] = {
        "job": found,
        "slots": list(_with_runs(slots, runs)),
        "until": until,
        "earlier": f"?until={until - timedelta(days=DAYS_SHOWN)}",
        "preview": preview,
        "foretold": run_words.figures(found.code, preview.result) if preview else [],
        "refused": refused,
        "may_run": holds(request, *RUNNERS),
        "jobs_url": reverse("web:audit_jobs"),
    }
    answer = show(request, "job", here="jobs", **context)
    answer.status_code = status_of(refused) if refused else 200
    return answer


def _with_runs(
    slots: Sequence[datetime], runs: Mapping[datetime, JobRun]
) -> Iterator[tuple[datetime, JobRun | None, str, str, bool]]:
    """Slots newest first, each with its run, how long it took, what came of it, whether a later run did its work."""
    done_since = None
    for slot in slots:
        run = runs.get(slot)
        yield (
            slot,
            run,
            _seconds(run),
            run_words.said(run) if run else "",
            done_since is not None and slot >= done_since,
        )
        if run is not None and run.finished_at:
            done_since = jobs.stands_for(run)


def _past_slots(found: jobs.Job, until: date) -> list[datetime]:
    """The slots of the days up to ``until`` that have come, newest first; of a monthly job the last six."""
    now, first = clock.now(), until - timedelta(days=DAYS_SHOWN - 1)
    slots = [slot for n in range(DAYS_SHOWN) for slot in found.slots_on(first + timedelta(days=n)) if slot <= now]
    if slots:
        return slots[::-1][:60]
    rare: list[datetime] = []
    slot = found.next_slot(clock.at_time(until - timedelta(days=200), datetime.min.time()))
    while slot <= now and len(rare) < 60:
        rare.append(slot)
        slot = found.next_slot(slot)
    return rare[::-1]


def _seconds(run: JobRun | None) -> str:
    """How long the run took, in seconds."""
    if run is None or run.finished_at is None:
        return ""
    return f"{(run.finished_at - run.started_at).total_seconds():.1f}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
