"""The checklist of the video checks, worded by the group (第九条)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.centres import checklist
from shouwen.centres.models import CheckItem
from shouwen.centres.views.people import for_the_group, group_tabs, person_of
from shouwen.centres.words import CheckGroup
from shouwen.common.numbers import number_in
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.web.answers import status_of

MOST_POINTS = 100


@for_the_group
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest) -> HttpResponse:
    """The lines in use, group by group; a line changed is a new line, so that earlier checks keep their words."""
    refused = None
    if request.method == "POST":
        try:
            _change(request)
        except Refused as no:
            refused = no
        else:
            messages.success(request, _("The checklist is changed; today's open checks use it at once."))
            return redirect("centres:checklist")
    items = checklist.items()
    context = {
        "tabs": group_tabs(request),
        "groups": [(group, [item for item in items if item.group == group]) for group in CheckGroup],
        "choices": CheckGroup.choices,
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "centres/checklist.html", context, status=status_of(refused) if refused else 200)


def _change(request: HttpRequest) -> None:
    data, by, now = request.POST, person_of(request), clock.now()
    gone = number_in(data.get("drop"))
    if gone:
        CheckItem.objects.filter(pk=gone).update(is_active=False, changed_by=by, changed_at=now)
        return
    text, points, group = data.get("text", "").strip()[:120], number_in(data.get("points")), data.get("group", "")
    if not text or group not in CheckGroup.values or not points or points > MOST_POINTS:
        says = _("A line has a group, words, and between 1 and {most} points.").format(most=MOST_POINTS)
        raise Refused(says, Why.BAD_PAYLOAD, {"text": [says]})
    CheckItem.objects.create(group=group, text=text, points=points, changed_by=by, changed_at=now)
