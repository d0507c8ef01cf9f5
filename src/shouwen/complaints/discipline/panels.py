"""What sanctions, discipline cases, complaints about specialists and meetings add to the generic case pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.discipline import openings
from shouwen.complaints.discipline.accused import people_of
from shouwen.complaints.discipline.rules import bounds_of
from shouwen.complaints.discipline.words import Cause, Fault, MeetingKind, SanctionCode, Source
from shouwen.complaints.flows import AboutAgent, Discipline, Meeting, Order, Reconciliation, Sanctioning
from shouwen.complaints.flows.sanction import decision_in_words
from shouwen.complaints.models import AgentComplaint, DisciplineRecord, MeetingRecord, Sanction
from shouwen.complaints.words import PersonMeasure
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Case
from shouwen.kernel.reveal import mask_name
from shouwen.kernel.wording import listed
from shouwen.people.models import Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import Role
from shouwen.web import written
from shouwen.web.cases import panels
from shouwen.web.cases.panels import Chip, Choices, Facet, Panel
from shouwen.web.parts import Words

LEADERS = (Role.LEADER_IN_CHARGE, Role.PROJECT_GM, Role.CHAIRMAN, Role.DEPARTMENT_HEAD)
Facts = list[tuple[Words, Words]]


def _kept(facts: Facts) -> Facts:
    return [fact for fact in facts if fact[1]]


def sanction_context(case: Case, actor: Actor) -> Mapping[str, Any]:
    """What is proposed, what the clause allows, what the person says, what was decided."""
    sanction: Sanction = case.sanction
    bounds = bounds_of(sanction.code)
    facts: Facts = [
        (_("Person"), sanction.person.name),
        (_("Line of the table"), sanction.get_code_display()),
        (_("Sanction the clause names"), sanction.kind),
        (_("Facts"), sanction.facts),
        (_("The clause allows"), listed(measure.label for measure in bounds.measures)),
        (_("May state until"), written.moment_if_any(sanction.statement_until)),
        (_("Own statement"), sanction.statement),
        (_("Decided without a statement because"), sanction.unheard),
        (_("Decision"), decision_in_words(sanction) if sanction.decided_at else ""),
        (_("Grounds"), sanction.decision),
        (_("Decided by"), sanction.decided_by.name if sanction.decided_by else ""),
        (_("Takes effect on"), f"{sanction.effective_on:%Y-%m-%d}" if sanction.effective_on else ""),
        (_("Filed under"), sanction.filed_under),
    ]
    return {
        "facts": _kept(facts),
        "order": sanction.order.case.number if sanction.order else "",
        "evidence": sanction.evidence_ids,
        "title": _("The sanction"),
        **_inquiry(sanction, actor),
    }


def _inquiry(sanction: Sanction, actor: Actor) -> dict[str, Any]:
    """处分可转为查处案件 (S3-37b, S3-37d): the case there is, or whether one may be opened."""
    if sanction.code not in openings.OF_THE_FIVE_MATTERS or sanction.order_id is None:
        return {}
    there = openings.inquiry_of(sanction, actor)
    return {"inquiry": there, "may_turn": there is None and openings.may_open(actor)}


def _grave(case: Case) -> Sequence[Chip]:
    """高优先级线索 (S3-24i)."""
    source = case.discipline.source
    known = Source(source) if source in Source.values else None
    return [] if known is None else [Chip(known.label, heavy=known.is_grave)]


def discipline_context(case: Case, _actor: Actor) -> Mapping[str, Any]:
    """The clue, the findings and the sanction that followed."""
    record: DisciplineRecord = case.discipline
    facts: Facts = [
        (_("Cause"), record.get_cause_display()),
        (_("Person"), record.person.name),
        (_("Facts"), record.facts),
        (_("Findings"), record.findings),
        (_("Concluded"), written.moment_if_any(record.concluded_at)),
    ]
    about = record.order.case if record.order else None
    linked = _linked(about, record.sanction)
    return {**linked, "facts": _kept(facts), "title": _("The matter"), "evidence": record.evidence_ids}


def about_agent_context(case: Case, _actor: Actor) -> Mapping[str, Any]:
    """What the customer says, and what was found."""
    record: AgentComplaint = case.agent_complaint
    facts: Facts = [
        (_("Specialist"), record.accused.name),
        (_("What about"), record.get_fault_display()),
        (_("Customer's name"), mask_name(record.customer_name)),
        (_("What the customer says"), record.words),
        (_("Findings"), record.findings),
        (_("Answer to the customer"), record.answer),
    ]
    about = record.complaint.case if record.complaint else None
    return {**_linked(about, record.sanction), "facts": _kept(facts), "title": _("The complaint")}


def _linked(order: Case | None, sanction: Sanction | None) -> dict[str, Any]:
    number = sanction.case.number if sanction and sanction.case else ""
    return {"order": order.number if order else "", "sanction": number}


def meeting_context(case: Case, _actor: Actor) -> Mapping[str, Any]:
    """Agenda with what each order still needs, people, the plan."""
    meeting: MeetingRecord = case.meeting
    items = list(meeting.items.select_related("order__case", "person", "company").order_by("due_on", "id"))
    planned = {item.order_id for item in items}
    agenda = meeting.agenda.select_related("order__case__project", "order__responsible").order_by("id")
    facts: Facts = [
        (_("Chair"), meeting.chair.name if meeting.chair else ""),
        (_("Planned for"), written.moment_if_any(meeting.planned_at)),
        (_("Venue"), meeting.venue),
        (
            _("Held"),
            f"{written.moment_if_any(meeting.started_at)} – {written.moment(meeting.ended_at)}"
            if meeting.ended_at
            else "",
        ),
        (_("Minutes"), meeting.minutes),
    ]
    return {
        "facts": _kept(facts),
        "title": meeting.get_kind_display(),
        "agenda": [(point.order, point.order_id in planned) for point in agenda],
        "people": list(meeting.attendances.select_related("person", "company").order_by("id")),
        "items": items,
        "today": clock.day_of(clock.now()),
        "plans_url": reverse("complaints:plans"),
    }


# ---- choices ------------------------------------------------------------


def people_in(roles: Sequence[Role]) -> list[tuple[str, str]]:
    """Everybody who holds one of these roles now: id, name with the post."""
    posts = appointments_at(clock.now()).filter(role__in=roles).select_related("staff", "org")
    named = ((str(p.staff_id), f"{p.staff.name} · {Role(p.role).label} · {p.org.name}") for p in posts)
    return sorted(dict(named).items(), key=lambda pair: pair[1])


def measures_allowed(case: Case) -> Choices:
    """Only what the clause allows is offered (S3-36d: no demotion for a leader; S3-37f: four measures)."""
    return [(measure.value, measure.label) for measure in bounds_of(case.sanction.code).measures]


def measures_of_the_check(case: Case) -> Choices:
    """The same, where a concealment is decided on the reception's own page."""
    sanction = case.reception_check.sanction
    allowed = bounds_of(sanction.code).measures if sanction else tuple(PersonMeasure)
    return [(measure.value, measure.label) for measure in allowed]


def orders_of_the_agenda(case: Case) -> Choices:
    points = case.meeting.agenda.select_related("order__case").order_by("id")
    return [(p.order.case.number, f"{p.order.case.number} · {p.order.case.title}") for p in points]


def people_of_the_agenda(case: Case) -> Choices:
    """Those called, and the persons responsible for the orders."""
    called = case.meeting.attendances.values_list("person_id", flat=True)
    responsible = case.meeting.agenda.values_list("order__responsible_id", flat=True)
    people = Staff.objects.filter(pk__in=[*called, *responsible]).order_by("name", "id")
    return [(str(person.pk), person.name) for person in people]


def called_people(case: Case) -> Choices:
    people = case.meeting.attendances.select_related("person").order_by("id")
    return [(str(one.person_id), one.person.name) for one in people]


def open_items_of(case: Case) -> Choices:
    items = case.order.plan_items.filter(done_at=None).order_by("due_on", "id")
    return [(str(item.pk), f"{item.due_on:%m-%d} · {item.measure}") for item in items]


def _leaders(_case: Case) -> Choices:
    return people_in(LEADERS)


def _anybody(_case: Case) -> Choices:
    return people_in((*LEADERS, Role.PROJECT_AGENT, Role.DEPARTMENT_STAFF))


def specialists_of(complaint: Case | None) -> Choices:
    """Of a complaint that is known the people it may be about; before it is, the specialists of all projects."""
    if complaint is None:
        return people_in((Role.PROJECT_AGENT,))
    return [(str(person.pk), person.name) for person in people_of(complaint, clock.now())]


panels.register(
    Sanctioning.code,
    Panel(
        template="complaints/discipline/sanction_panel.html",
        context=sanction_context,
        select=("person", "decided_by", "order__case"),
        in_lists=("sanction__person",),
        facets=(Facet("code", _("Line of the table"), "sanction__code", SanctionCode.choices),),
    ),
)
panels.register(
    Discipline.code,
    Panel(
        template="complaints/discipline/linked_panel.html",
        context=discipline_context,
        chips=_grave,
        select=("person", "order__case", "sanction__case"),
        in_lists=("discipline__person",),
        facets=(Facet("cause", _("Cause"), "discipline__cause", Cause.choices),),
    ),
)
panels.register(
    AboutAgent.code,
    Panel(
        template="complaints/discipline/linked_panel.html",
        context=about_agent_context,
        select=("accused", "complaint__case", "sanction__case"),
        in_lists=("agent_complaint__accused",),
        facets=(Facet("fault", _("What about"), "agent_complaint__fault", Fault.choices),),
    ),
)
panels.register(
    Meeting.code,
    Panel(
        template="complaints/discipline/meeting_panel.html",
        context=meeting_context,
        deadline="MONTHLY",
        select=("chair",),
        in_lists=("meeting",),
        facets=(Facet("kind", _("Kind"), "meeting__kind", MeetingKind.choices),),
    ),
)
panels.offer_choices(Sanctioning.decide.code, "measures", measures_allowed)
panels.offer_choices(Sanctioning.bring.code, "to", _leaders)
panels.offer_choices(Discipline.report.code, "to", _anybody)
panels.offer_choices(AboutAgent.report.code, "to", specialists_of)
panels.offer_choices(Reconciliation.decide.code, "measure", measures_of_the_check)
panels.offer_choices(Meeting.add_item.code, "order", orders_of_the_agenda)
panels.offer_choices(Meeting.add_item.code, "to", people_of_the_agenda)
panels.offer_choices(Meeting.hold.code, "came", called_people)
panels.offer_choices(Order.finish_plan_item.code, "item", open_items_of)
