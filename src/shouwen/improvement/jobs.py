"""Timed jobs of the group's improvement work. Each asks what is there already, so running one again adds nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.estate.models import Project
from shouwen.exchange import lessons
from shouwen.improvement import places, quarters, rules
from shouwen.improvement.flows import MonthlyTraining, SatisfactionSurvey, SiteInspection, SystemicProblem
from shouwen.improvement.models import Inspection, Survey, SystemicIssue, Training
from shouwen.kernel import clock, jobs, moves, rulebook
from shouwen.kernel.access import ENGINE
from shouwen.people.models import OrgUnit

Slots = Callable[[datetime], datetime]


def in_months(wall: time, wanted: Callable[[datetime], bool]) -> Slots:
    """Slots at a wall time of the first day of those months that are wanted."""
    monthly = jobs.on_the_first_of_the_month(wall)

    def next_slot(after: datetime) -> datetime:
        slot = monthly(after)
        while not wanted(slot):
            slot = monthly(slot)
        return slot

    return next_slot


def _begins_a_quarter(slot: datetime) -> bool:
    return clock.day_of(slot).month in (1, 4, 7, 10)


def _is_the_survey_month(slot: datetime) -> bool:
    month: int = rulebook.value(rules.SURVEY_MONTH, slot)
    return clock.day_of(slot).month == min(12, max(1, month))


def plan_the_inspections(slot: datetime) -> dict[str, Any]:
    """每季首日生成检查计划 (S3-40a, S3-40b)."""
    quarter = quarters.quarter_of(clock.day_of(slot))
    planned = set(Inspection.objects.filter(quarter_on=quarter).values_list("org_id", flat=True))
    wanted = [place for place in places.to_inspect(quarter) if place.org.pk not in planned]
    for place in wanted:
        given = {"org": place.org.pk, "kind": place.kind.value, "quarter": quarter.isoformat()}
        title = f"{place.org.name} {quarters.name_of(quarter)}"
        moves.start(SiteInspection.plan, moves.Place(place.project, title=title), by=ENGINE, given=given)
    return {"planned": len(wanted)}


def propose_systemic_problems(slot: datetime) -> dict[str, Any]:
    """汇总上季投诉的系统性问题: the most frequent topics, with their regions and complaints (S3-42a)."""
    quarter = quarters.quarter_before(quarters.quarter_of(clock.day_of(slot)))
    known = set(SystemicIssue.objects.filter(quarter_on=quarter).values_list("topic", flat=True))
    found = _topics(quarter, rulebook.value(rules.ISSUES_LEAST, slot))[: rulebook.value(rules.ISSUES_MOST, slot)]
    for tallies in (one for one in found if one[0].topic not in known):
        _propose(quarter, tallies)
    return {"proposed": sum(one[0].topic not in known for one in found)}


def _topics(quarter: date, least: int) -> list[list[lessons.Tally]]:
    """The tallies of each topic, the most frequent region first; the most frequent topic first."""
    topics: dict[str, list[lessons.Tally]] = defaultdict(list)
    for tally in lessons.tallies(quarters.start_of(quarter), quarters.end_of(quarter)):
        topics[tally.topic].append(tally)
    frequent = [sorted(one, key=lambda t: (-t.count, t.region_id)) for one in topics.values()]
    return sorted((one for one in frequent if _count(one) >= least), key=lambda one: (-_count(one), one[0].topic))


def _count(tallies: list[lessons.Tally]) -> int:
    return sum(tally.count for tally in tallies)


def _propose(quarter: date, tallies: list[lessons.Tally]) -> None:
    names = dict(OrgUnit.objects.filter(pk__in=[t.region_id for t in tallies]).values_list("pk", "name"))
    regions = [
        {"region": t.region_id, "name": names[t.region_id], "count": t.count, "projects": t.projects} for t in tallies
    ]
    problem = f"{tallies[0].title} {quarters.name_of(quarter)}"
    given = {"quarter": quarter.isoformat(), "topic": tallies[0].topic, "problem": problem, "regions": regions}
    project = Project.objects.filter(region_id=tallies[0].region_id).order_by("pk").select_related("org").first()
    if project is None:
        raise ValueError(f"region {tallies[0].region_id} has complaints and no project")
    moves.start(SystemicProblem.find, moves.Place(project, title=problem), by=ENGINE, given=given)


def call_for_the_training(slot: datetime) -> dict[str, Any]:
    """每月 1 日建培训任务 (S3-45a)."""
    month = clock.day_of(slot).replace(day=1)
    if Training.objects.filter(month_on=month).exists():
        return {"called": 0}
    place = the_groups_place(f"{month:%Y-%m}")
    if place is None:
        return {"called": 0}
    moves.start(MonthlyTraining.call, place, by=ENGINE, given={"month": month.isoformat()})
    return {"called": 1}


def call_for_the_survey(slot: datetime) -> dict[str, Any]:
    """每年提醒 (S3-44a)."""
    year = clock.day_of(slot).year
    if Survey.objects.filter(year=year).exists():
        return {"called": 0}
    place = the_groups_place(str(year))
    if place is None:
        return {"called": 0}
    moves.start(SatisfactionSurvey.call, place, by=ENGINE, given={"year": year})
    return {"called": 1}


def the_groups_place(title: str) -> moves.Place | None:
    """Where a matter of the whole group is kept: under its first project, and seen by the group alone; None while
    there is no project yet."""
    first = Project.objects.select_related("org", "region", "property_company").order_by("pk").first()
    return None if first is None else moves.Place(first, title=title)


# 第四十条 每季度…进行全面现场检查
jobs.register(
    jobs.Job(
        code="improvement.inspections",
        title=_("Quarterly inspections are planned"),
        clause="第四十条",
        next_slot=in_months(time(0, 10), _begins_a_quarter),
        run=plan_the_inspections,
        figures={"planned": _("Planned")},
    )
)
# 第四十二条 每季度整理、分析客户投诉的系统性问题
jobs.register(
    jobs.Job(
        code="improvement.systemic_issues",
        title=_("Systemic problems of the last quarter are proposed"),
        clause="第四十二条",
        next_slot=in_months(time(2, 0), _begins_a_quarter),
        run=propose_systemic_problems,
        figures={"proposed": _("Proposed")},
    )
)
# 第四十四条 每年联合物业集团进行跨区域、跨项目的客户满意度调查
jobs.register(
    jobs.Job(
        code="improvement.survey",
        title=_("The yearly satisfaction survey is called for"),
        clause="第四十四条",
        next_slot=in_months(time(8, 0), _is_the_survey_month),
        run=call_for_the_survey,
        figures={"called": _("Called")},
    )
)
# 第四十五条 负责每月对售后服务系统全体人员进行业务培训
jobs.register(
    jobs.Job(
        code="improvement.training",
        title=_("The monthly training is called for"),
        clause="第四十五条",
        next_slot=in_months(time(8, 5), lambda _slot: True),
        run=call_for_the_training,
        figures={"called": _("Called")},
    )
)
