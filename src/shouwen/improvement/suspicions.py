"""What other domains believe to be systemic becomes a proposed problem of this quarter (S4-CMP-15, S3-42a)."""

from __future__ import annotations

from shouwen.estate.models import Project
from shouwen.exchange.lessons import SystemicSuspicion
from shouwen.improvement import quarters
from shouwen.improvement.flows import SystemicProblem
from shouwen.improvement.models import IssueLink, SystemicIssue
from shouwen.kernel import clock, crossing, moves
from shouwen.kernel.access import ENGINE


def propose(told: SystemicSuspicion) -> None:
    """A proposed problem linked to its case; the same suspicion again changes nothing."""
    quarter = quarters.quarter_of(clock.day_of(told.at))
    if SystemicIssue.objects.filter(quarter_on=quarter, topic=told.key).exists():
        return
    project = Project.objects.select_related("region", "org").get(pk=told.project_id)
    region = {"region": project.region_id, "name": project.region.name, "count": 1, "projects": 1}
    given = {"quarter": quarter.isoformat(), "topic": told.key, "problem": told.problem, "regions": [region]}
    done = moves.start(SystemicProblem.find, moves.Place(project, title=told.problem), by=ENGINE, given=given)
    IssueLink.objects.get_or_create(issue_id=done.case.pk, case_id=told.case_id)


crossing.receive(SystemicSuspicion, propose)
