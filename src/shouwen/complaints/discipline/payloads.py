"""What people give with the steps of sanctions, discipline cases, overdue work and meetings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shouwen.complaints.discipline.words import Cause, DelayCause, Fault, MeetingKind, SanctionCode
from shouwen.complaints.payloads import Line, Text
from shouwen.complaints.words import PersonMeasure, UrgingChannel
from shouwen.kernel.flows import Given, Instant, PersonId, asked

Grades = Annotated[int, Field(ge=1, le=20)]
Percent = Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]
Money = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2)]
Numbers = Annotated[str, Field(max_length=400)]


class Proposal(Given):
    """A sanction the regulation proposes; made by the system out of facts on record."""

    code: SanctionCode = asked(_("Line of the table"))
    clause: Line = asked(_("Clause"))
    to: PersonId = asked(_("Person"))
    facts: Text = asked(_("Facts"))
    kind: Annotated[str, Field(max_length=40)] = asked(_("Sanction the clause names"), "")
    order: int | None = None
    key: str | None = None
    evidence_ids: list[int] = Field(default_factory=list)


class FailureCase(Given):
    """处理不力的责任事件:集团售后服务中心可予以严肃处分 (S3-21f), beyond a single order."""

    to: PersonId = asked(_("Leader"))
    orders: Numbers = asked(_("Numbers of the orders concerned"), "")
    facts: Text = asked(_("Facts"))


class Statement(Given):
    statement: Text = asked(_("What I have to say"))


class Supplement(Given):
    note: Text = asked(_("What this adds"))


class Verdict(Given):
    """The decision; what the clause allows is checked (S3 §4). 以此为准冲减日罚 (Q24)."""

    percent: Percent | None = asked(_("Share of the monthly bonus, %"), None)
    measures: list[PersonMeasure] = asked(_("Measures decided"), default_factory=list)
    grades: Grades | None = asked(_("Salary grades cut"), None)
    amount: Money | None = asked(_("Fine, CNY"), None)
    opinion: Line = asked(_("Grounds"))
    effective_on: date | None = asked(_("Takes effect on (empty: today)"), None)
    replaces_fines: bool = asked(_("Replaces the daily fines of this order"), False)
    unheard: Annotated[str, Field(max_length=200)] = asked(_("Why it cannot wait for the person's statement"), "")


class Recorded(Given):
    """A sanction that was decided as it was found, by whoever the clause gives that right (S3-04d, S3-21f)."""

    proposal: Proposal
    decision: Line
    decided_by: int | None


class Filing(Given):
    """人力资源中心备案 (S3-37f)."""

    filed_under: Annotated[str, Field(min_length=1, max_length=80)] = asked(_("Filed under"))


class Clue(Given):
    """A clue to one of the five matters (S3-37a … S3-37e)."""

    cause: Cause = asked(_("Cause"))
    to: PersonId = asked(_("Person"))
    order: Annotated[str, Field(max_length=40)] = asked(_("Number of the order"), "")
    facts: Text = asked(_("Facts"))


class FoundClue(Given):
    """A clue the system found, with the fact it stands for."""

    clue: Clue
    source: Line
    key: str
    evidence_ids: list[int] = Field(default_factory=list)


class Findings(Given):
    findings: Text = asked(_("Findings"))


class AboutAgent(Given):
    """客户投诉客服专员 (S3-11a)."""

    to: PersonId = asked(_("Specialist"))
    fault: Fault = asked(_("What about"))
    customer_name: Annotated[str, Field(min_length=1, max_length=80)] = asked(_("Customer's name"))
    words: Text = asked(_("What the customer says"))
    complaint: Annotated[str, Field(max_length=40)] = asked(_("Number of the complaint it was about"), "")


class AgentFindings(Given):
    findings: Text = asked(_("Findings"))
    answer: Text = asked(_("Answer to the customer"))


class DelayFound(Given):
    """详细调查了解超期原因并对分管领导进行督促 (S3-30b): without the cause nobody is urged."""

    cause: DelayCause = asked(_("Cause of the delay"))
    detail: Text = asked(_("What was found"))
    channel: UrgingChannel = asked(_("How the leader was urged"))
    content: Text = asked(_("What was said"))
    promised: Line = asked(_("What the leader promised"))


class Calling(Given):
    """A meeting is called; chair, attendees and agenda come from its list (S3-31b, S3-32a)."""

    kind: MeetingKind
    period: date
    planned_at: Instant | None = asked(_("Planned for"), None)
    venue: Annotated[str, Field(max_length=120)] = asked(_("Venue"), "")


class Planning(Given):
    planned_at: Instant = asked(_("Planned for"))
    venue: Annotated[str, Field(min_length=1, max_length=120)] = asked(_("Venue"))


class Held(Given):
    """The minutes; who of those called came."""

    started_at: Instant = asked(_("Began"))
    ended_at: Instant = asked(_("Ended"))
    came: list[int] = asked(_("Present"), default_factory=list)
    minutes: Text = asked(_("Minutes"))


class Item(Given):
    """整改计划:措施、责任人、完成时间 (S3-31c); 专项整改要求 (S3-32b)."""

    order: Annotated[str, Field(min_length=1, max_length=40)] = asked(_("Order"))
    measure: Annotated[str, Field(min_length=1, max_length=400)] = asked(_("Measure"))
    to: PersonId | None = asked(_("Person (empty: the person responsible)"), None)
    due_on: date = asked(_("Due on"))


class ItemDone(Given):
    item: int = asked(_("Item of the plan"))
    result: Annotated[str, Field(min_length=1, max_length=400)] = asked(_("Result"))
