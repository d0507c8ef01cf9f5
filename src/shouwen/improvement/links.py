"""Addresses given to people: the customer's page of the survey, the sign-in page behind a training's code."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from shouwen.kernel.models import Notice

VALID_FOR = timedelta(days=60)
_SALT = "improvement.survey"


def survey_page(invitation_id: int) -> str:
    """The address of one customer's questions; whoever has it answers once, for this customer."""
    token = signing.dumps(invitation_id, salt=_SALT)
    return f"{settings.PUBLIC_ADDRESS}{reverse('portal_survey:page', args=[token])}"


def read(token: str) -> int | None:
    """The invitation a page's token speaks for; None when it is forged or too old."""
    try:
        return int(signing.loads(token, salt=_SALT, max_age=VALID_FOR))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def survey_of_the_notice(notice: Notice) -> str:
    """The customer's page, made when the notice leaves the house."""
    invitation = notice.data.get("invitation")
    return survey_page(int(invitation)) if invitation else ""


def sign_in_page(token: str) -> str:
    """The address the training's code opens."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('improvement:sign_in', args=[token])}"
