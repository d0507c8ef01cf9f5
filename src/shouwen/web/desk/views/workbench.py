"""The workbench: what I owe, what waits for my approval, my team, what came back, what has just happened."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.explain import explain
from shouwen.kernel.models import Obligation
from shouwen.people.models import Staff
from shouwen.web.cases.page import why_of
from shouwen.web.desk import approvals, noticed, owed, team
from shouwen.web.desk.asking import actor_of, person_of, reading, stands_for
from shouwen.web.desk.entries import counts_for
from shouwen.web.desk.rows import rows
from shouwen.web.desk.views.approvals import opened

BANDS = {"late": _("Late"), "hour": _("Within the hour"), "today": _("Today"), "later": _("Later")}


@reading
def workbench(request: HttpRequest) -> HttpResponse:
    """The page; asked for by the live list, only the list of what is owed."""
    person, actor = person_of(request), actor_of(request)
    people = stands_for(person)
    listed = _owed(request, people, actor)
    if request.headers.get("HX-Request") == "true":
        return render(request, "web/desk/owed_list.html", listed)
    waiting = approvals.waiting_for(actor)
    besides = sum(1 for one in waiting if not one.owed or one.owed.debtor_id not in people)
    led = team.team_of(person)
    context = {
        **listed,
        "counts": counts_for(request),
        "besides": besides,
        "total": counts_for(request).all + besides,
        "waiting": waiting,
        "opened": opened(waiting[0], actor) if waiting else None,
        "next_url": reverse("web:workbench"),
        "team": led,
        "returned": noticed.returned(actor, people, leads=bool(led)),
        "happened": noticed.just_now(actor),
        "represented": Staff.objects.filter(pk__in=people[1:]),
    }
    return render(request, "web/desk/workbench.html", context)


@reading
def member(request: HttpRequest, staff_id: int) -> HttpResponse:
    """What one person of my team owes; nobody else's list can be opened."""
    if staff_id not in team.below(person_of(request)):
        raise Http404
    person = get_object_or_404(Staff, pk=staff_id)
    context = {**_owed(request, [staff_id], actor_of(request)), "member": person, "counts": owed.counts([staff_id])}
    template = "owed_list" if request.headers.get("HX-Request") == "true" else "member"
    return render(request, f"web/desk/{template}.html", context)


@reading
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """Why an obligation is due when it is: the card of the popover, for who owes it or sees its case."""
    actor = actor_of(request)
    mine = Q(debtor__in=stands_for(person_of(request)))
    found = Obligation.objects.select_related("debtor", "case").prefetch_related("pauses")
    owed_one = get_object_or_404(found.filter(mine | Q(case__in=visible_cases(actor))), pk=pk)
    return render(request, "components/why_card.html", {"why": why_of(explain(owed_one))})


def _owed(request: HttpRequest, people: list[int], actor: Actor) -> dict[str, Any]:
    """One page of the list, in bands; the address holds where it begins."""
    after = owed.Place.read(request.GET.get("after", ""))
    found, more = owed.page(owed.open_of(people), after)
    shown = {row.id: row for row in rows(found, actor, people)}
    bands = [(name, str(BANDS[name]), [shown[row.pk] for row in part]) for name, part in owed.in_bands(found)]
    return {
        "bands": bands,
        "shown": len(found),
        "after": after,
        "here": request.get_full_path(),
        "first_url": request.path,
        "more_url": f"{request.path}?after={owed.Place.of(found[-1])}" if more else "",
    }
