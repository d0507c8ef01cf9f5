"""The radar's pages: what looks like one matter, who is concerned, and what people decide about it (S3-33a)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.common.numbers import number_in
from shouwen.complaints import parties
from shouwen.complaints.models import ClusterMember, RadarCluster
from shouwen.complaints.radar import decisions, reading
from shouwen.complaints.radar.trades import trade_title
from shouwen.complaints.views.people import actor_of, for_staff
from shouwen.complaints.words import Level
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.wording import listed
from shouwen.people.roles import Role
from shouwen.web.answers import status_of
from shouwen.web.parts import Tab

SHOWN = 20
Status = RadarCluster.Status
VIEWS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "open": (gettext_lazy("To decide"), (Status.PROPOSED, Status.ACCEPTED)),
    "watched": (gettext_lazy("Being watched"), (Status.WATCHED,)),
    "decided": (gettext_lazy("Decided"), (Status.VERIFIED, Status.DISMISSED)),
}


@for_staff
@require_safe
def clusters(request: HttpRequest) -> HttpResponse:
    """The clusters of the projects this person sees, the latest first."""
    chosen = request.GET.get("view", "open")
    if chosen not in VIEWS:
        raise Refused(_("There is no such list."), Why.NOT_FOUND)
    rows = _page_of(reading.clusters_for(actor_of(request)).filter(status__in=VIEWS[chosen][1]), request)
    shown = rows[:SHOWN]
    places = _places(shown)
    older = f"?view={chosen}&before={shown[-1].pk}" if len(rows) > SHOWN else ""
    context = {
        "tabs": [Tab(title, f"?view={name}", current=name == chosen) for name, (title, _s) in VIEWS.items()],
        "rows": [(row, trade_title(row.trade), places.get(row.pk, "")) for row in shown],
        "older_url": older,
    }
    return render(request, "complaints/radar/list.html", context)


def _page_of(found: QuerySet[RadarCluster], request: HttpRequest) -> list[RadarCluster]:
    """One more than a page; after the cluster named by ``before``, by when something last happened."""
    last = RadarCluster.objects.filter(pk=number_in(request.GET.get("before")) or 0).first()
    if last is not None:
        found = found.filter(Q(last_at__lt=last.last_at) | Q(last_at=last.last_at, pk__lt=last.pk))
    return list(found.order_by("-last_at", "-pk")[: SHOWN + 1])


def _places(shown: list[RadarCluster]) -> dict[int, str]:
    """Where each cluster's households live, in one question for all of them."""
    where = "complaint__case__unit__building__name", "complaint__case__unit__stair"
    found = ClusterMember.objects.filter(cluster__in=shown).values_list("cluster_id", *where)
    words: dict[int, dict[str, None]] = {}
    for cluster_id, building, stair in found.order_by("cluster_id", *where).distinct():
        words.setdefault(cluster_id, {})[f"{building}-{stair}" if stair else f"{building}"] = None
    return {pk: listed(places) for pk, places in words.items()}


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def cluster(request: HttpRequest, pk: int, action: str = "") -> HttpResponse:
    """One cluster; a POST to an action decides, answers, or says why not."""
    if request.method != "POST":
        return _show(request, pk)
    if action not in ACTIONS:
        raise Refused(_("There is no such action here."), Why.NOT_FOUND)
    try:
        messages.success(request, ACTIONS[action](request, pk))
    except Refused as refused:
        if refused.code in (Why.NOT_FOUND, Why.WRONG_ROLE):
            raise
        return _show(request, pk, refused, action)
    return redirect("complaints:cluster", pk)


def _accept(request: HttpRequest, pk: int) -> str:
    decisions.accept(pk, actor_of(request))
    return _("It is with the general manager now, who verifies and decides.")


def _dismiss(request: HttpRequest, pk: int) -> str:
    decisions.dismiss(pk, actor_of(request), request.POST.get("reason", ""))
    return _("Dismissed. If more households complain, the radar speaks up again.")


def _verify(request: HttpRequest, pk: int) -> str:
    data = request.POST
    households = number_in(data.get("households"))
    level, words = data.get("level", ""), data.get("verification", "")
    outcome = decisions.verify(pk, actor_of(request), level, words, households)
    return _said(outcome, ngettext("%(n)d order graded.", "%(n)d orders graded.", outcome.done))


def _answer(request: HttpRequest, pk: int) -> str:
    outcome = decisions.answer(pk, actor_of(request), request.POST.get("text", ""))
    return _said(outcome, ngettext("%(n)d household was told.", "%(n)d households were told.", outcome.done))


def _said(outcome: decisions.Outcome, words: str) -> str:
    said = words % {"n": outcome.done}
    return f"{said} {_('Not done:')} {' '.join(outcome.refused)}" if outcome.refused else said


ACTIONS: Mapping[str, Callable[[HttpRequest, int], str]] = {
    "accept": _accept,
    "dismiss": _dismiss,
    "verify": _verify,
    "answer": _answer,
}


def _show(request: HttpRequest, pk: int, refused: Refused | None = None, action: str = "") -> HttpResponse:
    actor = actor_of(request)
    found = reading.cluster_for(actor, pk)
    members = reading.members_of(found)
    roles = parties.roles_of(actor, clock.now())
    is_gm = Role.GROUP_GM in roles
    undecided = found.status not in (Status.VERIFIED, Status.DISMISSED)
    told = reading.told_members_of(found)
    context = {
        "cluster": found,
        "trade": trade_title(found.trade),
        "members": members,
        "stairs": reading.map_of(members),
        "levels": Level.choices,
        "level": request.POST.get("level") or found.suggested,
        "orders": reading.open_orders_of(found),
        "may_accept": undecided and found.status != Status.ACCEPTED and found.suggested and roles & PROPOSING,
        "may_dismiss": undecided and bool(roles & set(decisions.SAME_CENTRE)),
        "may_verify": undecided and is_gm,
        "may_answer": bool(told) and bool(roles & set(decisions.PROPOSERS)),
        "told": len(told),
        "refused": refused,
        "action": action,
        "typed": request.POST,
        "back": reverse("complaints:radar"),
    }
    return render(request, "complaints/radar/cluster.html", context, status=status_of(refused) if refused else 200)


PROPOSING = set(decisions.PROPOSERS) - {Role.GROUP_GM}
