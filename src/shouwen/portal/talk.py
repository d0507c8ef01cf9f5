"""The customer's conversation with the service centre, on the own page (S3-08e)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouwen.centres import talks
from shouwen.centres.words import CentreState
from shouwen.complaints.flows import Complaint
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.events import answered_before
from shouwen.kernel.models import Case, Notice
from shouwen.portal import links
from shouwen.portal.links import Purpose
from shouwen.portal.models import PortalLink

MOST_A_DAY = 50


def shown(link: PortalLink) -> dict[str, Any]:
    """What the page shows of the conversation: the messages, how many are new, and where to turn once a centre closed.

    Showing them marks them as read by the customer.
    """
    project = link.case.project
    talk = talks.conversation_of(link.customer, project)
    centre = talks.centre_at(project)
    closed = centre if centre is not None and centre.case.state == CentreState.CLOSED else None
    found = {"lines": talks.lines_of(talk) if talk else [], "unread": talks.unread_for_customer(talk) if talk else 0}
    if talk is not None:
        talks.read_by_customer(talk)
    return {**found, "offered": talks.is_offered(project), "closed": closed, "centre": centre}


def say(request: HttpRequest, link: PortalLink) -> str:
    """The customer writes; a link that got around must not fill our storage."""
    key = f"say:{request.POST['key']}" if request.POST.get("key") else None
    talk = talks.conversation_of(link.customer, link.case.project)
    if not answered_before(key) and talk is not None and talks.said_today(talk) >= MOST_A_DAY:
        raise Refused(_("We have received a lot from you today; please call us for anything further."))
    text = request.POST.get("text", "").strip()
    if not text:
        raise Refused(_("Please write something first."), Why.BAD_PAYLOAD)
    talks.say(link.customer, link.case.project, text, link.case.unit, key)
    return _("Your message has arrived; you are told as soon as we answer.")


def page_of(notice: Notice) -> str:
    """The address where the answer is read: the page of the customer's latest matter in that project."""
    if notice.case is None or notice.customer is None:
        return settings.PUBLIC_ADDRESS
    matters = Case.objects.filter(flow=Complaint.code, project=notice.case.project, customer=notice.customer)
    latest = matters.order_by("-id").first()
    return links.make(latest, Purpose.FOLLOW) if latest else settings.PUBLIC_ADDRESS
