"""What people give with each step of the company's own handling."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shouwen.complaints.handling.words import CauseKind, ReplyChannel
from shouwen.complaints.payloads import Line, Score, Text
from shouwen.complaints.words import ComplaintType, Level
from shouwen.kernel.flows import Given, Instant, asked
from shouwen.people.roles import Department

Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]


class Reception(Given):
    """Who took the complaint down; everything else is the complaint's."""

    received_by: int | None = None


class Classification(Given):
    """登记: what it is about, how grave, and whether the customer is an important one (S4-CMP-11)."""

    category: ComplaintType = asked(_("Category of the complaint"))
    level: Level = asked(_("Level"), Level.GENERAL)
    is_important: bool = asked(_("Important customer"))
    expectation: Annotated[str, Field(max_length=1000)] = asked(_("What the customer asks for"), "")


class Reclassification(Given):
    category: ComplaintType = asked(_("Category of the complaint"))
    level: Level = asked(_("Level"), Level.GENERAL)
    is_important: bool = asked(_("Important customer"))
    reason: Line = asked(_("Reason"))


class Transfer(Given):
    """转达: to which department, with which words (S4-CMP-02)."""

    department: Department = asked(_("Responsible department"))
    transfer_note: Text = asked(_("What the department is to know"))


class Investigation(Given):
    """调查: notes, cause, what the department says; photos and papers as attachments (S4-CMP-12)."""

    findings: Text = asked(_("What the investigation found"))
    cause: Text = asked(_("Cause found"))
    statement: Annotated[str, Field(max_length=2000)] = asked(_("Statement of the department"), "")


class Plan(Given):
    """处理方案: what, who, until when, at what cost (S4-CMP-13)."""

    plan: Text = asked(_("Plan of the handling"))
    responsible: Annotated[str, Field(min_length=1, max_length=80)] = asked(_("Responsible for the plan"))
    plan_due_at: Instant = asked(_("Done by"))
    planned_cost: Amount | None = asked(_("Planned cost, CNY"), None)


class Task(Given):
    """协调任务: what another department is to do until when (S4-CMP-03)."""

    department: Department = asked(_("Department"))
    task: Annotated[str, Field(min_length=1, max_length=400)] = asked(_("Coordination task"))
    due_at: Instant = asked(_("Done by"))


class TaskResult(Given):
    result: Annotated[str, Field(min_length=1, max_length=400)] = asked(_("Result of the task"))


class Result(Given):
    """处理结果: what was done, what came of it, at what cost (S4-CMP-05)."""

    actions: Text = asked(_("Measures taken"))
    result: Text = asked(_("Result"))
    cost: Amount | None = asked(_("Cost, CNY"), None)


class Reply(Given):
    """回复记录: channel, content, what the customer said; its time is the step's (S4-CMP-04)."""

    channel: ReplyChannel = asked(_("Answered by"))
    content: Text = asked(_("What the customer was told"))
    response: Annotated[str, Field(max_length=1000)] = asked(_("What the customer said"), "")


class NotedReply(Given):
    """An answer the supervision order brought: the plan agreed at the door."""

    content: Text


class TakenOver(Given):
    """What the complaint's own end brings: how it was solved; after orders, the score of the group's call-back too."""

    result: Text
    score: Score | None = None


class CallBack(Given):
    """满意度回访 (S4-CMP-14)."""

    score: Score = asked(_("Customer's satisfaction, 1 to 5"))
    comment: Annotated[str, Field(max_length=1000)] = asked(_("What the customer said"), "")


class Missed(Given):
    tried: Line = asked(_("How the customer was tried to reach"))


class Closing(Given):
    """结案审核: the cause by kind, and the manager's word (S4-CMP-05)."""

    cause_kind: CauseKind = asked(_("Kind of cause"))
    remark: Line = asked(_("Remark of the manager"))


class Summary(Given):
    """总结: cause, lesson, prevention (S4-CMP-15); what is systemic goes to the group's improvement work."""

    root_cause: Text = asked(_("Root cause"))
    lesson: Text = asked(_("Lesson"))
    prevention: Text = asked(_("Preventive action"))
    is_systemic: bool = asked(_("Propose as a systemic problem"), False)
