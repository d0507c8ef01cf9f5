"""What any employee hears from a customer goes to the project's centre (第六条:售后服务工作人人有责)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shouwen.centres import parties, rules
from shouwen.centres.flows import Voice
from shouwen.centres.models import Lead, VoiceMessage
from shouwen.centres.words import VoiceState
from shouwen.estate.models import Project, Unit
from shouwen.kernel import clock, rulebook
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.people.models import Staff
from shouwen.people.queries import holders
from shouwen.people.roles import Role


@dataclass(frozen=True)
class Told:
    """What the employee passes on; ``photo_id``: evidence received from the same person before."""

    project_id: int | None
    room: str
    words: str
    customer_name: str = ""
    phone: str = ""
    photo_id: int | None = None


@transaction.atomic
def submit(told: Told, reporter: Staff, key: str) -> Lead:
    """Put the matter into the queue of the project's centre and tell its specialists. Any active employee may.

    A repeated ``key`` gives the lead of the first time. Refused when project, room or words are missing.
    """
    earlier = Lead.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    project = Project.objects.select_related("org").filter(pk=told.project_id or 0).first()
    if project is None or not reporter.is_active or not (told.room.strip() and told.words.strip()):
        raise _refusal(told, project, reporter)
    unit = Unit.objects.filter(Q(code=told.room.strip()) | Q(text=told.room.strip()), project=project).first()
    lead = Lead.objects.create(
        project=project,
        unit=unit,
        room=told.room.strip()[:60],
        customer_name=told.customer_name.strip()[:80],
        phone=told.phone.strip()[:24],
        words=told.words.strip(),
        photo_id=told.photo_id,
        reporter=reporter,
        at=clock.now(),
        key=key,
    )
    _tell_the_counter(lead, project)
    return lead


def _refusal(told: Told, project: Project | None, reporter: Staff) -> Refused:
    if not reporter.is_active:
        return Refused(_("Only active employees report matters."), Why.WRONG_ROLE)
    empty = [_("This is still empty.")]
    wrong = {
        **({} if project else {"project": empty}),
        **({} if told.room.strip() else {"room": empty}),
        **({} if told.words.strip() else {"words": empty}),
    }
    return Refused(_("Not sent yet: something is still empty."), Why.BAD_PAYLOAD, wrong)


def _tell_the_counter(lead: Lead, project: Project) -> None:
    people = holders(Role.PROJECT_AGENT, lead.at, orgs=[project.org_id]) or holders(Role.GROUP_AGENT, lead.at)
    data = {"project": project.name, "room": lead.room}
    post(
        NoticeDraft("lead_reported", f"lead:{lead.pk}:s{pk}", lead.at, staff_id=pk, data=data)
        for pk in dict.fromkeys(people)
    )


def leads_for(person: Staff) -> QuerySet[Lead]:
    """The leads of the projects whose cases the person sees as counter or group, and the person's own."""
    found = Lead.objects.select_related("project", "reporter", "complaint", "unit")
    if parties.is_of_the_group(person):
        return found
    return found.filter(Q(reporter=person) | Q(project__in=parties.served_projects(person)))


def messages_for(actor: Actor) -> QuerySet[VoiceMessage]:
    """The voice messages within the actor's scope."""
    cases = visible_cases(actor).filter(flow=Voice.code)
    found = VoiceMessage.objects.filter(case__in=cases)
    return found.select_related("case__project", "listened_by", "complaint")


@dataclass(frozen=True)
class Omissions:
    """What nobody made a complaint of in time: possible omissions, for the group to look into (第六、十七条)."""

    leads: QuerySet[Lead]
    messages: QuerySet[VoiceMessage]


def omissions(at: datetime) -> Omissions:
    """Leads and voice messages that were not turned into a complaint within the limit (24 hours by default)."""
    before = at - timedelta(minutes=rulebook.value(rules.OMISSION_AFTER, at))
    leads = Lead.objects.filter(complaint=None, at__lt=before).select_related("project", "reporter")
    waiting = VoiceMessage.objects.filter(case__state=VoiceState.WAITING, ended_at__lt=before)
    return Omissions(
        leads.order_by("at", "id"),
        waiting.select_related("case__project", "listened_by").order_by("ended_at", "case_id"),
    )


def may_open(lead: Lead, person: Staff) -> bool:
    """Whether the person may see the lead's photo."""
    return leads_for(person).filter(pk=lead.pk).exists()
