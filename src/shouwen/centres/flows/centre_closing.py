"""Closing a centre: nothing open is left behind, and customers learn where to turn (第七条)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as now_

from shouwen.centres import parties, payloads
from shouwen.centres.flows.centre import Centre
from shouwen.centres.models import ServiceCentre, Transfer
from shouwen.estate.models import Project
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act
from shouwen.kernel.handover import hand_cases_to, hand_on_obligations
from shouwen.kernel.models import Case
from shouwen.people.models import Appointment, OrgUnit, PostChange, Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import Role


def open_cases(project: Project) -> QuerySet[Case]:
    """What customers still wait for at this project: every open case but the centre's own papers."""
    return Case.objects.filter(project=project, closed_at=None).exclude(flow__startswith="centres.").order_by("id")


@Centre.close.does
def leave_nothing_open(centre: ServiceCentre, act: Act[payloads.Closing]) -> None:
    """未结投诉移交地区公司/物业公司并留痕 (S3-07c)."""
    project = act.case.project
    company = OrgUnit.objects.filter(pk=act.given.successor, is_active=True).first()
    if company is None or company.pk not in (project.region_id, project.property_company_id):
        raise _wrong("successor", now_("Customers turn to the regional or the property company of the project."))
    left = list(open_cases(project).values_list("id", flat=True))
    heir = _heir(act, company, left)
    centre.closed_on, centre.successor = clock.day_of(act.at), company
    centre.successor_phone = act.given.phone
    act.facts["handed_over"] = len(left)
    if heir is not None:
        by = parties.staff_of(act.actor)
        rows = [Transfer(centre=centre, case_id=pk, to_org=company, to=heir, at=act.at, by=by) for pk in left]
        Transfer.objects.bulk_create(rows)
    act.after(lambda: _leave(act, left, heir))


def _heir(act: Act[payloads.Closing], company: OrgUnit, left: list[int]) -> Staff | None:
    """Who takes over; needed as soon as one case is open, and of the company that customers turn to."""
    if not left:
        return None
    if act.given.hand_over_to is None:
        words = now_("{count} cases are still open: say who takes them over.").format(count=len(left))
        raise _wrong("hand_over_to", words)
    person = Staff.objects.filter(pk=act.given.hand_over_to, is_active=True).first()
    if person is None or not _belongs(person, company, act.case, act.at):
        raise _wrong("hand_over_to", now_("Choose somebody of the company that customers turn to."))
    return person


def _belongs(person: Staff, company: OrgUnit, case: Case, at: datetime) -> bool:
    inside = appointments_at(at).filter(staff=person, org__path__startswith=company.path).exists()
    return inside and scope_of(Actor.of(person), at).covers(case)


def _leave(act: Act[payloads.Closing], left: list[int], heir: Staff | None) -> None:
    """The cases change hands, then the specialists' posts end and what they owed goes on."""
    by = parties.staff_of(act.actor)
    if heir is not None:
        hand_cases_to(left, heir, act.at, by)
    posts = appointments_at(act.at).filter(role=Role.PROJECT_AGENT, org=act.case.project.org)
    for post in posts.select_related("staff"):
        end_post(post, act.at, by, now_("the service centre was closed"))
        hand_on_obligations(post.staff, act.at)


def end_post(post: Appointment, at: datetime, by: Staff, reason: str) -> None:
    """The post ends; who ended it and why is kept."""
    post.ends_at = at
    post.save(update_fields=["ends_at"])
    PostChange.objects.create(appointment=post, kind=PostChange.Kind.ENDED, at=at, by=by, reason=reason[:200])


def _wrong(name: str, message: str) -> Refused:
    return Refused(message, Why.BAD_PAYLOAD, {name: [message]})
