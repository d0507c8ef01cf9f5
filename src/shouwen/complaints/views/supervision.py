"""The group centre's day: follow-ups, slow orders, the summary, receptions seen, the ranking (S3-16, 17, 26)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.complaints import parties, supervision
from shouwen.complaints.flows import Reconciliation
from shouwen.complaints.models import AgentRanking, SlowOrder, SlowSummary
from shouwen.complaints.views.people import actor_of, for_staff
from shouwen.complaints.words import Channel
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.people.roles import Role
from shouwen.web.answers import status_of

SHOWN = 50
CENTRE = (Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM)
REASONS = {
    supervision.NO_UPDATE: _("no update"),
    supervision.TIME_USED: _("time used up, little progress"),
}


class SeenForm(forms.Form):
    """A reception seen on video, heard on the hotline, found in the post."""

    project = forms.ModelChoiceField(Project.objects.order_by("name"), label=_("Project"))
    seen_at = forms.DateTimeField(
        label=_("Seen at"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    note = forms.CharField(label=_("What was seen"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


@for_staff
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The day as it stands, for the group centre."""
    return _page(request)


@for_staff
@require_POST
def submit(request: HttpRequest, on: str) -> HttpResponse:
    """Report a day's slow orders to the deputy general manager."""
    try:
        made = supervision.submit_summary(_day(on), actor_of(request))
    except Refused as refused:
        return _page(request, status_of(refused), refused=refused)
    said = now_("The summary of {day} is with the deputy general manager: {orders} orders.")
    messages.success(request, said.format(day=made.on, orders=made.orders))
    return redirect("complaints:supervision")


@for_staff
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register a reception seen, and go to its page with what could match."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, form=form)
    given = dict(form.cleaned_data)
    place = moves.Place(given.pop("project"))
    try:
        key = request.POST.get("key") or None
        done = moves.start(Reconciliation.register, place, by=actor_of(request), given=given, key=key)
    except Refused as refused:
        return _page(request, status_of(refused), form=form, refused_form=refused)
    return redirect("web:case", done.case.number)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(now_("This is no day."), Why.NOT_FOUND) from None


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    roles = parties.roles_of(actor, now)
    if not roles & set(CENTRE):
        raise Refused(now_("This page is for the group's service centre."), Why.WRONG_ROLE)
    latest = SlowOrder.objects.order_by("-on").values_list("on", flat=True).first()
    context = {
        "coverage": supervision.coverage(actor, now),
        "orders": list(supervision.to_follow_up(actor, now)[:SHOWN]),
        "today": clock.day_of(now),
        "slow_day": latest,
        "slow": [(row, [REASONS[r] for r in row.reasons]) for row in supervision.slow_on(latest)] if latest else [],
        "summary": SlowSummary.objects.filter(on=latest).first() if latest else None,
        "ranking": _latest_ranking(),
        "is_staff_of_the_group": Role.GROUP_AGENT in roles,
        "is_deputy": Role.GROUP_DGM in roles,
        "form": SeenForm(),
        **more,
    }
    return render(request, "complaints/supervision.html", context, status=status)


def _latest_ranking() -> list[AgentRanking]:
    newest = AgentRanking.objects.order_by("-month").values_list("month", flat=True).first()
    rows = AgentRanking.objects.filter(month=newest).select_related("agent") if newest else AgentRanking.objects.none()
    return list(rows.order_by("rank", "agent_id"))
