"""A customer complains about a specialist: it goes to the group centre, never to the accused one's queue (第十一条)."""

from __future__ import annotations

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties as people
from shouwen.complaints.discipline import payloads
from shouwen.complaints.discipline.accused import may_be_accused
from shouwen.complaints.discipline.rules import bounds_of
from shouwen.complaints.discipline.words import AgentComplaintState
from shouwen.complaints.models import AgentComplaint, ComplaintRecord
from shouwen.complaints.sanctions import propose
from shouwen.kernel.access import CUSTOMER
from shouwen.kernel.duties import Tell
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Flow, Nothing, Step, start

S, P = AgentComplaintState, payloads
ANSWERED = Tell("agent_complaint_answered", customer=True)


class AboutAgent(Flow[AgentComplaint]):
    """投诉客服专员 → 集团中心调查 → 查实(提出降一级工资以上处分) 或 不实,均答复客户。(S3-11)"""

    code, record, title, prefix = "complaints.about_agent", AgentComplaint, _("Complaint about a specialist"), "TJ"
    State = AgentComplaintState
    confidential = True

    report = start(
        to=S.REPORTED, by=people.GROUP_AGENT | people.SPECIALIST | CUSTOMER, takes=P.AboutAgent,
        title=_("Report a complaint about a specialist"), clause="第十一条",
        tells=[Tell("agent_complaint", people.GROUP_AGENT.holders), Tell("agent_complaint", people.DGM.holders)],
    )  # fmt: skip
    investigate = Step([S.REPORTED], S.INVESTIGATING, people.GROUP_AGENT, Nothing, _("Look into it"), clause="第十一条")
    verify = Step(
        [S.INVESTIGATING], S.VERIFIED, people.GROUP_AGENT, P.AgentFindings, _("Verified: propose a sanction"),
        tells=[ANSWERED], clause="第十一条",
    )  # fmt: skip
    reject = Step(
        [S.INVESTIGATING], S.NOT_VERIFIED, people.GROUP_AGENT, P.AgentFindings, _("Not verified"),
        tells=[ANSWERED], clause="第十一条",
    )  # fmt: skip


@AboutAgent.report.does
def take_down_whom_and_what(record: AgentComplaint, act: Act[payloads.AboutAgent]) -> None:
    """The case belongs to nobody at the project: whoever took it down does not follow it up (S3-11a)."""
    given = act.given
    record.complaint = _complaint(given.complaint)
    about = record.complaint.case if record.complaint else None
    if not may_be_accused(given.to, about, act.at) or given.to == act.actor.staff_id:
        says = now_("Choose the specialist the customer complains about; nobody takes down a complaint about himself.")
        raise Refused(says, Why.BAD_PAYLOAD, {"to": [says]})
    record.accused_id, record.fault, record.words = given.to, given.fault.value, given.words
    record.customer_name = given.customer_name
    act.case.agent = None
    act.case.title = f"{record.accused.name} · {record.get_fault_display()} · {given.words}"[:200]


def _complaint(number: str) -> ComplaintRecord | None:
    if not number:
        return None
    found = ComplaintRecord.objects.filter(case__number=number.strip().upper()).select_related("case").first()
    if found is None:
        says = now_("There is no complaint {number}.").format(number=number)
        raise Refused(says, Why.BAD_PAYLOAD, {"complaint": [says]})
    return found


def _conclude(record: AgentComplaint, act: Act[payloads.AgentFindings]) -> None:
    record.findings, record.answer, record.concluded_at = act.given.findings, act.given.answer, act.at


@AboutAgent.verify.does
def propose_the_cut(record: AgentComplaint, act: Act[payloads.AgentFindings]) -> None:
    """一经查实,给予责任人降一级工资以上处分 (S3-11b, P3)."""
    _conclude(record, act)
    facts = f"{act.case.number}: {record.get_fault_display()} — {act.given.findings}"
    record.sanction = propose(None, "P3", bounds_of("P3").clause, record.accused_id, facts, act.at)


@AboutAgent.reject.does
def conclude_without_a_sanction(record: AgentComplaint, act: Act[payloads.AgentFindings]) -> None:
    _conclude(record, act)
