"""The customer complains about the specialist who received him; it goes to the group centre alone (S3-11a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouwen.complaints.discipline.accused import people_of
from shouwen.complaints.discipline.words import AgentComplaintState, Fault
from shouwen.complaints.flows import AboutAgent
from shouwen.complaints.models import AgentComplaint
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.events import answered_before
from shouwen.kernel.models import Case
from shouwen.portal.models import PortalLink

MOST_A_DAY = 3
MOST_SHOWN = 10


@dataclass(frozen=True)
class Said:
    """One complaint of this customer about somebody, and what came of it."""

    at: datetime
    name: str
    words: str
    state: str
    answer: str


def shown(link: PortalLink) -> dict[str, Any]:
    """Whom one may complain about, what may be wrong, and what this customer has said already."""
    people = people_of(link.case, clock.now())
    return {"people": people, "faults": Fault.choices, "said": _said(link), "whom": link.case.agent_id}


def complain(request: HttpRequest, link: PortalLink) -> str:
    """客户投诉客服专员本人 (S3-11a): neither the project nor the person hears of it."""
    key = f"about:{request.POST['key']}" if request.POST.get("key") else None
    if not answered_before(key) and _said_today(link) >= MOST_A_DAY:
        raise Refused(_("We have received a lot from you today; please call us for anything further."))
    given = {
        "to": _whom(request, link.case),
        "fault": request.POST.get("fault", ""),
        "customer_name": link.customer.name,
        "words": request.POST.get("words", "").strip(),
        "complaint": link.case.number,
    }
    if not given["words"]:
        raise Refused(_("Please write something first."), Why.BAD_PAYLOAD)
    if given["fault"] not in Fault.values:
        raise Refused(_("Please choose what it is about."), Why.BAD_PAYLOAD)
    place = moves.Place(link.case.project, link.case.unit, link.customer)
    moves.start(AboutAgent.report, place, by=Actor.customer_of(link.customer), given=given, key=key)
    return _("It is with the group's service centre. Neither the project nor the person sees it.")


def _whom(request: HttpRequest, case: Case) -> int:
    """One of those offered; anybody else is nobody."""
    chosen = request.POST.get("to", "")
    for person in people_of(case, clock.now()):
        if str(person.pk) == chosen:
            return person.pk
    raise Refused(_("Please choose whom it is about."), Why.BAD_PAYLOAD)


def _mine(link: PortalLink) -> Any:
    found = AgentComplaint.objects.filter(case__customer=link.customer, case__project=link.case.project)
    return found.select_related("case", "accused").order_by("-case_id")


def _said(link: PortalLink) -> list[Said]:
    return [
        Said(
            one.case.opened_at, one.accused.name, one.words, str(AgentComplaintState(one.case.state).label), one.answer
        )
        for one in _mine(link)[:MOST_SHOWN]
    ]


def _said_today(link: PortalLink) -> int:
    midnight = clock.at_time(clock.day_of(clock.now()), time.min)
    return int(_mine(link).filter(case__opened_at__gte=midnight).count())
