"""The organisation: the tree, who holds what from when until when, who stands in for whom; posts given and ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shouwen.kernel import clock, entering, posts
from shouwen.kernel.errors import Refused
from shouwen.people.models import Appointment, Delegation, OrgUnit, PostChange, Staff
from shouwen.people.queries import in_force
from shouwen.people.roles import OrgKind, Role
from shouwen.web.answers import refused_page
from shouwen.web.desk.asking import person_of, posing, reading
from shouwen.web.desk.forms import AppointForm, ReasonForm, say

SHOWN = 50


@posing
def tree(request: HttpRequest) -> HttpResponse:
    """The whole tree with the number of people at each node; a posted ``q`` finds people."""
    words = request.POST.get("q", "").strip()[:40]
    holding = Count("appointments", filter=_at("appointments__"))
    nodes = OrgUnit.objects.filter(is_active=True).annotate(people=holding).order_by("path")
    context = {"nodes": _in_tree(list(nodes)), "words": words, "found": _people(words) if words else None}
    return render(request, "web/desk/organisation.html", context)


@reading
def node(request: HttpRequest, pk: int) -> HttpResponse:
    """One node: its people, past and present."""
    return _node(request, get_object_or_404(OrgUnit.objects.select_related("parent"), pk=pk))


@login_required
@require_POST
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a post here."""
    org = get_object_or_404(OrgUnit.objects.select_related("parent"), pk=pk)
    try:
        posts.expect_administrator(person_of(request), org)
    except Refused as refused:
        return refused_page(request, refused)
    form = AppointForm(org, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            posts.appoint(
                given["staff"],
                Role(given["role"]),
                org,
                by=person_of(request),
                reason=given["reason"],
                line=given["line"],
                starts_at=given["starts_at"],
            )
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("{name} holds the post.").format(name=given["staff"].name))
            return redirect("web:org_unit", pk)
    return _node(request, org, form, status=422)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post now; what its holder owed goes on to others."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        moved = posts.end(pk, by=person_of(request), reason=reason)
    except Refused as refused:
        return refused_page(request, refused)
    words = ngettext("The post has ended; {n} duty went on.", "The post has ended; {n} duties went on.", moved)
    messages.success(request, words.format(n=moved))
    return redirect("web:person", Appointment.objects.values_list("staff_id", flat=True).get(pk=pk))


@reading
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: posts with their dates and reasons, delegations."""
    found = get_object_or_404(Staff, pk=pk)
    held = Appointment.objects.filter(staff=found).select_related("org").prefetch_related("changes__by")
    given = Delegation.objects.filter(Q(principal=found) | Q(delegate=found)).select_related("principal", "delegate")
    now = clock.now()
    context = {
        "person": found,
        "posts": [_post(request, one) for one in held.order_by("-starts_at")[:SHOWN]],
        "delegations": given.order_by("-ends_at")[:SHOWN],
        "now": now,
        "reason": ReasonForm(),
        "may_send": found.is_active and entering.may_send(person_of(request), found),
    }
    return render(request, "web/desk/person.html", context)


@login_required
@require_POST
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the person a link to set the password."""
    found = get_object_or_404(Staff, pk=pk)
    try:
        entering.send_password_link(found, person_of(request))
    except Refused as refused:
        return refused_page(request, refused)
    messages.success(request, _("The link is on its way to the phone of {name}.").format(name=found.name))
    return redirect("web:person", pk)


@reading
def delegations(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom, now and soon."""
    found = Delegation.objects.filter(ends_at__gt=clock.now()).select_related("principal", "delegate")
    context = {"delegations": found.order_by("starts_at", "id")[:200], "now": clock.now()}
    return render(request, "web/desk/delegations.html", context)


def _node(request: HttpRequest, org: OrgUnit, form: AppointForm | None = None, status: int = 200) -> HttpResponse:
    held = Appointment.objects.filter(org=org).select_related("staff").prefetch_related("changes__by")
    past = held.filter(ends_at__lte=clock.now()).order_by("-ends_at")[:SHOWN]
    here = held.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now())).order_by("role", "starts_at")
    may = posts.administers(person_of(request), org)
    context: dict[str, Any] = {
        "org": org,
        "children": org.children.filter(is_active=True).order_by("kind", "name"),
        "here": here[: 4 * SHOWN],
        "past": past,
        "may_appoint": may,
        "form": form or (AppointForm(org) if may else None),
        "action": reverse("web:appoint", args=[org.pk]),
    }
    return render(request, "web/desk/org_unit.html", context, status=status)


def _post(request: HttpRequest, one: Appointment) -> dict[str, Any]:
    now = clock.now()
    running = one.starts_at <= now and (one.ends_at is None or one.ends_at > now)
    may_end = running and posts.administers(person_of(request), one.org)
    changes: list[PostChange] = list(one.changes.all())
    return {"post": one, "running": running, "may_end": may_end, "changes": changes}


def _at(prefix: str) -> Q:
    """``in_force`` now, through a relation."""
    now = clock.now()
    return Q(**{f"{prefix}starts_at__lte": now}) & (
        Q(**{f"{prefix}ends_at__isnull": True}) | Q(**{f"{prefix}ends_at__gt": now})
    )


def _in_tree(nodes: list[OrgUnit]) -> list[dict[str, Any]]:
    """The nodes in the order of the tree, each with its depth."""
    below: dict[int | None, list[OrgUnit]] = {}
    for one in sorted(nodes, key=lambda n: (_KINDS.index(n.kind), n.name)):
        below.setdefault(one.parent_id, []).append(one)
    found: list[dict[str, Any]] = []

    def walk(parent: int | None, depth: int) -> None:
        for one in below.get(parent, []):
            found.append({"node": one, "depth": depth, "kind": one.get_kind_display()})
            walk(one.pk, depth + 1)

    walk(None, 0)
    return found


_KINDS = [str(kind) for kind in OrgKind.values]


def _people(words: str) -> list[dict[str, Any]]:
    """People by name, staff number or phone, with their posts."""
    named = Q(name__contains=words) | Q(staff_no=words) | Q(phone=words)
    people = list(Staff.objects.filter(named).order_by("name", "id")[:SHOWN])
    held: dict[int, list[Appointment]] = {}
    for one in Appointment.objects.filter(in_force(clock.now()), staff__in=people).select_related("org"):
        held.setdefault(one.staff_id, []).append(one)
    return [{"person": one, "posts": held.get(one.pk, [])} for one in people]
