"""The half-yearly rotation: who is due, who is overdue, where everybody has served (第四十三条)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shouwen.centres import rules
from shouwen.centres.models import Posting
from shouwen.centres.views.people import SHOWN, for_the_group, group_tabs
from shouwen.centres.words import PostingState
from shouwen.common.numbers import number_in
from shouwen.kernel import clock, rulebook


@for_the_group
@require_safe
def rotation(request: HttpRequest) -> HttpResponse:
    """Overdue first, then those due within the warning, then everybody else by the day they are due."""
    now = clock.now()
    today = clock.day_of(now)
    ahead = today + timedelta(days=rulebook.value(rules.ROTATION_REMIND, now))
    every = Posting.objects.select_related("person", "case__project", "next_project")
    serving = every.filter(case__state=PostingState.SERVING).order_by("due_on", "case_id")
    past = every.exclude(case__state=PostingState.SERVING)
    before = number_in(request.GET.get("before"))
    if before:
        past = past.filter(pk__lt=before)
    ended = list(past.order_by("-case_id")[: SHOWN + 1])
    context = {
        "tabs": group_tabs(request),
        "today": today,
        "overdue": list(serving.filter(due_on__lt=today)),
        "soon": list(serving.filter(due_on__gte=today, due_on__lte=ahead)),
        "later": list(serving.filter(due_on__gt=ahead)[:SHOWN]),
        "ended": ended[:SHOWN],
        "older_url": f"?before={ended[SHOWN - 1].pk}" if len(ended) > SHOWN else "",
    }
    return render(request, "centres/rotation.html", context)
