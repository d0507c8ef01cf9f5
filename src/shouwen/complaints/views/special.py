"""专项考核: the special-assessment list, with what the chairman and the general manager owe (S3-33c … S3-33i)."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shouwen.common.numbers import number_in
from shouwen.complaints import parties, special
from shouwen.complaints.models import SpecialAssessment
from shouwen.complaints.views.people import actor_of, for_staff
from shouwen.kernel import clock
from shouwen.people.roles import Role
from shouwen.web.parts import Tab

SHOWN = 30


@for_staff
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list, newest first; with ``view=all`` also what was taken off, with the reasons."""
    actor, now = actor_of(request), clock.now()
    everything = request.GET.get("view") == "all"
    found = special.listed_for(actor, removed=everything)
    last = _before(request)
    if last is not None:
        found = found.filter(Q(listed_at__lt=last.listed_at) | Q(listed_at=last.listed_at, pk__lt=last.pk))
    rows = list(found[: SHOWN + 1])
    view = "all" if everything else "listed"
    context = {
        "tabs": [
            Tab(_("On the list"), "?view=listed", current=not everything),
            Tab(_("With those taken off"), "?view=all", current=everything),
        ],
        "rows": special.rows_of(rows[:SHOWN], now),
        "older_url": f"?view={view}&before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else "",
        "is_gm": Role.GROUP_GM in parties.roles_of(actor, now),
        "today": clock.day_of(now),
    }
    return render(request, "complaints/special.html", context)


def _before(request: HttpRequest) -> SpecialAssessment | None:
    return SpecialAssessment.objects.filter(pk=number_in(request.GET.get("before")) or 0).first()
