"""The daily plan of video checks: one for each operating centre, and what became of yesterday's (第十条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from shouwen.centres import payloads
from shouwen.centres.flows import Centre, VideoChecks
from shouwen.centres.models import VideoCheck
from shouwen.centres.words import CentreState, CheckState
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves
from shouwen.kernel.access import ENGINE
from shouwen.kernel.models import Case


def plan_the_day(slot: datetime) -> dict[str, Any]:
    """每日 00:05 每个在用中心生成一条当日检查任务;昨日未检的记漏检 (S3-10a). Run twice it adds nothing."""
    today = clock.day_of(slot)
    missed = _miss_before(today)
    planned = VideoCheck.objects.filter(on=today, is_daily=True, case__project=OuterRef("pk"))
    centres = Case.objects.filter(
        flow=Centre.code, state=CentreState.OPERATING, opened_at__lte=slot, project=OuterRef("pk")
    )
    projects = Project.objects.filter(Exists(centres)).exclude(Exists(planned)).order_by("id")
    made = [plan(project, today) for project in projects]
    return {"day": str(today), "planned": len(made), "missed": missed}


def plan(project: Project, on: date) -> Case:
    """The check of one centre on one day."""
    return moves.start(VideoChecks.plan, moves.Place(project), by=ENGINE, given=payloads.Planned(on=on)).case


def _miss_before(today: date) -> int:
    late = VideoCheck.objects.filter(on__lt=today, case__state=CheckState.DUE).order_by("case_id")
    ids = list(late.values_list("case_id", flat=True))
    for pk in ids:
        moves.take(VideoChecks.miss, pk, by=ENGINE)
    return len(ids)


@dataclass(frozen=True)
class Covered:
    """昨日应检、已检、漏检 (S3-10a)."""

    due: int
    done: int

    @property
    def missed(self) -> int:
        return self.due - self.done


def covered(on: date) -> Covered:
    """How many checks of the daily plan a day had, and how many were done."""
    found = VideoCheck.objects.filter(on=on, is_daily=True)
    counted = found.aggregate(due=Count("pk"), done=Count("pk", filter=Q(case__state=CheckState.DONE)))
    return Covered(counted["due"], counted["done"])
