"""The customers' conversations, read and answered by the centre; the group sees all of them (第八条)."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.centres import parties, talks
from shouwen.centres.flows import Talk
from shouwen.centres.models import Conversation, ReplyTemplate
from shouwen.centres.views.people import SHOWN, actor_of, for_staff, inbox_tabs, person_of
from shouwen.centres.words import ConversationState
from shouwen.common.numbers import number_in
from shouwen.kernel import moves
from shouwen.kernel.access import visible_cases
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.reveal import mask_name
from shouwen.web.answers import status_of


@for_staff
@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """The latest first, with what is still unread."""
    _only_the_counter(request)
    found = talks.talks_for(actor_of(request))
    show = request.GET.get("show", "all")
    if show == "waiting":
        found = found.filter(case__state=ConversationState.WAITING)
    start = number_in(request.GET.get("from")) or 0
    some = list(found[start : start + SHOWN + 1])
    context = {
        "tabs": inbox_tabs(request),
        "rows": [(talk, mask_name(talk.case.customer.name) if talk.case.customer else "") for talk in some[:SHOWN]],
        "show": show,
        "waiting": ConversationState.WAITING,
        "older_url": f"?show={show}&from={start + SHOWN}" if len(some) > SHOWN else "",
    }
    return render(request, "centres/conversations.html", context)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, number: str) -> HttpResponse:
    """One conversation, and the answer below it."""
    actor = actor_of(request)
    cases = visible_cases(actor).filter(flow=Talk.code, number=number)
    found = Conversation.objects.filter(case__in=cases).select_related("case__project", "case__customer", "unit")
    talk = found.first()
    if talk is None:
        raise Http404
    _only_the_counter(request)
    if request.method != "POST":
        talks.read_by_centre(talk)
        return _show(request, talk)
    key = request.POST.get("key") or str(uuid4())
    given = {"text": request.POST.get("text", "")}
    try:
        moves.take(Talk.reply, talk.pk, by=actor, given=given, key=f"reply:{key}")
    except Refused as refused:
        return _show(request, talk, refused)
    return redirect("centres:conversation", number)


def _show(request: HttpRequest, talk: Conversation, refused: Refused | None = None) -> HttpResponse:
    context = {
        "tabs": inbox_tabs(request),
        "talk": talk,
        "customer": mask_name(talk.case.customer.name) if talk.case.customer else "",
        "lines": talks.lines_of(talk),
        "templates": list(ReplyTemplate.objects.filter(is_active=True).order_by("title")),
        "is_group": parties.is_of_the_group(person_of(request)),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "centres/conversation.html", context, status=status_of(refused) if refused else 200)


def _only_the_counter(request: HttpRequest) -> None:
    """A private conversation: for the counter and the group, whatever else somebody sees of the project."""
    person = person_of(request)
    if not parties.served_projects(person) and not parties.is_of_the_group(person):
        raise Refused(_("Conversations are between the customer and the service centre."), Why.WRONG_ROLE)
