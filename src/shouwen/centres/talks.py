"""Conversations as either side reads them, and what is still unread (第八条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from shouwen.centres.flows import Centre, Talk
from shouwen.centres.models import Conversation, ReadMark, ServiceCentre
from shouwen.centres.words import CentreState, ConversationState
from shouwen.customers.models import Customer
from shouwen.estate.models import Project, Unit
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Event

SAID = (Talk.begin.code, Talk.say.code)
REPLIED = Talk.reply.code
SHOWN = 100


@dataclass(frozen=True)
class Line:
    """One message: whose, when, what."""

    at: datetime
    from_customer: bool
    who: str
    text: str


def lines_of(conversation: Conversation) -> Sequence[Line]:
    """The latest messages, oldest first, as the chain has them."""
    found = Event.objects.filter(case_id=conversation.pk, code__in=[*SAID, REPLIED]).select_related("staff")
    latest = list(found.order_by("-seq")[:SHOWN])
    return [
        Line(e.occurred_at, e.customer_id is not None, e.staff.name if e.staff else "", str(e.data["given"]["text"]))
        for e in reversed(latest)
    ]


def conversation_of(customer: Customer, project: Project) -> Conversation | None:
    """The customer's conversation with the project's centre that goes on, if there is one."""
    found = Conversation.objects.filter(case__customer=customer, case__project=project, case__closed_at=None)
    return found.select_related("case", "read").order_by("case_id").first()


def is_offered(project: Project) -> bool:
    """Whether customers may write here: not where the group switched the mobile page off."""
    centre = centre_at(project)
    return centre is None or centre.mobile_on or centre.case.state == CentreState.CLOSED


def centre_at(project: Project) -> ServiceCentre | None:
    """The project's centre: the operating one, else the one that closed last."""
    found = ServiceCentre.objects.filter(case__project=project, case__flow=Centre.code)
    ordered = found.select_related("case", "successor").order_by(F("closed_on").desc(nulls_first=True), "-case_id")
    return ordered.first()


def say(customer: Customer, project: Project, text: str, unit: Unit | None, key: str | None) -> None:
    """The customer writes: the first message begins the conversation, each later one goes on with it.

    Raises Refused where the group has switched the page off, for an empty message and for a blocked account.
    """
    actor, known = Actor.customer_of(customer), conversation_of(customer, project)
    if not is_offered(project) or (known is not None and known.case.state == ConversationState.BLOCKED):
        raise Refused(_("Messages from here are not accepted at present; please call us."), Why.WRONG_STATE)
    if known is None or _began_with(key):
        given = {"text": text, "unit": unit.pk if unit else None}
        moves.start(Talk.begin, moves.Place(project, customer=customer), by=actor, given=given, key=key)
    else:
        moves.take(Talk.say, known.pk, by=actor, given={"text": text}, key=key)


def _began_with(key: str | None) -> bool:
    """Whether it is the first message that is sent again: then it is the beginning, not one more message."""
    return bool(key) and Event.objects.filter(key=key, code=Talk.begin.code).exists()


def talks_for(actor: Actor) -> QuerySet[Conversation]:
    """The conversations within the actor's scope, each with ``unread`` for the centre; the latest first."""
    cases = visible_cases(actor).filter(flow=Talk.code)
    new = Q(case__events__code__in=SAID, case__events__seq__gt=Coalesce("read__by_centre", 0))
    found = Conversation.objects.filter(case__in=cases).select_related("case__project", "case__customer", "unit")
    return found.annotate(unread=Count("case__events", filter=new)).order_by("-last_at", "-case_id")


def unread_for_customer(conversation: Conversation) -> int:
    """How many answers the customer has not seen."""
    mark = ReadMark.objects.filter(conversation=conversation).values_list("by_customer", flat=True).first() or 0
    return Event.objects.filter(case_id=conversation.pk, code=REPLIED, seq__gt=mark).count()


def read_by_centre(conversation: Conversation) -> None:
    """The centre has seen everything said so far."""
    _mark(conversation, "by_centre")


def read_by_customer(conversation: Conversation) -> None:
    """The customer has seen everything said so far."""
    _mark(conversation, "by_customer")


def _mark(conversation: Conversation, side: str) -> None:
    count = conversation.case.events_count
    made, is_new = ReadMark.objects.get_or_create(conversation=conversation, defaults={side: count})
    if not is_new and getattr(made, side) < count:
        ReadMark.objects.filter(pk=made.pk).update(**{side: count})


def said_today(conversation: Conversation) -> int:
    """How many messages the customer has written since midnight."""
    midnight = clock.at_time(clock.day_of(clock.now()), time.min)
    return Event.objects.filter(case_id=conversation.pk, code__in=SAID, recorded_at__gte=midnight).count()
