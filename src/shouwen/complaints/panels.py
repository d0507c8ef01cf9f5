"""What complaints and supervision orders add to the generic case pages: panel, chips, facets, choices, paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import level_panel, measured, rules, sheets
from shouwen.complaints.discipline import openings
from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.flows.order_closure import DISCIPLINE_FINDING
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.complaints.order_paper import first_arrangement, order_paper
from shouwen.complaints.standards import checks_for
from shouwen.complaints.words import Channel, ComplaintType, Level
from shouwen.kernel import clock, rulebook
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Case, PenaltyLine
from shouwen.kernel.wording import listed
from shouwen.people.roles import Department
from shouwen.web import written
from shouwen.web.cases import panels
from shouwen.web.cases.history import name_fact, who
from shouwen.web.cases.panels import Chip, Choices, Facet, Panel
from shouwen.web.parts import Words

Facts = list[tuple[Words, Words]]


def department_name(code: str) -> str:
    """A department's title; the code if it is none of ours."""
    return str(Department(code).label) if code in Department.values else code


def order_context(case: Case, actor: Actor) -> Mapping[str, Any]:
    """The panel of an order: the demand, who is responsible, the plan, and the three measures."""
    order: OrderRecord = case.order
    complaint: ComplaintRecord | None = getattr(case.parent, "complaint", None) if case.parent else None
    papers = papers_of(case)
    facts, measures = _order_facts(order, complaint), measured.of_order(order, complaint, actor)
    inquiries = openings.inquiries_into(case, actor)
    return {
        "facts": facts,
        "measures": measures,
        "papers": papers,
        "inquiries": inquiries,
        **level_panel.of_order(case, actor),
    }


def papers_of(case: Case) -> list[tuple[Words, str, str]]:
    """The papers beside the order that there are by now: title, PDF, workbook (S3-I04)."""

    def address(kind: str, form: str) -> str:
        return reverse("complaints:order_paper", args=[case.number, kind, form])

    return [(title, address(kind, "pdf"), address(kind, "xlsx")) for kind, title in sheets.there_are(case)]


def complaint_context(case: Case, actor: Actor) -> Mapping[str, Any]:
    """The panel of a complaint: what was taken down."""
    record: ComplaintRecord = case.complaint
    facts: Facts = [
        (_("Demand"), record.demand),
        (_("Completion the customer asks for"), written.moment_if_any(record.required_finish_at)),
        (_("Channel"), record.get_channel_display()),
        (_("Explained, comforted, guided"), record.comfort_note),
        (_("Signature"), _signature(record)),
        (_("Solution"), record.solution),
    ]
    shown, measures = [fact for fact in facts if fact[1]], measured.of_complaint(record, actor)
    inquiries = openings.inquiries_into(case, actor)
    return {"facts": shown, "measures": measures, "inquiries": inquiries, **level_panel.of_complaint(case, actor)}


def _signature(record: ComplaintRecord) -> str:
    if record.is_signed:
        return now_("signed")
    return record.unsigned_reason or now_("not signed yet")


def _order_facts(order: OrderRecord, complaint: ComplaintRecord | None) -> Facts:
    plan = now_("version {n}: {plan}").format(n=order.plan_version, plan=order.plan) if order.plan else ""
    facts: Facts = [
        (_("Demand"), order.part or (complaint.demand if complaint else "")),
        (_("First responsible"), department_name(order.first_department)),
        (_("Reason for another department"), order.override_reason),
        (_("Person responsible"), order.responsible.name if order.responsible else ""),
        (_("Arranged in person"), _arranged(order)),
        (_("Cooperating"), listed(department_name(code) for code in order.cooperating)),
        (_("Leader in charge"), order.leader.name if order.leader else ""),
        (_("Leadership responsibility"), _leadership(order)),
        (_("Ordered completion"), written.moment_if_any(order.ordered_finish_at)),
        (_("Negotiated completion"), written.moment_if_any(order.negotiated_finish_at)),
        (_("Findings"), order.findings),
        (_("Plan"), plan),
        (_("Progress"), f"{order.percent} %" if order.percent else ""),
        (_("Verification of the level"), order.verification),
    ]
    return [fact for fact in facts if fact[1]]


def _arranged(order: OrderRecord) -> str:
    """第一时间亲自安排 (S3-05c): when, how long after the issue, by whom — 代办 is said where the person is named."""
    if order.arranged_at is None or order.issued_at is None:
        return ""
    after = now_("{span} after the issue").format(span=written.span(order.arranged_at - order.issued_at))
    first = first_arrangement(order)
    return " · ".join([written.moment(order.arranged_at), after, *([who(first)] if first else [])])


def _leadership(order: OrderRecord) -> str:
    """领导责任: at a special level the chairman (S3-21e), beside the leader in charge who stays (Q5)."""
    people = [person.name for person in (order.responsible, order.leader) if person]
    return listed(dict.fromkeys(people)) if order.is_special else ""


def order_chips(case: Case) -> Sequence[Chip]:
    """Type and level; what weighs is dark."""
    order: OrderRecord = case.order
    level = Level(order.level)
    slow = Chip(_("Seriously slow") if order.is_seriously_slow else _("Slow"), heavy=order.is_seriously_slow)
    risk = Chip(_("May escalate"), heavy=True)
    return [
        Chip(order.get_type_display()),
        Chip(level.label, heavy=level.is_special),
        *([slow] if order.is_slow or order.is_seriously_slow else []),
        *([risk] if order.has_escalation_risk else []),
        *([Chip(_("Off the matrix"))] if order.override_reason else []),
        *([Chip(_("Escalated"), heavy=True)] if order.is_escalated else []),
        *([Chip(_("Brand event"), heavy=True)] if order.has_brand_event else []),
    ]


def complaint_chips(case: Case) -> Sequence[Chip]:
    """Type, and whether it is a repeated complaint."""
    record: ComplaintRecord = case.complaint
    chips = [Chip(record.get_type_display())] if record.type else []
    return [*chips, Chip(_("Repeated"), heavy=True)] if record.repeats_id else chips


def price_of_waiting(case: Case, _lines: Sequence[PenaltyLine]) -> str:
    """What the next late days would cost (第三十六条), so that it is known before it happens."""
    order: OrderRecord = case.order
    if order.issued_at is None or case.closed_at is not None:
        return ""
    day = clock.day_of(max(order.effective_deadline, clock.now())) + timedelta(days=1)
    late = (day - clock.day_of(order.effective_deadline)).days
    tiers = rulebook.value(rules.T8_TIERS, clock.now())
    tier = next((t for t in tiers if late <= t[0]), None)
    if tier is None:
        return now_("Beyond the last tier a person decides. (第三十六条)")
    words = now_("Finished only on {day}: late day {n}, CNY {owner} more for the person responsible, CNY {leader} more "
                 "for the leader in charge. (第三十六条)")  # fmt: skip
    return words.format(day=written.short_day(day), n=late, owner=tier[1], leader=tier[2])


def people_of_the_sanctions(case: Case) -> Choices:
    """Those for whom a sanction is proposed and not decided."""
    proposals = case.order.sanctions.filter(decided_at=None).select_related("person").order_by("id")
    return [(str(p.person_id), f"{p.person.name} · {p.code}") for p in proposals]


def self_check(case: Case) -> Choices:
    """The items to check before ringing (第二十四条)."""
    return [(check.value, check.label) for check in checks_for(case.order.type)]


panels.register(
    Order.code,
    Panel(
        template="complaints/order_panel.html",
        context=order_context,
        chips=order_chips,
        begins=openings.from_order,
        deadline="T8",
        select=("responsible", "leader", "company", "case__parent__complaint"),
        in_lists=("order",),
        facets=(
            Facet("type", _("Type"), "order__type", ComplaintType.choices),
            Facet("level", _("Level"), "order__level", Level.choices, shown=False),
            Facet("department", _("First responsible"), "order__first_department", Department.choices),
        ),
        next_price=price_of_waiting,
        paper=order_paper,
        paper_title=_("Print the order"),
    ),
)
panels.register(
    Complaint.code,
    Panel(
        template="complaints/complaint_panel.html",
        context=complaint_context,
        chips=complaint_chips,
        begins=openings.from_complaint,
        deadline="T1",
        select=("repeats__case", "merged_into__case"),
        in_lists=("complaint",),
        facets=(
            Facet("type", _("Type"), "complaint__type", ComplaintType.choices),
            Facet("channel", _("Channel"), "complaint__channel", Channel.choices),
        ),
    ),
)
name_fact(
    DISCIPLINE_FINDING,
    _("Discipline at the customer's home: a finding"),
    lambda data: _("A gift or tip was taken") if data.get("severe") else _("Smoked, ate or used the toilet"),
)
panels.offer_choices(Order.decide_sanction.code, "to", people_of_the_sanctions)
panels.offer_choices(Order.check_in.code, "self_check", self_check)
