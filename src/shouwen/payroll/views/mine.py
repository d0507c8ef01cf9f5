"""My penalties with their arithmetic, appeals against them, and what the general manager decides (S3-I05)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import PenaltyLine
from shouwen.payroll import appeals, arithmetic, jobs, reading, rules
from shouwen.payroll.models import PenaltyAppeal
from shouwen.payroll.views.door import for_staff, key_of
from shouwen.web.answers import status_of
from shouwen.web.desk.asking import actor_of, person_of

SHOWN = 50


@for_staff
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The person's own lines, the newest first."""
    return _mine(request)


@for_staff
@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Appeal against one of one's own lines."""
    try:
        appeals.appeal(pk, person_of(request), request.POST.get("reason", ""))
    except Refused as refused:
        if refused.code == Why.NOT_FOUND:
            raise
        return _mine(request, status_of(refused), refused=refused, here=pk, typed=request.POST)
    messages.success(request, _("The appeal is with the general manager; you will be told."))
    return redirect("payroll:mine")


def _mine(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    person, before = person_of(request), key_of(request, "before")
    found = appeals.lines_of(person)
    page = list((found if before is None else found.filter(pk__lt=before))[: SHOWN + 1])
    rows = [(line, arithmetic.in_words(line), appeals.can_appeal(line)) for line in page[:SHOWN]]
    context = {
        "rows": rows,
        "has_form": {line.pk for line, _words, may_appeal in rows if may_appeal},
        "sum": reading.unreported_sum(person.pk),
        "until": jobs.last_day_at(rules.STATEMENT_TIME)(clock.now()),
        "older_url": f"?before={page[SHOWN - 1].pk}" if len(page) > SHOWN else "",
        **more,
    }
    return render(request, "payroll/mine.html", context, status=status)


@for_staff
@require_safe
def to_decide(request: HttpRequest) -> HttpResponse:
    """The appeals that are the person's to decide, the oldest first."""
    return _appeals(request)


@for_staff
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the penalty stand or waive it, with a reason."""
    appeals.expect_decider(pk, actor_of(request), clock.now())
    try:
        wanted = request.POST.get("decision", "")
        if wanted not in PenaltyAppeal.Decision.values:
            raise Refused(_("Decide one way or the other."), Why.BAD_PAYLOAD)
        decision = PenaltyAppeal.Decision(wanted)
        appeals.decide_appeal(pk, actor_of(request), decision, request.POST.get("reason", ""))
    except Refused as refused:
        return _appeals(request, status_of(refused), refused=refused, here=pk, typed=request.POST)
    messages.success(request, _("Decided; the person is told."))
    return redirect("payroll:appeals")


def _appeals(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    found = list(appeals.appeals_for(actor, now)[:SHOWN])
    context = {
        "appeals": [(one, arithmetic.in_words(one.line), _reported(one.line)) for one in found],
        "decisions": PenaltyAppeal.Decision.choices,
        **more,
    }
    return render(request, "payroll/appeals.html", context, status=status)


def _reported(line: PenaltyLine) -> str:
    """The month whose statement has reported the line already; a waiver is then set off in the next."""
    return f"{line.reported.statement.month:%Y-%m}" if appeals.is_reported(line) else ""
