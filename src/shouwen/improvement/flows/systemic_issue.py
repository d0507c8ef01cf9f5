"""A systemic problem: proposed by the quarterly report, analysed, dispatched to those who can cure it (第四十二条)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.exchange import lessons
from shouwen.improvement import parties, payloads, quarters, rules
from shouwen.improvement.models import IssueLink, SystemicIssue
from shouwen.improvement.refusals import wrong
from shouwen.improvement.words import IssueState as S
from shouwen.kernel import clock
from shouwen.kernel.access import SYSTEM
from shouwen.kernel.flows import Act, Flow, Given, Nothing, Step, start
from shouwen.kernel.models import Case
from shouwen.kernel.wording import listed


class Region(Given):
    """How often the problem showed in one region, and in how many of its projects."""

    region: int
    name: str
    count: int
    projects: int


class Found(Given):
    """What the quarterly report found: a topic, its words, and its frequency by region, most frequent first."""

    quarter: payloads.Day
    topic: str
    problem: str
    regions: list[Region]


class SystemicProblem(Flow[SystemicIssue]):
    """每季汇总候选 → 分析根因 → 发送集团相关中心、物业集团(每个一份) → 各自整改完成后关闭。(S3-42)"""

    code, record, title, prefix = "improvement.systemic_issue", SystemicIssue, _("Systemic problem"), "XT"
    State = S
    confidential = True

    find = start(
        to=S.PROPOSED, by=SYSTEM, takes=Found, title=_("The quarterly report proposes it"),
        clause="第四十二条", hidden=True,
    )  # fmt: skip
    propose = start(
        to=S.PROPOSED, by=parties.GROUP, takes=payloads.Proposal, title=_("Propose a systemic problem"),
        clause="第四十二条",
    )  # fmt: skip
    analyse = Step(
        [S.PROPOSED, S.ANALYSED], S.ANALYSED, parties.GROUP, payloads.RootCause, _("Write down the root cause"),
        clause="第四十二条",
    )  # fmt: skip
    dispatch = Step(
        [S.ANALYSED, S.DISPATCHED], S.DISPATCHED, parties.GROUP, payloads.Dispatch, _("Dispatch it"),
        clause="第四十二条",
    )  # fmt: skip
    dismiss = Step(
        [S.PROPOSED, S.ANALYSED], S.DISMISSED, parties.GROUP, payloads.Reason, _("It is not systemic"),
        clause="第四十二条",
    )  # fmt: skip
    close = Step(
        [S.DISPATCHED], S.CLOSED, SYSTEM, Nothing, _("Every plan is carried out"), clause="第四十二条", hidden=True
    )


@SystemicProblem.find.does
def link_the_complaints(issue: SystemicIssue, act: Act[Found]) -> None:
    """问题、频次、涉及项目、关联案件: those of the quarter, whoever keeps them (S3-42a)."""
    given, quarter = act.given, quarters.day(act.given.quarter)
    issue.quarter_on, issue.topic, issue.problem = quarter, given.topic, given.problem
    issue.regions = [region.model_dump() for region in given.regions]
    issue.frequency = sum(region.count for region in given.regions)
    cases = lessons.cases_of(given.topic, quarters.start_of(quarter), quarters.end_of(quarter))
    _link(act, cases[: rules.MOST_CASES_LINKED])


@SystemicProblem.propose.does
def take_what_somebody_saw(issue: SystemicIssue, act: Act[payloads.Proposal]) -> None:
    numbers = {number.strip().upper() for number in act.given.numbers}
    found = list(Case.objects.filter(number__in=numbers).select_related("region"))
    if missing := numbers - {case.number for case in found}:
        raise wrong("numbers", now_("There is no case {numbers}.").format(numbers=listed(sorted(missing))))
    issue.quarter_on = quarters.quarter_of(clock.day_of(act.at))
    issue.topic, issue.problem, issue.frequency = f"own:{act.case.pk}", act.given.problem, len(found)
    issue.regions = _by_region(found)
    act.case.title = act.given.problem[:200]
    _link(act, [case.pk for case in found])


def _by_region(cases: list[Case]) -> list[dict[str, Any]]:
    regions = {case.region_id: case.region.name for case in cases}
    rows = []
    for pk, name in regions.items():
        mine = [case for case in cases if case.region_id == pk]
        rows.append({"region": pk, "name": name, "count": len(mine), "projects": len({c.project_id for c in mine})})
    return sorted(rows, key=lambda row: -int(row["count"]))


def _link(act: Act[Any], cases: list[int]) -> None:
    IssueLink.objects.bulk_create(IssueLink(issue_id=act.case.pk, case_id=pk) for pk in cases)


@SystemicProblem.analyse.does
def note_the_root_cause(issue: SystemicIssue, act: Act[payloads.RootCause]) -> None:
    issue.root_cause = act.given.root_cause


@SystemicProblem.dismiss.does
def say_why_not(issue: SystemicIssue, act: Act[payloads.Reason]) -> None:
    issue.dismissed_because = act.given.reason
