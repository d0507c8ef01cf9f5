"""Sanctions the regulation proposes: opened here by whoever finds the facts, decided in their own flow.

Orders propose sanctions and sanctions hang on orders, so the flow is found by its name here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shouwen.complaints import parties
from shouwen.complaints.discipline.payloads import Proposal, Recorded, Verdict
from shouwen.complaints.discipline.rules import bounds_of
from shouwen.complaints.discipline.words import SanctionCode
from shouwen.complaints.models import OrderRecord, Sanction
from shouwen.complaints.payloads import SanctionDecision
from shouwen.complaints.supervision_payloads import PersonDecision
from shouwen.complaints.words import PersonMeasure
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves, sitting
from shouwen.kernel.access import ENGINE, Actor
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.kernel.flows import Act, Step, step_named
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import OrgKind, Role


def _step(name: str) -> Step[Any]:
    return step_named(f"complaints.sanction.{name}")


# ---- proposing ------------------------------------------------------------


def propose(order: OrderRecord | None, code: str, clause: str, person_id: int, facts: str, at: datetime) -> Sanction:
    """Open a proposal; the same one twice on an order is one. ``order`` is None for facts beyond a single order."""
    found = next((s for s in of_order(order) if (s.code, s.person_id, s.proposed_at) == (code, person_id, at)), None)
    return found or open_proposal(_proposal(order, code, clause, person_id, facts), order, at)


def open_proposal(proposal: Proposal, order: OrderRecord | None, at: datetime) -> Sanction:
    """Open a proposal; with a key that proposed before, that proposal."""
    if proposal.key and (found := Sanction.objects.filter(key=proposal.key).first()):
        return found
    place = place_for(proposal.to, order, at)
    done = moves.start(_step("propose"), place, by=ENGINE, given=proposal, occurred_at=at)
    return _record_of(done.case)


def record_decided(
    order: OrderRecord, code: str, clause: str, person_id: int, facts: str, decision: str, act: Act[Any]
) -> Sanction:
    """A sanction that is decided as it is recorded, in free words, by whoever the clause gives that right (S3-21f)."""
    proposal = _proposal(order, code, clause, person_id, facts)
    given = Recorded(proposal=proposal, decision=decision, decided_by=act.actor.staff_id)
    place = place_for(person_id, order, act.at)
    return _record_of(moves.start(_step("record_decided"), place, by=ENGINE, given=given, occurred_at=act.at).case)


def _proposal(order: OrderRecord | None, code: str, clause: str, person_id: int, facts: str) -> Proposal:
    order_id = order.pk if order else None
    return Proposal(code=SanctionCode(code), clause=clause, to=person_id, facts=facts[:4000], order=order_id)


def _record_of(case: Case) -> Sanction:
    """The record of a sanction that was just opened; within a sitting it is not written yet."""
    under_way = sitting.current()
    if under_way is None:
        return Sanction.objects.get(case=case)
    record = under_way.known(case.pk)[1]
    if not isinstance(record, Sanction):
        raise TypeError("not a sanction")
    return record


def of_order(order: OrderRecord | None) -> list[Sanction]:
    """Every sanction proposed on an order, oldest first, also those of the sitting under way."""
    if order is None:
        return []
    under_way = sitting.current()
    if under_way is None:
        return list(order.sanctions.order_by("id"))
    return [one for one in under_way.records.values() if isinstance(one, Sanction) and one.order_id == order.pk]


def place_for(person_id: int, order: OrderRecord | None, at: datetime) -> moves.Place:
    """Where the case belongs: to the order's project, else to one of those the person works for."""
    person = Staff.objects.get(pk=person_id)
    if order is not None:
        return moves.Place(order.case.project, agent=person)
    project = _project_of(person, at)
    if project is None:
        raise Refused(_("There is no project yet that this person could answer for."))
    return moves.Place(project, agent=person)


def _project_of(person: Staff, at: datetime) -> Project | None:
    """The project of the person's first post; of a company's or the group's people the oldest project."""
    projects = Project.objects.select_related("org", "region", "property_company").order_by("id")
    for post in appointments_at(at).filter(staff=person).select_related("org").order_by("starts_at", "id"):
        node = post.org.parent_id if post.org.kind == OrgKind.DEPARTMENT else post.org_id
        for lookup in ("org", "region", "property_company"):
            if found := projects.filter(**{lookup: node}).first():
                return found
    return projects.first()


def propose_for_long_delay(case: Case, at: datetime, owner_id: int | None) -> None:
    """第三十六条:超期15天以上,自第16天起对责任人(P17)与分管领导(P18)立案."""
    order = case.order
    facts = _("more than {days} days late").format(days=15)
    there = {(sanction.code, sanction.person_id) for sanction in of_order(order)}
    for code, person in (("P17", owner_id), ("P18", order.leader_id)):
        if person is not None and (code, person) not in there:
            propose(order, code, "第三十六条", person, f"{case.number}: {facts}", at)


# ---- deciding from where the facts lie ------------------------------------------------------------


def decide(order: OrderRecord, act: Act[SanctionDecision]) -> None:
    """Decide the person's open proposal of P17 or P18 on the order; Refused where there is none."""
    given = act.given
    open_ones = (s for s in of_order(order) if s.person_id == given.to and s.decided_at is None)
    sanction = next((s for s in open_ones if bounds_of(s.code).percent), None)
    if sanction is None:
        raise Refused(_("There is no open proposal for this person."))
    verdict = Verdict(
        percent=given.percent,
        measures=[PersonMeasure(measure) for measure in given.measures],
        opinion=_("decided on the order {number}").format(number=act.case.number),
        unheard=_unheard(act.case.number),
    )
    _take(sanction, verdict, act.actor)


def settle(sanction: Sanction, given: PersonDecision, by: Actor) -> None:
    """Decide a proposal against a person where its facts lie (S3-16d, S3-17b, S3-17c)."""
    verdict = Verdict(
        measures=[given.measure],
        grades=given.grades,
        opinion=given.opinion,
        unheard=_unheard(sanction.case.number if sanction.case else ""),
    )
    try:
        _take(sanction, verdict, by)
    except Refused as refused:
        fields = {("measure" if name == "measures" else name): says for name, says in refused.fields.items()}
        raise Refused(refused.message, refused.code, fields) from None


def dismiss(sanction: Sanction, reason: str, by: Actor) -> None:
    """What is not established is dropped, with the reason."""
    moves.take(_step("drop"), _case_of(sanction), by=by, given={"reason": reason})


def _take(sanction: Sanction, verdict: Verdict, by: Actor) -> None:
    if sanction.decided_at is not None:
        raise Refused(_("This proposal has been decided."), Why.WRONG_STATE)
    moves.take(_step("decide"), _case_of(sanction), by=by, given=verdict)
    if sanction.pk is not None:
        sanction.refresh_from_db()


def _case_of(sanction: Sanction) -> int:
    if sanction.case_id is None:
        raise Refused(_("This proposal is from before the register of sanctions."), Why.WRONG_STATE)
    return sanction.case_id


def _unheard(number: str) -> str:
    return _("the facts are on record in {number}").format(number=number)


def open_proposals() -> list[Sanction]:
    """What the rankings propose and nobody has decided yet, oldest first (S3-16d)."""
    proposals = Sanction.objects.filter(code="P4", decided_at=None).select_related("person", "case")
    return list(proposals.order_by("proposed_at"))


def decide_proposal(sanction_id: int, given: PersonDecision, by: Actor) -> Sanction:
    """The group's general manager decides a proposal of the rankings; Refused to anybody else (S3-16d)."""
    expect_decider(by, clock.now())
    sanction = Sanction.objects.filter(pk=sanction_id, code="P4").select_related("case").first()
    if sanction is None:
        raise absent()
    settle(sanction, given, by)
    return sanction


def expect_decider(by: Actor, at: datetime) -> None:
    """Refused to anybody but the group's general manager (S3-16d)."""
    if not parties.acts_as(by, Role.GROUP_GM, at):
        raise Refused(_("Proposals of the ranking are for the group's general manager."), Why.WRONG_ROLE)
