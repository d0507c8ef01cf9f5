"""Putting right what an inspection found: demanded, reported, re-checked; or returned, or handed to discipline."""

from __future__ import annotations

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.exchange.violations import Violation
from shouwen.improvement import duties, parties, payloads, quarters
from shouwen.improvement.flows.inspection import SiteInspection
from shouwen.improvement.models import Inspection, Rectification
from shouwen.improvement.refusals import wrong
from shouwen.improvement.words import InspectionState
from shouwen.improvement.words import RectificationState as S
from shouwen.kernel import crossing, moves
from shouwen.kernel.access import ENGINE
from shouwen.kernel.duties import Tell
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.evidence import Proof
from shouwen.kernel.flows import Act, Flow, Nothing, Step, start
from shouwen.kernel.models import Case
from shouwen.people.models import Staff


class Demand(payloads.Finding):
    """A finding with its photos, rows of Evidence that belong to the inspection."""

    photos: list[int] = []


class RectificationDemand(Flow[Rectification]):
    """提出整改要求 → 责任人整改并附照片 → 复查通过才关闭，未通过退回；违反制度的转查处。(S3-40c、S3-40e)"""

    code, record, title, prefix = "improvement.rectification", Rectification, _("Rectification"), "ZG"
    State, RECTIFY, RECHECK = S, duties.RECTIFY, duties.RECHECK
    parent = SiteInspection

    demand = start(
        to=S.DEMANDED, by=parties.GROUP, takes=Demand, title=_("Demand that it is put right"),
        opens=[RECTIFY], tells=[Tell("rectification_demanded", parties.the_person)], clause="第四十条", hidden=True,
    )  # fmt: skip
    report = Step(
        [S.DEMANDED], S.REPORTED, parties.OWNER, payloads.PutRight, _("Report that it is put right"),
        needs=[Proof.PHOTO_AFTER], meets=[RECTIFY], opens=[RECHECK],
        tells=[Tell("rectification_reported", parties.the_group)], clause="第四十条",
    )  # fmt: skip
    accept = Step(
        [S.REPORTED], S.CLOSED, parties.GROUP, payloads.Verdict, _("Re-check: it is right now"),
        meets=[RECHECK], clause="第四十条",
    )  # fmt: skip
    send_back = Step(
        [S.REPORTED], S.DEMANDED, parties.GROUP, payloads.Return, _("Re-check: return it"),
        meets=[RECHECK], opens=[RECTIFY], tells=[Tell("rectification_returned", parties.the_person)],
        clause="第四十条",
    )  # fmt: skip
    hand_on = Step([S.DEMANDED], None, parties.GROUP, payloads.HandOn, _("Give it to somebody else"), clause="第四十条")
    pursue = Step(
        [S.DEMANDED, S.REPORTED, S.CLOSED], None, parties.GROUP, payloads.Pursuit, _("Hand it to discipline"),
        clause="第四十条",
    )  # fmt: skip


@SiteInspection.note_finding.does
def demand_that_it_is_put_right(inspection: Inspection, act: Act[payloads.Finding]) -> None:
    """对检查发现的问题提出整改要求: one case for each, with its owner at the inspected unit."""
    given = act.given
    if given.owner not in dict(parties.people_at([inspection.org_id], act.at)):
        raise wrong("owner", now_("Choose somebody of the unit that was inspected."))
    if quarters.midnight_after(quarters.day(given.due_on)) <= act.at:
        raise wrong("due_on", now_("The day by which it is put right lies ahead."))
    photos = [proof.pk for proof in act.proofs_of(Proof.PROBLEM_PHOTO)]
    owner = Staff.objects.get(pk=given.owner)
    place = moves.Place(act.case.project, agent=owner, parent=act.case, title=given.problem[:200])
    demand = {**given.model_dump(), "photos": photos}
    act.after(lambda: _demand(place, act, demand))


def _demand(place: moves.Place, act: Act[payloads.Finding], demand: dict[str, object]) -> None:
    moves.start(RectificationDemand.demand, place, by=act.actor, given=demand)


@SiteInspection.conclude.does
def close_it_where_nothing_is_wrong(_inspection: Inspection, act: Act[Nothing]) -> None:
    act.goes_to(InspectionState.RECTIFYING if _unsettled(act.case.pk) else InspectionState.CLOSED)


def _unsettled(inspection_id: int) -> bool:
    """Whether a finding of the inspection is still to be put right."""
    found = Case.objects.filter(parent_id=inspection_id, flow=RectificationDemand.code)
    return found.exclude(state=S.CLOSED).exists()


@RectificationDemand.demand.does
def write_down_what_is_wrong(finding: Rectification, act: Act[Demand]) -> None:
    given = act.given
    finding.inspection_id = act.case.parent_id or 0
    finding.problem, finding.due_on, finding.photos = given.problem, quarters.day(given.due_on), given.photos


@RectificationDemand.report.does
def note_what_was_done(finding: Rectification, act: Act[payloads.PutRight]) -> None:
    finding.done, finding.reported_at = act.given.done, act.at


@RectificationDemand.accept.does
def note_that_it_is_right(finding: Rectification, act: Act[payloads.Verdict]) -> None:
    """复查通过才关闭; with the last finding the inspection closes."""
    finding.verdict = act.given.verdict
    act.after(lambda: _close_the_inspection(act.case))


def _close_the_inspection(case: Case) -> None:
    inspection = Case.objects.get(children=case)
    if inspection.state == InspectionState.RECTIFYING and not _unsettled(inspection.pk):
        moves.take(SiteInspection.close, inspection.pk, by=ENGINE)


@RectificationDemand.send_back.does
def set_a_new_day(finding: Rectification, act: Act[payloads.Return]) -> None:
    if quarters.midnight_after(quarters.day(act.given.due_on)) <= act.at:
        raise wrong("due_on", now_("The day by which it is put right lies ahead."))
    finding.verdict, finding.due_on = act.given.verdict, quarters.day(act.given.due_on)
    finding.returned += 1


@RectificationDemand.hand_on.does
def put_somebody_else_in_charge(finding: Rectification, act: Act[payloads.HandOn]) -> None:
    """The duty moves with its due instant."""
    if act.given.to not in dict(parties.people_at([finding.inspection.org_id], act.at)):
        raise wrong("to", now_("Choose somebody of the unit that was inspected."))
    act.case.agent = Staff.objects.get(pk=act.given.to)
    act.tells("rectification_demanded", [act.given.to])


@RectificationDemand.pursue.does
def hand_it_to_discipline(finding: Rectification, act: Act[payloads.Pursuit]) -> None:
    """对违反制度的行为进行查处 (S3-40e): once for each finding; who keeps the sanctions opens the case."""
    if finding.pursued_at is not None:
        raise Refused(now_("This finding was handed to discipline already."), Why.WRONG_STATE)
    if act.given.to not in dict(parties.people_at([finding.inspection.org_id], act.at)):
        raise wrong("to", now_("Choose somebody of the unit that was inspected."))
    finding.pursued_at = act.at
    message = Violation(
        key=f"improvement.rectification:{act.case.pk}",
        person_id=act.given.to,
        clause="第四十条",
        ref="S3-40e",
        code="P20",
        facts=f"{act.case.number}: {finding.problem}\n{act.given.facts}",
        at=act.at,
        evidence_ids=tuple(finding.photos),
        project_id=act.case.project_id,
        case_id=act.case.pk,
        found_by_id=act.actor.staff_id,
    )
    crossing.send(act, message)
