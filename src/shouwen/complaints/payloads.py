"""What people give with each step of a complaint and of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shouwen.complaints.words import BlockedKind, CallBackOutcome, Channel, ComplaintType, Level, Measure
from shouwen.kernel.flows import Given, Instant
from shouwen.people.roles import Department

Line = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Score = Annotated[int, Field(ge=1, le=5)]


class Contact(Given):
    """A reception that has just begun."""

    channel: Channel = Field(title=_("Channel"))


class Registration(Given):
    """房号、姓名、电话、客户诉求、要求完成时间 — the unit is the case's place (S3-13a); 解释安抚 (S3-12a)."""

    customer_name: Annotated[str, Field(min_length=1, max_length=80)] = Field(title=_("Customer's name"))
    phone: Annotated[str, Field(min_length=3, max_length=24, pattern=r"^\+?[0-9 *-]+$")] = Field(title=_("Phone"))
    demand: Text = Field(title=_("Customer's demand"))
    required_finish_at: Instant = Field(title=_("Completion the customer asks for"))
    type: ComplaintType | None = Field(None, title=_("Complaint type"))
    channel: Channel = Field(title=_("Channel"))
    contact_ended_at: Instant | None = Field(None, title=_("Call ended or visitor left at"))
    comfort_note: Text = Field(title=_("Explained, comforted, guided"))


class Correction(Given):
    """A change of what was taken down; a signature given before is void (S3-13b)."""

    customer_name: Annotated[str, Field(min_length=1, max_length=80)] | None = Field(None, title=_("Customer's name"))
    phone: Annotated[str, Field(min_length=3, max_length=24, pattern=r"^\+?[0-9 *-]+$")] | None = Field(
        None, title=_("Phone")
    )
    demand: Text | None = Field(None, title=_("Customer's demand"))
    required_finish_at: Instant | None = Field(None, title=_("Completion the customer asks for"))
    type: ComplaintType | None = Field(None, title=_("Complaint type"))


class Signing(Given):
    unsigned_reason: Line | None = Field(None, title=_("Reason for no signature"))


class Enquiry(Given):
    department: Department = Field(title=_("Department"))
    question: Text = Field(title=_("Question"))


class Answer(Given):
    answer: Text = Field(title=_("Answer"))


class OnsiteRequest(Given):
    department: Department = Field(title=_("Department"))


class OnsiteReport(Given):
    handler: Line = Field(title=_("Handled by"))
    arrived_at: Instant = Field(title=_("Arrived at"))
    solved: bool = Field(title=_("Solved"))


class Solution(Given):
    solution: Text = Field(title=_("Solution"))


class Rating(Given):
    score: Score = Field(title=_("Overall rating, 1 to 5"))
    warmth: Score | None = Field(None, title=_("Warmth"))
    friendliness: Score | None = Field(None, title=_("Friendliness"))
    professionalism: Score | None = Field(None, title=_("Professionalism"))
    comment: Annotated[str, Field(max_length=1000)] = Field("", title=_("Comment"))


class Reason(Given):
    reason: Line = Field(title=_("Reason"))


class Raising(Given):
    type: ComplaintType | None = Field(None, title=_("Complaint type"))
    first_department: Department | None = Field(None, title=_("First responsible department"))
    override_reason: Line | None = Field(None, title=_("Reason for another department"))


class Drafting(Given):
    """What the new order is made of; filled in by the complaint that raises it."""

    type: ComplaintType
    first_department: Department
    cooperating: list[Department]
    override_reason: str
    ordered_finish_at: Instant


class Editing(Given):
    ordered_finish_at: Instant | None = Field(None, title=_("Ordered completion"))
    first_department: Department | None = Field(None, title=_("First responsible department"))
    override_reason: Line | None = Field(None, title=_("Reason for another department"))


class Opinion(Given):
    opinion: Line = Field(title=_("Opinion"))


class Grading(Given):
    level: Level = Field(title=_("Level"))
    verification: Text = Field(title=_("Verification: facts, households, grounds"))


class Arrangement(Given):
    """第一时间亲自安排、调配资源 (S3-05c)."""

    who: Line = Field(title=_("Who goes"))
    resources: Line = Field(title=_("People and materials"))
    when_at: Instant = Field(title=_("When"))


class CheckIn(Given):
    latitude: Annotated[Decimal, Field(ge=-90, le=90)] | None = Field(None, title=_("Latitude"))
    longitude: Annotated[Decimal, Field(ge=-180, le=180)] | None = Field(None, title=_("Longitude"))
    self_check: list[str] | None = Field(None, title=_("Self-check before the visit"))
    consent_at: Instant | None = Field(None, title=_("Customer let us in at"))


class Agreement(Given):
    findings: Text = Field(title=_("Findings, point by point"))
    plan: Text = Field(title=_("Plan"))
    negotiated_finish_at: Instant = Field(title=_("Negotiated completion"))


class Blocked(Given):
    kind: BlockedKind = Field(title=_("Why the visit was blocked"))
    visited_at: Instant = Field(title=_("At the door at"))
    facts: Text = Field(title=_("Facts"))


class CallBack(Given):
    outcome: CallBackOutcome = Field(title=_("Outcome"))
    next_visit_at: Instant | None = Field(None, title=_("Next visit"))
    note: Annotated[str, Field(max_length=1000)] = Field("", title=_("What the customer said"))


class Progress(Given):
    note: Text = Field(title=_("Progress"))
    percent: Annotated[int, Field(ge=0, le=100)] = Field(title=_("Progress, %"))


class CooperationRequest(Given):
    department: Department = Field(title=_("Department"))
    task: Annotated[str, Field(min_length=1, max_length=400)] = Field(title=_("Task"))
    due_at: Instant = Field(title=_("Needed by"))


class CooperationResult(Given):
    result: Annotated[str, Field(min_length=1, max_length=400)] = Field(title=_("Result"))


class Uncooperative(Given):
    """对拒不配合的部门具有处分权 (S3-04d)."""

    department: Department = Field(title=_("Department"))
    facts: Text = Field(title=_("Facts"))
    sanction: Line = Field(title=_("Sanction"))


class Reassignment(Given):
    first_department: Department = Field(title=_("First responsible department"))
    reason: Line = Field(title=_("Reason"))


class Extension(Given):
    finish_at: Instant = Field(title=_("New completion"))
    reason: Line = Field(title=_("Reason"))


class ClosureApplication(Given):
    site_cleared: bool = Field(title=_("Work done, site cleared"))
    note: Annotated[str, Field(max_length=1000)] = Field("", title=_("Remark"))


class ClosureCheck(Given):
    score: Score = Field(title=_("Customer's satisfaction, 1 to 5"))
    solved: bool = Field(title=_("The customer says it is solved"))
    smoked: bool = Field(False, title=_("Staff smoked, ate or used the toilet in the home"))
    took_gifts: bool = Field(False, title=_("Staff took a gift or tip"))
    comment: Annotated[str, Field(max_length=1000)] = Field("", title=_("What the customer said"))


class ClaimRaising(Given):
    amount: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)] = Field(title=_("Amount, CNY"))
    demand: Annotated[str, Field(min_length=1, max_length=400)] = Field(title=_("Grounds"))


class ClaimReport(Given):
    report: Text = Field(title=_("Report"))
    proposal: Text = Field(title=_("Proposal"))


class ClaimDecision(Given):
    approved: bool = Field(title=_("Approved"))
    amount: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)] = Field(title=_("Amount, CNY"))
    instruction: Text = Field(title=_("Instruction"))


class ClaimExecution(Given):
    amount: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)] = Field(title=_("Amount, CNY"))


class Meeting(Given):
    started_at: Instant = Field(title=_("Began"))
    ended_at: Instant = Field(title=_("Ended"))


class Minutes(Given):
    responsible: Line = Field(title=_("Person responsible"))
    solution: Text = Field(title=_("Solution"))
    finish_at: Instant = Field(title=_("To be finished by"))


class SanctionDecision(Given):
    to: int = Field(title=_("Person"))
    percent: Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)] = Field(
        title=_("Share of the monthly bonus, %")
    )
    measures: list[Measure] = Field(default_factory=list, title=_("Further measures"))
