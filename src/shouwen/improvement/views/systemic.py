"""The quarterly report of systemic problems, and what each addressed unit does about them (第四十二条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from shouwen.improvement import quarters
from shouwen.improvement.models import Optimisation, PlanItem, SystemicIssue
from shouwen.improvement.views.people import SHOWN, actor_of, for_staff, is_of_the_group, person_of, seen
from shouwen.improvement.words import IssueState, OptimisationState
from shouwen.kernel import clock
from shouwen.web.parts import Countdown, Tab

_QUARTERS = 4


@dataclass(frozen=True)
class Answer:
    """One addressed unit: receipt, T12, and its plan. ``late``: not filed when the fifteen days were over."""

    optimisation: Optimisation
    state: OptimisationState
    due: Countdown
    late: bool
    late_items: int
    done_items: int


@for_staff
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The group sees the report of a quarter; an addressed unit what was sent to it."""
    actor = actor_of(request)
    answers = _answers(seen(Optimisation.objects.all(), actor).order_by("-pk")[:SHOWN])
    context: dict[str, object] = {"answers": answers, "late": sum(one.late for one in answers)}
    if is_of_the_group(person_of(request)):
        quarter = _quarter_asked(request)
        context |= {"tabs": _tabs(quarter), "quarter": quarters.name_of(quarter), "issues": _issues(quarter)}
    return render(request, "improvement/systemic.html", context)


def _issues(quarter: date) -> list[tuple[SystemicIssue, IssueState, list[Answer]]]:
    sent = Optimisation.objects.select_related("case__agent").prefetch_related("items").order_by("pk")
    found = SystemicIssue.objects.filter(quarter_on=quarter).select_related("case")
    rows = found.annotate(linked=Count("links")).prefetch_related(Prefetch("optimisations", sent))
    return [
        (issue, IssueState(issue.case.state), [_answer(one) for one in issue.optimisations.all()])
        for issue in rows.order_by("-frequency", "pk")
    ]


def _answers(found: QuerySet[Optimisation]) -> list[Answer]:
    return [_answer(one) for one in found.select_related("case__agent", "issue__case").prefetch_related("items")]


def _answer(one: Optimisation) -> Answer:
    items: list[PlanItem] = list(one.items.all())
    return Answer(
        one,
        OptimisationState(one.case.state),
        Countdown(one.due_at, opened=one.sent_at, stopped=one.filed_at),
        (one.filed_at or clock.now()) > one.due_at,
        sum(item.is_late for item in items),
        sum(item.done_at is not None for item in items),
    )


def _quarter_asked(request: HttpRequest) -> date:
    try:
        return quarters.quarter_of(date.fromisoformat(request.GET.get("quarter", "")))
    except ValueError:
        return quarters.quarter_before(quarters.quarter_of(clock.day_of(clock.now())))


def _tabs(chosen: date) -> list[Tab]:
    """This quarter (what was proposed by hand) and those before it."""
    quarter, tabs = quarters.quarter_of(clock.day_of(clock.now())), []
    for _number in range(_QUARTERS):
        url = f"{reverse('improvement:systemic')}?quarter={quarter}"
        tabs.append(Tab(quarters.name_of(quarter), url, current=quarter == chosen))
        quarter = quarters.quarter_before(quarter)
    return tabs
