"""A specialist's posting: half a year at one project, then to another (第四十三条)."""

from __future__ import annotations

from datetime import datetime, time

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.centres import duties, parties, payloads, rules
from shouwen.centres.flows.centre import Centre
from shouwen.centres.flows.centre_closing import end_post
from shouwen.centres.models import Posting
from shouwen.centres.words import CentreState, PostingState
from shouwen.common.dates import add_months
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves
from shouwen.kernel.access import ENGINE, SYSTEM
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Flow, Nothing, Step, start
from shouwen.kernel.handover import hand_on_obligations
from shouwen.kernel.models import Case
from shouwen.people.models import Appointment, PostChange, Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import Role

S = PostingState


class Postings(Flow[Posting]):
    """到岗 → 满半年前轮换到另一项目,在办投诉一并移交。(S3-43)"""

    code, record, title, prefix = "centres.posting", Posting, _("Posting of a specialist"), "LG"
    State, T14 = PostingState, duties.T14

    arrive = start(to=S.SERVING, by=SYSTEM, takes=payloads.Arrival, title=_("Arrive"), hidden=True, clause="第四十三条")
    rotate = Step(
        [S.SERVING],
        S.ROTATED,
        parties.GROUP_CENTRE,
        payloads.Rotation,
        _("Rotate to another project"),
        meets=[T14],
        clause="第四十三条",
    )
    leave = Step([S.SERVING], S.LEFT, SYSTEM, Nothing, _("Leave the project"), hidden=True, clause="第四十三条")


@Postings.arrive.does
def count_half_a_year(posting: Posting, act: Act[payloads.Arrival]) -> None:
    """T14: so many calendar months from the day of arrival, month-end safe."""
    if act.case.agent_id is None:
        raise ValueError("a posting is somebody's")
    posting.person_id, posting.arrived_on = act.case.agent_id, act.given.arrived_on
    posting.due_on = add_months(act.given.arrived_on, act.work.book.value(rules.ROTATION_MONTHS))
    act.case.title = posting.person.name
    act.work.open(duties.T14, started_at=clock.at_time(act.given.arrived_on, time.min))


@Postings.rotate.does
def to_another_project(posting: Posting, act: Act[payloads.Rotation]) -> None:
    """新任职必须是另一项目,在办投诉一并移交 (S3-43a)."""
    target = Project.objects.select_related("org").filter(pk=act.given.to_project).first()
    if target is None or not has_a_centre(target):
        raise _wrong(now_("This project has no service centre."))
    if target.pk == act.case.project_id:
        raise _wrong(now_("A rotation leads to another project."))
    posting.left_on, posting.next_project = clock.day_of(act.at), target
    person, by, reason = posting.person, parties.staff_of(act.actor), act.given.reason
    act.tells("rotated", [person.pk])
    act.after(lambda: _move(person, act.case.project, target, act.at, by, reason))


@Postings.leave.does
def note_the_day(posting: Posting, act: Act[Nothing]) -> None:
    posting.left_on = clock.day_of(act.at)


def has_a_centre(project: Project) -> bool:
    """Whether the project's service centre is operating."""
    return Case.objects.filter(flow=Centre.code, project=project, state=CentreState.OPERATING).exists()


def _move(person: Staff, old: Project, new: Project, at: datetime, by: Staff, reason: str) -> None:
    """The old post ends and what it owed goes on, the new one begins, and with it the next half year."""
    for post in appointments_at(at).filter(staff=person, role=Role.PROJECT_AGENT, org=old.org):
        end_post(post, at, by, reason)
    if not appointments_at(at).filter(staff=person, role=Role.PROJECT_AGENT, org=new.org).exists():
        made = Appointment.objects.create(staff=person, role=Role.PROJECT_AGENT, org=new.org, starts_at=at)
        PostChange.objects.create(appointment=made, kind=PostChange.Kind.STARTED, at=at, by=by, reason=reason[:200])
    hand_on_obligations(person, at)
    begin(person, new, at)


def begin(person: Staff, project: Project, at: datetime) -> Case:
    """A new posting of the person at the project, from the day of ``at`` on."""
    given = payloads.Arrival(arrived_on=clock.day_of(at))
    return moves.start(Postings.arrive, moves.Place(project, agent=person), by=ENGINE, given=given).case


def _wrong(message: str) -> Refused:
    return Refused(message, Why.BAD_PAYLOAD, {"to_project": [message]})
