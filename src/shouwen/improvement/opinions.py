"""The survey's question about the reception, for whoever ranks the specialists (S3-16c, Q20)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from shouwen.exchange import opinions
from shouwen.exchange.opinions import Opinion
from shouwen.improvement.models import SurveyInvitation
from shouwen.improvement.survey_questions import OF_THE_RECEPTION


@opinions.publish
def of_the_reception(since: datetime, until: datetime) -> Iterator[Opinion]:
    """The answers to the first question of the yearly survey, by when they were given."""
    found = SurveyInvitation.objects.filter(answered_at__gte=since, answered_at__lt=until).order_by("pk")
    for customer, project, at, scores in found.values_list("customer_id", "project_id", "answered_at", "scores"):
        if at is not None:
            yield Opinion(customer, project, at, Decimal(scores[OF_THE_RECEPTION]))
