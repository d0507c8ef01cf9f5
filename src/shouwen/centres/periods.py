"""Which projects must have a centre, which lack it, and how set-up stands: read from dates and looks, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, QuerySet

from shouwen.centres import rules
from shouwen.centres.flows.centre import Centre
from shouwen.centres.models import SetupCheck
from shouwen.centres.words import CentreState, SetupItem
from shouwen.estate.models import Project
from shouwen.kernel import clock, rulebook
from shouwen.kernel.models import Case


@dataclass(frozen=True)
class Need:
    """A project and the period in which it must have a centre; ``until`` None: no end yet."""

    project: Project
    until: date | None
    is_required: bool
    has_centre: bool

    @property
    def is_lacking(self) -> bool:
        """应设未设 (S3-07a)."""
        return self.is_required and not self.has_centre


def needs(projects: QuerySet[Project], at: datetime) -> list[Need]:
    """The period of each project as its dates stand; two questions whatever the number."""
    months, today = rulebook.value(rules.PERIOD_MONTHS, at), clock.day_of(at)
    operating = Case.objects.filter(flow=Centre.code, state=CentreState.OPERATING, project=OuterRef("pk"))
    found = projects.annotate(
        handed=ArrayAgg("phases__handed_over_on", default=[]), has_centre=Exists(operating)
    ).select_related("region")
    return [_need(project, months, today) for project in found]


def _need(project: Project, months: int, today: date) -> Need:
    handed: Sequence[date | None] = project.handed  # type: ignore[attr-defined] # annotated in ``needs``
    until = rules.required_until(handed if any(handed) else [], months)
    required = rules.is_required(project.launched_on, until, today)
    return Need(project, until, required, project.has_centre)  # type: ignore[attr-defined] # annotated in ``needs``


def required_until(project: Project, at: datetime) -> date | None:
    """The last day of one project's period; None while it has no end."""
    handed = list(project.phases.values_list("handed_over_on", flat=True))
    return rules.required_until(handed, rulebook.value(rules.PERIOD_MONTHS, at))


def latest_looks(centre_ids: Iterable[int]) -> Mapping[int, Mapping[str, SetupCheck]]:
    """The latest look at each item, by centre and item."""
    found = SetupCheck.objects.filter(centre_id__in=list(centre_ids)).select_related("checker", "photo")
    latest = found.order_by("centre_id", "item", "-id").distinct("centre_id", "item")
    by_centre: dict[int, dict[str, SetupCheck]] = {}
    for look in latest:
        by_centre.setdefault(look.centre_id, {})[look.item] = look
    return by_centre


def open_items(looks: Mapping[str, SetupCheck]) -> list[SetupItem]:
    """What keeps the set-up from being up to the standard: never looked at, failed, or without a photo (S3-08a)."""
    return [item for item in SetupItem if not (item in looks and looks[item].passed and looks[item].photo_id)]
