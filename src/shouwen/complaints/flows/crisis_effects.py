"""Effects of an emergency's steps: what is written down, who commands, what it has to do with a complaint."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouwen.complaints.crisis import payloads
from shouwen.complaints.crisis.parties import who_may_command
from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.flows.crisis import Crisis
from shouwen.complaints.flows.handling import Handling
from shouwen.complaints.flows.handling_links import handling_of
from shouwen.complaints.handling.words import UNDER_WAY
from shouwen.complaints.models import ComplaintRecord, CrisisRecord
from shouwen.complaints.payloads import Reason
from shouwen.complaints.words import ComplaintState
from shouwen.exchange.lessons import SystemicSuspicion
from shouwen.kernel import crossing, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act
from shouwen.kernel.models import Case


@Crisis.report.does
def take_the_alarm_down(record: CrisisRecord, act: Act[payloads.Alarm]) -> None:
    """类型、等级、地点、涉及户数、发现时间; nothing is refused for being uncertain."""
    given = act.given
    record.kind, record.grade, record.place, record.what = given.kind, given.grade, given.place, given.what
    record.households, record.first_action = given.households, given.first_action
    record.discovered_at = min(given.discovered_at or act.at, act.at)
    act.case.title = f"{record.get_kind_display()} · {given.place} · {given.what}"[:200]
    if given.complaint:
        _link(record, act.case, given.complaint)


@Crisis.link.does
def link_the_complaint(record: CrisisRecord, act: Act[payloads.Link]) -> None:
    _link(record, act.case, act.given.complaint)


def _link(record: CrisisRecord, case: Case, number: str) -> None:
    """A complaint of the same project, by its number."""
    found = ComplaintRecord.objects.filter(case__number=number.strip().upper(), case__project=case.project)
    record.complaint = found.exclude(case__state=ComplaintState.VOIDED).first()
    if record.complaint is None:
        says = _("There is no complaint {number} in this project.").format(number=number)
        raise Refused(says, Why.BAD_PAYLOAD, {"complaint": [says]})


@Crisis.respond.does
def put_somebody_in_command(record: CrisisRecord, act: Act[payloads.Response]) -> None:
    """指挥人、到场时间、首个措施、对外发言人."""
    given = act.given
    if given.commander not in who_may_command(act.case, act.at):
        says = _(
            "Whoever commands holds a post that leads, at the company or the project; choose one of those offered."
        )
        raise Refused(says, Why.BAD_PAYLOAD, {"commander": [says]})
    if not record.discovered_at <= given.arrived_at <= act.at:
        says = _("Somebody arrives after the discovery and not in the future.")
        raise Refused(says, Why.BAD_PAYLOAD, {"arrived_at": [says]})
    record.commander_id, record.spokesperson = given.commander, given.spokesperson
    record.arrived_at, record.first_measure = given.arrived_at, given.first_measure


@Crisis.control.does
def note_how_it_was_controlled(record: CrisisRecord, act: Act[payloads.Control]) -> None:
    record.measures, record.controlled_at = act.given.measures, act.at


@Crisis.flare_up.does
def it_is_not_controlled(record: CrisisRecord, _act: Act[payloads.Relapse]) -> None:
    record.controlled_at = None


@Crisis.resolve.does
def note_the_resolution(record: CrisisRecord, act: Act[payloads.Resolution]) -> None:
    """对客户/对外口径、赔付、通报."""
    given = act.given
    record.statement, record.informed = given.statement, given.informed
    record.compensation, record.losses, record.resolved_at = given.compensation, given.losses, act.at


@Crisis.review.does
def learn_from_it(record: CrisisRecord, act: Act[payloads.Review]) -> None:
    """原因、改进、预案修订."""
    given, case = act.given, act.case
    record.root_cause, record.improvement = given.root_cause, given.improvement
    record.plan_revision = given.plan_revision
    if given.is_systemic:
        problem = given.root_cause[:200]
        key = f"crisis:{case.pk}"
        crossing.send(act, SystemicSuspicion(
            key=key, problem=problem, project_id=case.project_id, case_id=case.pk, at=act.at
        ))  # fmt: skip


@Crisis.escalate.waits_for
def a_complaint_is_linked(record: CrisisRecord) -> str | None:
    return None if record.complaint_id else _("Link the complaint first: an order is raised from a complaint.")


@Crisis.escalate.waits_for
def the_complaint_is_open(record: CrisisRecord) -> str | None:
    if record.complaint is None or record.complaint.case.closed_at is None:
        return None
    return _("The complaint itself is closed; what comes again is registered as a repeat complaint.")


@Crisis.escalate.does
def raise_the_order(record: CrisisRecord, act: Act[Reason]) -> None:
    """转督办: through the company's handling where one is under way, else from the complaint itself (S4-CMP-16)."""
    handling = handling_of(record.complaint_id)
    if handling is not None and handling.state in UNDER_WAY:
        done = moves.take(Handling.escalate, handling.pk, by=act.actor, given=act.given)
        act.facts["opened"] = list(done.opened)
    elif record.complaint is not None:
        done = moves.take(Complaint.escalate, record.complaint.pk, by=act.actor)
        act.facts["opened"] = list(done.opened)
