"""What people give with each step of a complaint and of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shouwen.complaints.plan_lines import PlanLine
from shouwen.complaints.words import BlockedKind, CallBackOutcome, Channel, ComplaintType, Level, Measure, VisitCheck
from shouwen.kernel.flows import Given, Instant, PersonId, asked
from shouwen.people.roles import Department

Line = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Score = Annotated[int, Field(ge=1, le=5)]


class Contact(Given):
    """A reception that has just begun."""

    channel: Channel = asked(_("Channel"))


class Registration(Given):
    """房号、姓名、电话、客户诉求、要求完成时间 — the unit is the case's place (S3-13a); 解释安抚 (S3-12a)."""

    customer_name: Annotated[str, Field(min_length=1, max_length=80)] = asked(_("Customer's name"))
    phone: Annotated[str, Field(min_length=3, max_length=24, pattern=r"^\+?[0-9 *-]+$")] = asked(_("Phone"))
    demand: Text = asked(_("Customer's demand"))
    required_finish_at: Instant = asked(_("Completion the customer asks for"))
    type: ComplaintType | None = asked(_("Complaint type"), None)
    channel: Channel = asked(_("Channel"))
    contact_ended_at: Instant | None = asked(_("Call ended or visitor left at"), None)
    comfort_note: Text = asked(_("Explained, comforted, guided"))
    is_repeat: bool | None = asked(_("Repeat complaint"), None)


class History(Given):
    """A complaint as an older ledger holds it; most of it may be missing there."""

    number: Annotated[str, Field(max_length=60)] = asked(_("Number in the ledger"), "")
    customer_name: Annotated[str, Field(max_length=80)] = asked(_("Customer's name"), "")
    phone: Annotated[str, Field(max_length=24)] = asked(_("Phone"), "")
    demand: Text = asked(_("Customer's demand"))
    type: ComplaintType | None = asked(_("Complaint type"), None)
    channel: Channel = asked(_("Channel"))
    required_finish_at: Instant | None = asked(_("Completion the customer asks for"), None)
    finished_at: Instant | None = asked(_("Finished"), None)
    solution: Annotated[str, Field(max_length=4000)] = asked(_("Solution"), "")
    score: Score | None = asked(_("Customer's satisfaction, 1 to 5"), None)


class Correction(Given):
    """A change of what was taken down; a signature given before is void (S3-13b)."""

    customer_name: Annotated[str, Field(min_length=1, max_length=80)] | None = asked(_("Customer's name"), None)
    phone: Annotated[str, Field(min_length=3, max_length=24, pattern=r"^\+?[0-9 *-]+$")] | None = asked(
        _("Phone"), None
    )
    demand: Text | None = asked(_("Customer's demand"), None)
    required_finish_at: Instant | None = asked(_("Completion the customer asks for"), None)
    type: ComplaintType | None = asked(_("Complaint type"), None)


class Signing(Given):
    unsigned_reason: Line | None = asked(_("Reason for no signature"), None)


class Enquiry(Given):
    department: Department = asked(_("Department"))
    question: Text = asked(_("Question"))


class Answer(Given):
    answer: Text = asked(_("Answer"))


class OnsiteRequest(Given):
    department: Department = asked(_("Department"))


class OnsiteReport(Given):
    handler: Line = asked(_("Handled by"))
    arrived_at: Instant = asked(_("Arrived at"))
    solved: bool = asked(_("Solved"))


class Solution(Given):
    solution: Text = asked(_("Solution"))


class Rating(Given):
    score: Score = asked(_("Overall rating, 1 to 5"))
    warmth: Score | None = asked(_("Warmth"), None)
    friendliness: Score | None = asked(_("Friendliness"), None)
    professionalism: Score | None = asked(_("Professionalism"), None)
    comment: Annotated[str, Field(max_length=1000)] = asked(_("Comment"), "")


class Remark(Given):
    """What the customer adds from the own page: more facts, another time, discontent (S3-08e)."""

    text: Text = asked(_("What you want to tell us"))


class Reason(Given):
    for_several = True

    reason: Line = asked(_("Reason"))


class Raising(Given):
    type: ComplaintType | None = asked(_("Complaint type"), None)
    first_department: Department | None = asked(_("First responsible department"), None)
    override_reason: Line | None = asked(_("Reason for another department"), None)
    part: Annotated[str, Field(max_length=1000)] = asked(_("Only this part of the demand"), "")


class Drafting(Given):
    """What the new order is made of; filled in by the complaint that raises it."""

    type: ComplaintType
    first_department: Department
    cooperating: list[Department]
    override_reason: str
    ordered_finish_at: Instant
    part: str = ""


class Editing(Given):
    ordered_finish_at: Instant | None = asked(_("Ordered completion"), None)
    first_department: Department | None = asked(_("First responsible department"), None)
    override_reason: Line | None = asked(_("Reason for another department"), None)


class Opinion(Given):
    for_several = True

    opinion: Line = asked(_("Opinion"))


class Grading(Given):
    level: Level = asked(_("Level"))
    verification: Text = asked(_("Verification: facts, households, grounds"))
    households: Annotated[int, Field(ge=1, le=9999)] | None = asked(_("Households involved"), None)


class Arrangement(Given):
    """第一时间亲自安排、调配资源 (S3-05c)."""

    who: Line = asked(_("Who goes"))
    resources: Line = asked(_("People and materials"))
    when_at: Instant = asked(_("When"))


class CheckIn(Given):
    latitude: Annotated[Decimal, Field(ge=-90, le=90)] | None = asked(_("Latitude"), None)
    longitude: Annotated[Decimal, Field(ge=-180, le=180)] | None = asked(_("Longitude"), None)
    self_check: list[VisitCheck] | None = asked(_("Self-check before the visit"), None)
    consent_at: Instant | None = asked(_("Customer let us in at"), None)


class Agreement(Given):
    findings: Text = asked(_("Findings, point by point"))
    plan: Text = asked(_("Plan"))
    negotiated_finish_at: Instant = asked(_("Negotiated completion"))


class Blocked(Given):
    kind: BlockedKind = asked(_("Why the visit was blocked"))
    visited_at: Instant = asked(_("At the door at"))
    facts: Text = asked(_("Facts"))


class CallBack(Given):
    outcome: CallBackOutcome = asked(_("Outcome"))
    next_visit_at: Instant | None = asked(_("Next visit"), None)
    note: Annotated[str, Field(max_length=1000)] = asked(_("What the customer said"), "")


class Progress(Given):
    note: Text = asked(_("Progress"))
    percent: Annotated[int, Field(ge=0, le=100)] = asked(_("Progress, %"))


class CooperationRequest(Given):
    department: Department = asked(_("Department"))
    task: Annotated[str, Field(min_length=1, max_length=400)] = asked(_("Task, people or materials needed"))
    due_at: Instant = asked(_("Needed by"))


class CooperationResult(Given):
    result: Annotated[str, Field(min_length=1, max_length=400)] = asked(_("Result"))


class Uncooperative(Given):
    """对拒不配合的部门具有处分权 (S3-04d)."""

    department: Department = asked(_("Department"))
    facts: Text = asked(_("Facts"))
    sanction: Line = asked(_("Sanction"))


class Reassignment(Given):
    first_department: Department = asked(_("First responsible department"))
    reason: Line = asked(_("Reason"))


class Extension(Given):
    finish_at: Instant = asked(_("New completion"))
    reason: Line = asked(_("Reason"))


class ClosureApplication(Given):
    site_cleared: bool = asked(_("Work done, site cleared"))
    note: Annotated[str, Field(max_length=1000)] = asked(_("Remark"), "")


class ClosureCheck(Given):
    score: Score = asked(_("Customer's satisfaction, 1 to 5"))
    solved: bool = asked(_("The customer says it is solved"))
    dress: Score | None = asked(_("Dress and badge, 1 to 5"), None)
    manner: Score | None = asked(_("Words and manner, 1 to 5"), None)
    smoked: bool = asked(_("Staff smoked, ate or used the toilet in the home"), False)
    took_gifts: bool = asked(_("Staff took a gift or tip"), False)
    comment: Annotated[str, Field(max_length=1000)] = asked(_("What the customer said"), "")


class SignatureDenied(Given):
    """回访时客户否认签字 (S3-37c)."""

    note: Text = asked(_("What the customer said"))


class ClaimRaising(Given):
    amount: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)] = asked(_("Amount, CNY"))
    demand: Annotated[str, Field(min_length=1, max_length=400)] = asked(_("Grounds"))


class ClaimReport(Given):
    report: Text = asked(_("Report"))
    proposal: Text = asked(_("Proposal"))


class ClaimDecision(Given):
    approved: bool = asked(_("Approved"))
    amount: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)] | None = asked(_("Amount, CNY"), None)
    instruction: Text = asked(_("Instruction"))


class ClaimExecution(Given):
    amount: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)] = asked(_("Amount, CNY"))


class Meeting(Given):
    started_at: Instant = asked(_("Began"))
    ended_at: Instant = asked(_("Ended"))
    chair: PersonId | None = asked(_("Chaired by"), None)
    attendees: Annotated[str, Field(max_length=400)] = asked(_("Attended by"), "")


class Minutes(Given):
    responsible: Line = asked(_("Person responsible"))
    solution: Text = asked(_("Solution"))
    finish_at: Instant = asked(_("To be finished by"))
    more: list[PlanLine] = asked(
        _("Further solutions, one a line: person | what is done | by when"), default_factory=list
    )


class SanctionDecision(Given):
    """``percent`` is of the bonus; the order's own is its progress."""

    anew = frozenset({"percent"})

    to: PersonId = asked(_("Person"))
    percent: Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)] = asked(
        _("Share of the monthly bonus, %")
    )
    measures: list[Measure] = asked(_("Further measures"), default_factory=list)
