"""The daily looks: periods that end, projects without a centre, postings to rotate (第七、四十三条)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from shouwen.centres import parties, payloads, periods, rules
from shouwen.centres.flows import Centre, Postings
from shouwen.centres.models import Posting, ServiceCentre
from shouwen.centres.words import CentreState, PostingState
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves, rulebook
from shouwen.kernel.access import ENGINE
from shouwen.kernel.models import Case
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.people.models import Appointment
from shouwen.people.queries import appointments_at, holders
from shouwen.people.roles import Role

NAMED = 5  # so many names fit into a message


def scan_periods(slot: datetime) -> dict[str, Any]:
    """设立期满扫描 (S3-07): T15 follows the dates, a warning 30 days before the end, and who lacks a centre."""
    today = clock.day_of(slot)
    centres = list(operating())
    changed = sum(follow_the_dates(centre, slot) for centre in centres)
    ahead = timedelta(days=rulebook.value(rules.PERIOD_REMIND, slot))
    ending = [c for c in centres if c.required_until and today <= c.required_until <= today + ahead]
    for centre in ending:
        _warn(centre, slot)
    lacking = [need.project for need in periods.needs(Project.objects.order_by("id"), slot) if need.is_lacking]
    if lacking:
        _tell_the_group("centre_missing", slot, count=len(lacking), projects=_names([p.name for p in lacking]))
    return {"periods_changed": changed, "ending": len(ending), "lacking": len(lacking)}


def operating() -> QuerySet[ServiceCentre]:
    """The centres that work now."""
    found = ServiceCentre.objects.filter(case__state=CentreState.OPERATING)
    return found.select_related("case__project__org").order_by("case_id")


def follow_the_dates(centre: ServiceCentre, at: datetime) -> bool:
    """Note the period as the estate's dates have it now; whether it changed."""
    until = periods.required_until(centre.case.project, at)
    if until == centre.required_until:
        return False
    moves.take(Centre.note_period, centre.pk, by=ENGINE, given=payloads.Period(until=until))
    centre.required_until = until
    return True


def _warn(centre: ServiceCentre, slot: datetime) -> None:
    """期满前30天预警集团与项目, once each for one end of the period."""
    people = [*parties.of_the_group(slot), *holders(Role.PROJECT_AGENT, slot, orgs=[centre.case.project.org_id])]
    until = centre.required_until
    data = {"project": centre.case.project.name, "until": str(until)}
    post(
        NoticeDraft(
            "centre_period_ends", f"period:{centre.pk}:{until}:s{pk}", slot, staff_id=pk, case_id=centre.pk, data=data
        )
        for pk in dict.fromkeys(people)
    )


def _tell_the_group(code: str, slot: datetime, **data: Any) -> None:
    day = str(clock.day_of(slot))
    post(
        NoticeDraft(code, f"{code}:{day}:s{pk}", slot, staff_id=pk, data={"day": day, **data})
        for pk in dict.fromkeys(parties.of_the_group(slot))
    )


def _names(names: list[str]) -> str:
    return "、".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")


# — who serves where —


def scan_postings(slot: datetime) -> dict[str, Any]:
    """半年轮换扫描 (S3-43): postings follow the appointments; a warning 30 days before, and who is overdue."""
    begun, ended = _begin_postings(slot), _end_postings(slot)
    today = clock.day_of(slot)
    ahead = today + timedelta(days=rulebook.value(rules.ROTATION_REMIND, slot))
    serving = Posting.objects.filter(case__state=PostingState.SERVING).select_related("person", "case__project")
    soon = list(serving.filter(due_on__gte=today, due_on__lte=ahead))
    for posting in soon:
        _announce(posting, slot)
    late = list(serving.filter(due_on__lt=today).order_by("due_on"))
    if late:
        people = _names([f"{one.person.name}（{one.case.project.name}）" for one in late])
        _tell_the_group("rotation_overdue", slot, count=len(late), people=people)
    return {"begun": begun, "ended": ended, "soon": len(soon), "overdue": len(late)}


def _begin_postings(at: datetime) -> int:
    """Whoever serves at an operating centre and has no posting there yet; from the later of the two beginnings on."""
    opened = dict(operating().values_list("case__project__org_id", "opened_on"))
    projects = Project.objects.in_bulk(list(opened), field_name="org_id")
    known = Posting.objects.filter(
        case__state=PostingState.SERVING, person=OuterRef("staff"), case__project__org=OuterRef("org")
    )
    posts = appointments_at(at).filter(role=Role.PROJECT_AGENT, org_id__in=list(opened)).exclude(Exists(known))
    found = list(posts.select_related("staff").order_by("id"))
    for one in found:
        arrived = max(clock.day_of(one.starts_at), opened[one.org_id])
        begin_posting(one, projects[one.org_id], arrived)
    return len(found)


def begin_posting(post_held: Appointment, project: Project, arrived_on: date) -> Case:
    """The posting of who holds this post, from the day of arrival on."""
    place = moves.Place(project, agent=post_held.staff)
    return moves.start(Postings.arrive, place, by=ENGINE, given=payloads.Arrival(arrived_on=arrived_on)).case


def _end_postings(at: datetime) -> int:
    """Whoever no longer holds the post has left the project."""
    held = appointments_at(at).filter(
        role=Role.PROJECT_AGENT, staff=OuterRef("person"), org=OuterRef("case__project__org")
    )
    gone = Posting.objects.filter(case__state=PostingState.SERVING).exclude(Exists(held)).order_by("case_id")
    ids = list(gone.values_list("case_id", flat=True))
    for pk in ids:
        moves.take(Postings.leave, pk, by=ENGINE)
    return len(ids)


def _announce(posting: Posting, slot: datetime) -> None:
    """提前30天提醒集团中心与本人, once each for one posting."""
    data = {
        "name": posting.person.name,
        "project": posting.case.project.name,
        "since": str(posting.arrived_on),
        "due": str(posting.due_on),
    }
    people = [posting.person_id, *parties.of_the_group(slot)]
    post(
        NoticeDraft("rotation_soon", f"rotation:{posting.pk}:s{pk}", slot, staff_id=pk, case_id=posting.pk, data=data)
        for pk in dict.fromkeys(people)
    )
