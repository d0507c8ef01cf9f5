"""Whether a document proves its bearer (S2-59)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shouwen.common.identifiers import resident_doubts
from shouwen.estate.models import Unit
from shouwen.frontdesk.models import OwnerCard
from shouwen.frontdesk.words import CardState, DocumentKind


def fault_of(document: str, number: str, unit: Unit, day: date) -> str:
    """Why the document does not count for this unit on that day, in words; empty when it does."""
    if document == DocumentKind.IDENTITY_CARD:
        return ""
    card = OwnerCard.objects.filter(number=number, unit=unit).first()
    if card is None:
        return _("This owner's card does not belong to the unit.")
    if card.is_valid_on(day):
        return ""
    state = _("expired") if card.status == CardState.ACTIVE else card.get_status_display()
    return _("This owner's card is not valid: {state}.").format(state=state)


def doubt_of(document: str, number: str) -> str:
    """What makes the clerk look twice: old cards and passports occur, so a strange number is no refusal."""
    if document == DocumentKind.IDENTITY_CARD and resident_doubts(number):
        return _("The number is not one of a resident identity card; look at the document again.")
    return ""
