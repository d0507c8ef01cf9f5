"""Addresses given to people outside: the owner's own page, the gate's page of a slip."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from shouwen.kernel.models import Notice

VALID_FOR = timedelta(days=7)
_SALT = "frontdesk.release"


def owners_page(customer_id: int, unit_id: int) -> str:
    """The address of the owner's page for one unit; whoever has it acts as this customer, for a week."""
    token = signing.dumps([customer_id, unit_id], salt=_SALT)
    return f"{settings.PUBLIC_ADDRESS}{reverse('portal_release:page', args=[token])}"


def read(token: str) -> tuple[int, int] | None:
    """Customer and unit of a page's token; None when it is forged or older than a week."""
    try:
        customer_id, unit_id = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return int(customer_id), int(unit_id)


def gate_page(token: str) -> str:
    """The address the slip's QR code opens."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('gate:slip', args=[token])}"


def page_of_the_notice(notice: Notice) -> str:
    """The owner's page, made when the notice leaves the house."""
    case = notice.case
    if case is None or case.customer_id is None or case.unit_id is None:
        return ""
    return owners_page(case.customer_id, case.unit_id)
