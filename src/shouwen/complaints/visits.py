"""The orders a person has to go to the door for."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from shouwen.complaints.models import OrderRecord
from shouwen.complaints.words import BEING_HANDLED
from shouwen.people.models import Staff
from shouwen.people.queries import principals_of


def orders_to_visit(person: Staff, at: datetime) -> QuerySet[OrderRecord]:
    """Orders in hand whose responsible person this is, or whom this person stands in for at ``at``."""
    mine = [person.pk, *principals_of(person.pk, at)]
    return OrderRecord.objects.filter(responsible_id__in=mine, case__state__in=BEING_HANDLED).select_related(
        "case__unit", "case__customer", "case__project"
    )
