"""Making and reading the customers' links. The secret is in the address only; the database knows its hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from shouwen.kernel import clock
from shouwen.kernel.models import Case, Notice
from shouwen.people.models import Staff
from shouwen.portal.models import PortalLink

Purpose = PortalLink.Purpose
VALID_FOR = {Purpose.SIGN: timedelta(days=3), Purpose.RATE: timedelta(days=7), Purpose.FOLLOW: timedelta(days=30)}
AT_THE_COUNTER = timedelta(hours=1)


def complaint_of(case: Case) -> Case:
    """The complaint a case belongs to: an order's parent, or the case itself."""
    return case.parent or case


def make(case: Case, purpose: Purpose, made_by: Staff | None = None) -> str:
    """A new link for the case's customer; returns its whole address. A code at the counter lives one hour.

    Raises ValueError for a case without a customer: nobody could act through the link.
    """
    complaint = complaint_of(case)
    if complaint.customer_id is None:
        raise ValueError("a link needs a customer")
    token, now = secrets.token_urlsafe(24), clock.now()
    PortalLink.objects.create(
        token_hash=_hash(token),
        purpose=purpose,
        customer_id=complaint.customer_id,
        case=complaint,
        made_by=made_by,
        made_at=now,
        expires_at=now + (AT_THE_COUNTER if made_by else VALID_FOR[purpose]),
    )
    return settings.PUBLIC_ADDRESS + reverse("portal:page", args=[token])


def read(token: str) -> PortalLink | None:
    """The link of a secret, expired or not; None when nobody ever made it."""
    found = PortalLink.objects.filter(token_hash=_hash(token))
    return found.select_related("customer", "case__unit__project", "case__agent").first()


def is_over(link: PortalLink) -> bool:
    """Whether the link no longer lets anybody in; its last instant still counts."""
    return clock.now() > link.expires_at


def spend(link: PortalLink) -> None:
    """The link's one use has been made."""
    PortalLink.objects.filter(pk=link.pk, used_at=None).update(used_at=clock.now())


def page_of(purpose: Purpose, notice: Notice) -> str:
    """The address for a message that is about to leave; staff are led to the case instead."""
    case = notice.case
    if case is None:
        return settings.PUBLIC_ADDRESS
    if notice.customer_id is None or complaint_of(case).customer_id is None:
        return settings.PUBLIC_ADDRESS + reverse("web:case", args=[case.number])
    return make(case, purpose)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
