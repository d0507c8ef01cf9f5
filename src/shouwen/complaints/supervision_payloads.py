"""What the group centre gives when it follows orders up, urges, forms task forces and reconciles receptions."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shouwen.complaints.payloads import Line, Text
from shouwen.complaints.words import Answerable, Channel, Concealment, PersonMeasure, Severity, UrgingChannel
from shouwen.kernel.flows import Given, Instant, PersonId, asked

Remark = Annotated[str, Field(max_length=1000)]


class FollowUp(Given):
    """集团客服每天跟进 (S3-26b)."""

    remark: Text = asked(_("What was found"))


class SlowReview(Given):
    """方案的合理性及人员、物资的调配情况: none of the three may be left out (S3-26d)."""

    slow: bool = asked(_("The handling is slow"))
    plan_reasonable: bool = asked(_("The plan is reasonable"))
    people_adequate: bool = asked(_("There are people enough"))
    materials_adequate: bool = asked(_("There are materials enough"))
    remark: Remark = asked(_("Remark"), "")


class Urging(Given):
    """由副总经理向责任部门分管领导进行督促 (S3-26f); one talk may be about several orders."""

    for_several = True

    channel: UrgingChannel = asked(_("How the leader was urged"))
    content: Text = asked(_("What was said"))
    promised: Line = asked(_("What the leader promised"))


class Danger(Given):
    """严重缓慢、存在客户投诉升级隐患 (S3-27a)."""

    seriously_slow: bool = asked(_("The handling is seriously slow"))
    escalation_risk: bool = asked(_("The complaint may escalate"))
    grounds: Text = asked(_("Grounds"))


class TaskForce(Given):
    """工作小组 (S3-27a)."""

    leader: Line = asked(_("Head of the task force"))
    members: Text = asked(_("Members"))
    site: Line = asked(_("Site"))
    starts_at: Instant = asked(_("Begins"))


class TaskForceReport(Given):
    """现场督促解决: what the task force found and what came of it (S3-27a)."""

    arrived_at: Instant = asked(_("Arrived on site at"))
    findings: Text = asked(_("Findings"))
    result: Text = asked(_("Result"))
    latitude: Annotated[Decimal, Field(ge=-90, le=90)] | None = asked(_("Latitude"), None)
    longitude: Annotated[Decimal, Field(ge=-180, le=180)] | None = asked(_("Longitude"), None)


class FailureEvent(Given):
    """处理不力的责任事件 (S3-21f); the sanction is free to word."""

    leader: Answerable = asked(_("Who answers for it"))
    facts: Text = asked(_("Facts"))
    sanction: Line = asked(_("Sanction"))


class Seen(Given):
    """A reception on the video, on the hotline, in the post (S3-17a)."""

    seen_at: Instant = asked(_("Seen at"))
    channel: Channel = asked(_("Channel"))
    note: Text = asked(_("What was seen"))


class Match(Given):
    complaint: Annotated[str, Field(min_length=1, max_length=40)] = asked(_("Number of the complaint entered"))


class Verification(Given):
    """一经查实 (S3-17b)."""

    to: PersonId | None = asked(_("Person"), None)
    kind: Concealment = asked(_("Concealed or omitted"))
    severity: Severity = asked(_("Severity"))
    facts: Text = asked(_("Facts"))


class PersonDecision(Given):
    """What is decided against a person; which measures the clause allows is checked (S3-16d, S3-17b, S3-17c)."""

    measure: PersonMeasure = asked(_("Measure"))
    grades: Annotated[int, Field(ge=1, le=20)] | None = asked(_("Salary grades cut"), None)
    opinion: Line = asked(_("Opinion"))
