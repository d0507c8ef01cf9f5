"""What the group administers: the mobile page, its templates, all conversations, the texts (第一、八条)."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.centres import talks, texts
from shouwen.centres.flows import Centre, Talk
from shouwen.centres.models import PolicyText, ReplyTemplate, ServiceCentre
from shouwen.centres.views.people import actor_of, for_the_group, group_tabs, person_of
from shouwen.centres.words import CentreState
from shouwen.common.numbers import number_in
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Event
from shouwen.web import policies
from shouwen.web.answers import status_of

LOG = 50


@for_the_group
@require_http_methods(["GET", "HEAD", "POST"])
def platform(request: HttpRequest) -> HttpResponse:
    """Estates, templates, and the log of what staff and customers did in conversations."""
    refused = None
    if request.method == "POST":
        try:
            said = _change(request)
        except Refused as no:
            refused = no
        else:
            messages.success(request, said)
            return redirect("centres:platform")
    said_in = Event.objects.filter(Q(code__startswith=f"{Talk.code}.") | Q(code=Centre.set_mobile.code))
    operating = ServiceCentre.objects.filter(case__state=CentreState.OPERATING)
    titles = {step.code: step.title for step in (*Talk.steps.values(), Centre.set_mobile)}
    log = said_in.select_related("case__project", "staff").order_by("-id")[:LOG]
    context = {
        "tabs": group_tabs(request),
        "centres": operating.select_related("case__project").order_by("case__project__name"),
        "templates": ReplyTemplate.objects.filter(is_active=True).select_related("changed_by").order_by("title"),
        "log": [(event, titles.get(event.code, event.code)) for event in log],
        "customers": talks.talks_for(actor_of(request)).count(),
        "refused": refused,
        "typed": request.POST,
    }
    return render(request, "centres/platform.html", context, status=status_of(refused) if refused else 200)


def _change(request: HttpRequest) -> str:
    data, by = request.POST, person_of(request)
    centre, dropped = number_in(data.get("centre")), number_in(data.get("drop"))
    if centre:
        moves.take(Centre.set_mobile, centre, by=actor_of(request), given={"on": data.get("on") == "1"})
        return _("The mobile page is switched.")
    if dropped:
        ReplyTemplate.objects.filter(pk=dropped).update(is_active=False, changed_by=by, changed_at=clock.now())
        return _("The template is out of use.")
    title, text = data.get("title", "").strip()[:40], data.get("text", "").strip()[:500]
    if not title or not text:
        says = _("A template has a title and words.")
        raise Refused(says, Why.BAD_PAYLOAD, {"title": [says]})
    ReplyTemplate.objects.create(title=title, text=text, changed_by=by, changed_at=clock.now())
    return _("The template is ready to use.")


@for_the_group
@require_http_methods(["GET", "HEAD", "POST"])
def wordings(request: HttpRequest) -> HttpResponse:
    """The creed and what to say at the counter; a new wording shows everywhere at once, the earlier ones stay."""
    refused = None
    if request.method == "POST":
        try:
            texts.word_anew(request.POST.get("code", ""), request.POST.get("text", ""), person_of(request))
        except Refused as no:
            refused = no
        else:
            messages.success(request, _("The new wording is in force."))
            return redirect("centres:texts")
    every = policies.all_policies()
    now_said = policies.texts(*every)
    latest = PolicyText.objects.select_related("by").order_by("code", "-id").distinct("code")
    worded = {one.code: one for one in latest}
    versions = dict(PolicyText.objects.values("code").annotate(n=Count("id")).values_list("code", "n"))
    context = {
        "tabs": group_tabs(request),
        "rows": [(one, now_said[one.code], worded.get(one.code), versions.get(one.code, 0)) for one in every],
        "refused": refused,
        "refused_at": request.POST.get("code", ""),
        "typed": request.POST,
        "most": texts.LONGEST,
    }
    return render(request, "centres/texts.html", context, status=status_of(refused) if refused else 200)
