"""The figures the group's improvement work publishes: the quarter's inspection score, the coverage of the training."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from shouwen.exchange import measures
from shouwen.exchange.measures import Figure, Share, Unit
from shouwen.improvement import quarters
from shouwen.improvement.models import Attendance, Inspection
from shouwen.improvement.words import TrainingState


def inspection_scores(month: date, orgs: Collection[int]) -> Mapping[int, Share]:
    """根据检查结果进行考核 (S3-40d): the points of the quarter the month lies in, of a hundred."""
    found = Inspection.objects.filter(quarter_on=quarters.quarter_of(month), org_id__in=orgs, score__isnull=False)
    return {org: (score, 100) for org, score in found.values_list("org_id", "score") if score is not None}


def cases_of_the_inspection(month: date, org: int) -> Collection[int]:
    found = Inspection.objects.filter(quarter_on=quarters.quarter_of(month), org_id=org)
    return list(found.values_list("case_id", flat=True))


def training_coverage(month: date, orgs: Collection[int]) -> Mapping[int, Share]:
    """Who came, of who was expected, by the unit each serves at (S3-45a)."""
    held = Attendance.objects.filter(
        training__month_on=month, training__case__state=TrainingState.HELD, org_id__in=orgs
    )
    rows = held.values_list("org_id").annotate(came=Count("signed_at"), expected=Count("pk"))
    return {org: (came, expected) for org, came, expected in rows}


measures.publish(
    Figure(
        "inspection_score",
        _("Quarterly inspection on site"),
        Unit.POINTS,
        inspection_scores,
        cases_of_the_inspection,
        "S3-40d",
    )
)
measures.publish(Figure("training_rate", _("Monthly training attended"), Unit.PERCENT, training_coverage, ref="S3-45a"))
