"""Items of rectification plans: one's own, or all of them to the group's service centre (S3-31c, S3-32b)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.complaints import parties
from shouwen.complaints.discipline.meetings import open_items
from shouwen.complaints.discipline.openings import CENTRE
from shouwen.complaints.flows import Order
from shouwen.complaints.models import PlanItem
from shouwen.complaints.views.people import actor_of, for_staff
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, absent
from shouwen.people.roles import Role
from shouwen.web.answers import status_of

SHOWN = 100
READERS = CENTRE | {Role.GROUP_VICE_PRESIDENT}


@for_staff
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """What is open, the most urgent first, late ones marked."""
    return _page(request)


@for_staff
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Report one item done; what is not the reader's is absent."""
    item = PlanItem.objects.filter(pk=pk, done_at=None).first()
    if item is None or not _may(request, item):
        raise absent()
    given = {"item": pk, "result": request.POST.get("result", "").strip()}
    try:
        moves.take(Order.finish_plan_item, item.order_id, by=actor_of(request), given=given)
    except Refused as refused:
        return _page(request, refused, pk)
    messages.success(request, _("The item is reported as done."))
    return redirect("complaints:plans")


def _sees_all(request: HttpRequest) -> bool:
    return bool(parties.roles_of(actor_of(request), clock.now()) & READERS)


def _may(request: HttpRequest, item: PlanItem) -> bool:
    return item.person_id == actor_of(request).staff_id or _sees_all(request)


def _page(request: HttpRequest, refused: Refused | None = None, wrong: int = 0) -> HttpResponse:
    actor = actor_of(request)
    sees_all = _sees_all(request)
    items = open_items() if sees_all else open_items().filter(person_id=actor.staff_id)
    mine = parties.acts_as(actor, Role.GROUP_AGENT, clock.now())
    context = {
        "items": [(item, item.person_id == actor.staff_id or mine) for item in items[:SHOWN]],
        "today": clock.day_of(clock.now()),
        "sees_all": sees_all,
        "refused": refused,
        "wrong": wrong,
    }
    return render(request, "complaints/discipline/plans.html", context, status=status_of(refused) if refused else 200)
