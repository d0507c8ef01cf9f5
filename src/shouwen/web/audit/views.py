"""The audit: are the chains whole, who looked at personal data, what left the house, do jobs and engine work.

What it shows is the whole group's, so it is for those of the posts below whose scope is the whole group.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from random import SystemRandom
from typing import Any, Final

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel import clock, events
from shouwen.kernel.access import visible_cases
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Case, Heartbeat, Obligation, RevealedDatum
from shouwen.kernel.runner import lag_at
from shouwen.web.answers import refused_page
from shouwen.web.audit.entries import MAY
from shouwen.web.desk.asking import actor_of, person_of, reading, sees_the_group
from shouwen.web.models import Export
from shouwen.web.parts import Tab
from shouwen.web.posts import expect

SHOWN: Final = 50
SAMPLE: Final = 200
View = Callable[..., HttpResponse]


def for_auditors(view: View) -> View:
    """Only those who may, and only where they see the whole group."""

    @reading
    @wraps(view)
    def guarded(request: HttpRequest, **which: str) -> HttpResponse:
        said = _("The audit is for auditors, administrators and the general manager of the group.")
        try:
            expect(request, said, *MAY)
            if not sees_the_group(person_of(request)):
                raise Refused(said, Why.WRONG_ROLE)
            return view(request, **which)
        except Refused as refused:
            return refused_page(request, refused)

    return guarded


@for_auditors
def chains(request: HttpRequest) -> HttpResponse:
    """Recompute the chain of one case (``number``), or of a sample drawn anew each time (``sample``)."""
    number = request.GET.get("number", "").strip()[:40]
    asked: list[Case] | None = None
    if number:
        asked = list(visible_cases(actor_of(request)).filter(number=number))
    elif "sample" in request.GET:
        asked = _sample(visible_cases(actor_of(request)))
    return show(request, "chains", number=number, verified=_verified(asked) if asked is not None else None)


def _sample(cases: QuerySet[Case]) -> list[Case]:
    """The newest cases and, for the other half, some by lot; a lot that falls on an id never given is drawn in vain."""
    newest = list(cases.order_by("-id").values_list("id", flat=True)[: SAMPLE // 2])
    last = newest[-1] if newest else 0
    drawn = SystemRandom().sample(range(1, last + 1), min(SAMPLE - len(newest), last))
    return list(cases.filter(pk__in=[*newest, *drawn]).order_by("id"))


def _verified(cases: list[Case]) -> dict[str, Any]:
    """How many chains and links were recomputed, and the first broken link of each chain that does not hold."""
    words = {
        "missing": _("a link is missing"),
        "unchained": _("it does not hang on the link before it"),
        "altered": _("its content was altered"),
        "cut off": _("links at its end are missing"),
    }
    numbers = {one.pk: one.number for one in cases}
    broken = [
        {"number": numbers[one.case_id], "seq": one.seq, "what": words.get(one.what, one.what)}
        for one in events.verify(list(numbers))
    ]
    return {"cases": len(cases), "links": sum(one.events_count for one in cases), "broken": broken}


@for_auditors
def engine(request: HttpRequest) -> HttpResponse:
    """Signs of life, the lag, and the duties that were set aside because firing them failed."""
    aside = Obligation.objects.filter(errors__gt=0, settled_at=None).select_related("case").order_by("-errors", "id")
    beats = list(Heartbeat.objects.order_by("-at")[:SHOWN])
    return show(request, "engine", beats=beats, lag=lag_at(clock.now()), aside=list(aside[:SHOWN]))


@for_auditors
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at masked personal data, and why."""
    return show(request, "looks", **page_of(request, RevealedDatum.objects.select_related("staff")))


@for_auditors
def exports(request: HttpRequest) -> HttpResponse:
    """Which lists left the house, with whom."""
    return show(request, "exports", **page_of(request, Export.objects.select_related("staff")))


def page_of(request: HttpRequest, found: QuerySet[Any, Any]) -> dict[str, Any]:
    """The newest rows, or those before ``before``."""
    before = request.GET.get("before", "")
    rows: list[Model] = list(
        (found.filter(pk__lt=int(before[:18])) if before.isdecimal() else found).order_by("-pk")[: SHOWN + 1]
    )
    query = request.GET.copy()
    query["before"] = str(rows[SHOWN - 1].pk) if len(rows) > SHOWN else ""
    return {"rows": rows[:SHOWN], "older_url": f"?{query.urlencode()}" if query["before"] else ""}


def show(request: HttpRequest, what: str, *, here: str = "", **context: Any) -> HttpResponse:
    """One page of the audit; ``here`` names the tab it belongs to where that is another's."""
    tabs = [
        Tab(title, reverse(f"web:{name}"), current=which == (here or what))
        for which, name, title in (
            ("chains", "audit", _("Chains of events")),
            ("engine", "audit_engine", _("Engine")),
            ("jobs", "audit_jobs", _("Timed jobs")),
            ("looks", "audit_looks", _("Looks at personal data")),
            ("exports", "audit_exports", _("Exports")),
        )
    ]
    return render(request, f"web/audit/{what}.html", context | {"tabs": tabs})
