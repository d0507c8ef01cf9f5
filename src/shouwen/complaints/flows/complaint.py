"""The complaint: taken down, signed, and then either solved on the spot or turned into supervision orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import duties, level_payloads, parties, payloads, routing, rules
from shouwen.complaints.indicators.payloads import Tagging
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.repeats import earlier_here
from shouwen.complaints.words import Channel, ComplaintState, ComplaintType
from shouwen.kernel import moves, penalties
from shouwen.kernel.access import CUSTOMER, SYSTEM
from shouwen.kernel.duties import Tell
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.evidence import Proof
from shouwen.kernel.flows import Act, Flow, Nothing, Step, start
from shouwen.kernel.models import Case, PenaltyLine

S = ComplaintState
TOLD_OF = (S.AWAITING_SIGNATURE, S.REGISTERED, S.ORDER_RAISED)
GROUP_CENTRE = parties.GROUP_AGENT | parties.DGM | parties.GM
INFORMERS = parties.AGENT | parties.SPECIALIST | GROUP_CENTRE


def what_is_signed(record: ComplaintRecord, _given: Any) -> Mapping[str, Any]:
    """五要素: what the customer's signature binds (S3-13b)."""
    return {
        "unit": record.case.unit_id,
        "customer_name": record.customer_name,
        "phone": record.phone,
        "demand": record.demand,
        "required_finish_at": record.required_finish_at,
    }


def _signature(record: ComplaintRecord, given: payloads.Signing) -> list[str | tuple[str, ...]]:
    if record.channel == Channel.LETTER:
        return [Proof.LETTER_SCAN] if given.unsigned_reason else [Proof.LETTER_SCAN, Proof.CUSTOMER_SIGNATURE]
    if given.unsigned_reason:
        return [(Proof.CALL_RECORDING, Proof.LETTER_SCAN)]
    return [Proof.CUSTOMER_SIGNATURE]


class Complaint(Flow[ComplaintRecord]):
    """接待登记 → 客户签字上传 → 当场解决并签字结案,或立刻签发督办令;全部督办令结案后结案。(S3-12 … S3-17)"""

    code, record, title, prefix = "complaints.complaint", ComplaintRecord, _("Complaint"), "TS"
    State = ComplaintState
    for_the_group = frozenset({"score", "rated_at"})
    T1 = duties.T1

    begin = start(to=S.DRAFT, by=parties.RECEPTION, takes=payloads.Contact, title=_("Begin a reception"))
    register = start(
        to=S.AWAITING_SIGNATURE,
        by=parties.RECEPTION,
        takes=payloads.Registration,
        title=_("Register the complaint"),
        opens=[T1],
        clause="第十三条",
    )
    complete = Step(
        [S.DRAFT],
        S.AWAITING_SIGNATURE,
        parties.AGENT,
        payloads.Registration,
        _("Register the complaint"),
        opens=[T1],
        clause="第十三条",
    )
    correct = Step(
        [S.AWAITING_SIGNATURE, S.REGISTERED],
        S.AWAITING_SIGNATURE,
        parties.AGENT,
        payloads.Correction,
        _("Correct what was taken down"),
        clause="第十三条",
    )
    sign = Step(
        [S.AWAITING_SIGNATURE, S.ORDER_RAISED],
        [S.REGISTERED, S.ORDER_RAISED],
        parties.AGENT | CUSTOMER,
        payloads.Signing,
        _("Have the customer sign"),
        needs=_signature,
        signs={Proof.CUSTOMER_SIGNATURE: what_is_signed},
        tells=[Tell("rating_invited", customer=True)],
        clause="第十三条",
    )
    request_signature = Step(
        [S.AWAITING_SIGNATURE, S.ORDER_RAISED],
        None,
        parties.AGENT,
        Nothing,
        _("Send the signing link"),
        tells=[Tell("sign_requested", customer=True)],
        clause="第十三条",
    )
    ask_department = Step(
        [S.AWAITING_SIGNATURE, S.REGISTERED, S.ORDER_RAISED],
        None,
        parties.AGENT,
        payloads.Enquiry,
        _("Ask the department"),
        clause="第十二条",
    )
    answer = Step(
        [S.AWAITING_SIGNATURE, S.REGISTERED, S.ORDER_RAISED],
        None,
        parties.ANY_HEAD,
        payloads.Answer,
        _("Answer the specialist"),
        clause="第十二条",
    )
    request_onsite = Step(
        [S.AWAITING_SIGNATURE, S.REGISTERED],
        None,
        parties.AGENT,
        payloads.OnsiteRequest,
        _("Ask for handling on site at once"),
        clause="第十二条",
    )
    report_onsite = Step(
        [S.AWAITING_SIGNATURE, S.REGISTERED],
        None,
        parties.AGENT | parties.ANY_HEAD,
        payloads.OnsiteReport,
        _("Report the handling on site"),
        clause="第十二条",
    )
    resolve_on_spot = Step(
        [S.REGISTERED],
        S.CLOSED_ON_SPOT,
        parties.AGENT,
        payloads.Solution,
        _("Close as solved on the spot"),
        needs=[Proof.CUSTOMER_SIGNATURE],
        signs={
            Proof.CUSTOMER_SIGNATURE: lambda r, given: {**what_is_signed(r, given), "solution": given.solution},
        },
        meets=[T1],
        clause="第十五条",
    )
    raise_order = Step(
        [S.AWAITING_SIGNATURE, S.REGISTERED, S.ORDER_RAISED],
        S.ORDER_RAISED,
        parties.AGENT,
        payloads.Raising,
        _("Raise a supervision order"),
        clause="第十四条",
    )
    note_submission = Step(
        [S.ORDER_RAISED], None, SYSTEM, Nothing, _("Every order submitted"), meets=[T1], hidden=True, clause="第十四条"
    )
    rate = Step(
        [S.REGISTERED, S.ORDER_RAISED, S.CLOSED_ON_SPOT, S.CLOSED],
        None,
        CUSTOMER,
        payloads.Rating,
        _("Rate the reception"),
        clause="第十六条",
        in_confidence=True,
    )
    remark = Step(
        [S.AWAITING_SIGNATURE, S.REGISTERED, S.ORDER_RAISED, S.CLOSED_ON_SPOT, S.CLOSED],
        None,
        CUSTOMER,
        payloads.Remark,
        _("Say something more"),
        tells=[Tell("customer_remarked", parties.AGENT.holders)],
        clause="第八条",
    )
    void = Step(
        [S.DRAFT, S.AWAITING_SIGNATURE, S.REGISTERED],
        S.VOIDED,
        parties.GROUP_AGENT | parties.DGM | parties.GM,
        payloads.Reason,
        _("Declare void"),
        one_by_one=True,
    )
    inform = Step(TOLD_OF, None, INFORMERS, level_payloads.Information, _("Tell the customer"),
        tells=[Tell("household_informed", customer=True)], clause="第八条",
    )  # fmt: skip
    merge = Step(
        [S.DRAFT, S.AWAITING_SIGNATURE, S.REGISTERED], S.VOIDED, GROUP_CENTRE, level_payloads.Merging,
        _("Merge into another complaint"), tells=[Tell("complaint_merged", customer=True)],
    )  # fmt: skip
    judge_repeat = Step(
        [*TOLD_OF, S.CLOSED_ON_SPOT, S.CLOSED], None, GROUP_CENTRE, level_payloads.CauseJudged,
        _("Judge why it came again"), clause="第三十三条",
    )  # fmt: skip
    tag = Step(
        [*TOLD_OF, S.CLOSED_ON_SPOT, S.CLOSED], None, parties.AGENT | GROUP_CENTRE, Tagging,
        _("Tag with line and quality"), clause="第六条",
    )  # fmt: skip
    take_over = start(
        to=(S.CLOSED, S.AWAITING_SIGNATURE), by=SYSTEM, takes=payloads.History,
        title=_("Take over from an older ledger"), hidden=True,
    )  # fmt: skip
    escalate = Step([S.AWAITING_SIGNATURE, S.REGISTERED, S.ORDER_RAISED], S.ORDER_RAISED, parties.ESCALATES,
        payloads.Raising, _("Raise an order at the company's request"), hidden=True, clause="第十四条",
    )  # fmt: skip
    close = Step([S.ORDER_RAISED], S.CLOSED, SYSTEM, Nothing, _("All orders closed"), hidden=True)


@Complaint.register.does
@Complaint.complete.does
def take_down(complaint: ComplaintRecord, act: Act[payloads.Registration]) -> None:
    """第十三条:在系统填写客户投诉基本信息."""
    given = act.given
    if not act.case.unit_id:
        raise Refused(now_("Say which unit it is about."), Why.BAD_PAYLOAD, {"unit": [now_("This is still empty.")]})
    complaint.customer_name, complaint.phone, complaint.demand = given.customer_name, given.phone, given.demand
    complaint.required_finish_at, complaint.comfort_note = given.required_finish_at, given.comfort_note
    complaint.type, complaint.channel = given.type or "", given.channel
    complaint.contact_ended_at = given.contact_ended_at or act.at
    act.case.title = given.demand[:200]


@Complaint.begin.does
def note_the_channel(complaint: ComplaintRecord, act: Act[payloads.Contact]) -> None:
    complaint.channel = act.given.channel


@Complaint.correct.does
def correct_and_void_the_signature(complaint: ComplaintRecord, act: Act[payloads.Correction]) -> None:
    """Any change of the five fields needs a new signature (S3-13b)."""
    for name, value in act.given.model_dump(exclude_none=True).items():
        setattr(complaint, name, value)
    complaint.is_signed = False
    act.case.title = complaint.demand[:200]


@Complaint.sign.does
def note_the_signature(complaint: ComplaintRecord, act: Act[payloads.Signing]) -> None:
    act.goes_to(S.ORDER_RAISED if act.case.state == S.ORDER_RAISED else S.REGISTERED)
    complaint.is_signed = act.given.unsigned_reason is None
    complaint.unsigned_reason = act.given.unsigned_reason or ""


@Complaint.sign.only_while
@Complaint.request_signature.only_while
def only_while_unsigned(complaint: ComplaintRecord) -> str | None:
    """来电、来函客户远程签字 (S3-13d): whoever has signed is asked no more, at the counter or by a link."""
    return now_("The customer has signed already.") if complaint.is_signed else None


@Complaint.ask_department.does
def put_the_question(_complaint: ComplaintRecord, act: Act[payloads.Enquiry]) -> None:
    """第十二条:如须向责任部门了解情况的,应立刻与责任部门沟通."""
    act.tells("department_asked", routing.heads_of(act.case.project, act.given.department, act.at))


@Complaint.request_onsite.does
def call_to_the_site(_complaint: ComplaintRecord, act: Act[payloads.OnsiteRequest]) -> None:
    """第十二条:必要时要求责任部门立即现场处理解决."""
    act.tells("onsite_requested", routing.heads_of(act.case.project, act.given.department, act.at))


@Complaint.report_onsite.does
def note_the_result_on_site(complaint: ComplaintRecord, act: Act[payloads.OnsiteReport]) -> None:
    complaint.onsite_solved = act.given.solved


@Complaint.resolve_on_spot.only_while
def not_tried_in_vain(complaint: ComplaintRecord) -> str | None:
    tried = complaint.onsite_solved is False
    return now_("Handling on site did not solve it; a supervision order must be raised.") if tried else None


@Complaint.resolve_on_spot.does
def close_on_the_spot(complaint: ComplaintRecord, act: Act[payloads.Solution]) -> None:
    """Late entry of what was solved at once is not fined (Q14): what accrued meanwhile is reversed."""
    complaint.solution = act.given.solution
    act.work.flush()
    penalties.reverse(PenaltyLine.objects.filter(case=act.case, code="P7"), now_("solved on the spot"))


@Complaint.raise_order.does
@Complaint.escalate.does
def draft_the_order(complaint: ComplaintRecord, act: Act[payloads.Raising]) -> None:
    """第十四条:系统自动生成客户投诉督办令 (S3-14b), by the matrix unless a reason is given (S3-20g)."""
    from shouwen.complaints.flows.order import Order

    kind = act.given.type or (ComplaintType(complaint.type) if complaint.type else None)
    if kind is None:
        raise Refused(now_("Choose the type first."), Why.BAD_PAYLOAD, {"type": [now_("This is still empty.")]})
    if not complaint.type and not complaint.repeats_id and act.case.unit:
        complaint.repeats = earlier_here(act.case.unit, kind, act.at, but=complaint.pk)
    complaint.type = complaint.type or kind
    if complaint.required_finish_at is None:
        raise ValueError("a registered complaint has its required completion")
    route = routing.MATRIX[kind]
    first = act.given.first_department or route.first
    drafting = payloads.Drafting(
        type=kind,
        first_department=first,
        cooperating=[d for d in route.cooperating if d != first],
        override_reason=_reason_for(first, route.first, act.given.override_reason),
        ordered_finish_at=complaint.required_finish_at,
        part=act.given.part,
    )
    case = act.case
    title = act.given.part[:200] or case.title
    place = moves.Place(case.project, case.unit, case.customer, case.agent, parent=case, title=title)
    done = moves.start(Order.draft, place, by=act.actor, given=drafting)
    act.notes_opened(done.case)


def _reason_for(first: str, default: str, reason: str | None) -> str:
    if first != default and not reason:
        raise Refused(
            now_("Another first department than the regulation's needs a reason."),
            Why.BAD_PAYLOAD,
            {"override_reason": [now_("This is still empty.")]},
        )
    return reason or ""


@Complaint.rate.does
def rate_once(complaint: ComplaintRecord, act: Act[payloads.Rating]) -> None:
    """One rating per reception, by the customer only; nobody changes it (S3-16a). The group hears of a low one."""
    if complaint.score is not None:
        raise Refused(now_("This reception has been rated already. Thank you."), Why.WRONG_STATE)
    complaint.score, complaint.rated_at = act.given.score, act.at
    if act.given.score <= act.work.book.value(rules.RATING_LOW):
        act.tells("low_rating", parties.GROUP_AGENT.holders(act.case, act.at))


def open_orders(complaint: Case) -> bool:
    """Whether any order of the complaint is still open (S3-I07)."""
    return Case.objects.filter(parent=complaint, flow="complaints.order", closed_at=None).exists()


CHANNELS_WITHOUT_A_HAND = (Channel.PHONE, Channel.LETTER, Channel.MESSAGE)
