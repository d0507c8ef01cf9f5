"""窗口评价: what customers said of their reception, read by the group's service centre alone (S3-16b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.complaints import parties, rules
from shouwen.complaints.discipline.openings import CENTRE
from shouwen.complaints.flows import Complaint
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.views.people import actor_of, for_staff
from shouwen.kernel import clock, rulebook
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Event
from shouwen.web.parts import Tab

SHOWN = 50


@dataclass(frozen=True)
class Rated:
    """One rating with the dimensions the customer chose to fill in, 1 to 5."""

    complaint: ComplaintRecord
    given: Mapping[str, Any]
    is_low: bool


@for_staff
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The newest first; ``view=low`` those that call for a look. Read only: nobody can change a rating."""
    actor, now = actor_of(request), clock.now()
    if not parties.roles_of(actor, now) & CENTRE:
        raise Refused(_("Ratings of the reception are for the group's service centre."), Why.WRONG_ROLE)
    low = rulebook.value(rules.RATING_LOW, now)
    only_low = request.GET.get("view") == "low"
    found = _older(_ratings(low if only_low else None), request.GET.get("before", ""))
    rows = list(found[: SHOWN + 1])
    view = "low" if only_low else "all"
    context = {
        "tabs": [
            Tab(_("All ratings"), "?view=all", current=not only_low),
            Tab(_("{low} and below").format(low=low), "?view=low", current=only_low),
        ],
        "rows": _with_dimensions(rows[:SHOWN], low),
        "older_url": f"?view={view}&before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else "",
    }
    return render(request, "complaints/ratings.html", context)


def _ratings(at_most: int | None) -> QuerySet[ComplaintRecord]:
    found = ComplaintRecord.objects.filter(rated_at__isnull=False).select_related("case__project", "case__agent")
    found = found if at_most is None else found.filter(score__lte=at_most)
    return found.order_by("-rated_at", "-case_id")


def _older(found: QuerySet[ComplaintRecord], before: str) -> QuerySet[ComplaintRecord]:
    """Those after the one the last page ended with."""
    last: datetime | None = None
    if before.isdecimal() and len(before) < 19:
        last = ComplaintRecord.objects.filter(pk=int(before)).values_list("rated_at", flat=True).first()
    if last is None:
        return found
    return found.filter(Q(rated_at__lt=last) | Q(rated_at=last, pk__lt=int(before)))


def _with_dimensions(rows: Sequence[ComplaintRecord], low: int) -> list[Rated]:
    events = Event.objects.filter(case__in=[row.pk for row in rows], code=Complaint.rate.code)
    given = {event.case_id: event.data["given"] for event in events}
    return [Rated(row, given.get(row.pk, {}), row.score is not None and row.score <= low) for row in rows]
