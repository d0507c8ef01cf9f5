"""Sanctions the regulation proposes; a person decides them, within the bounds of the clause (S3-36c, S3-36d)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.complaints import parties, rules
from shouwen.complaints.models import OrderRecord, Sanction
from shouwen.complaints.payloads import SanctionDecision
from shouwen.complaints.supervision_payloads import PersonDecision
from shouwen.complaints.words import Measure, PersonMeasure
from shouwen.kernel import clock, rulebook
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.kernel.flows import Act
from shouwen.kernel.models import Case
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.kernel.rulebook import Book
from shouwen.people.roles import Role

_BOUNDS = {"P17": (rules.P17_FLOOR, rules.P17_CEILING), "P18": (rules.P18_FLOOR, rules.P18_CEILING)}


_ALLOWED = {
    "P4": (PersonMeasure.FINE, PersonMeasure.PAY_CUT, PersonMeasure.DISMISSAL),
    "P5": (PersonMeasure.PAY_CUT,),
    "P6": (PersonMeasure.DISMISSAL,),
}


def propose(order: OrderRecord | None, code: str, clause: str, person_id: int, facts: str, at: datetime) -> Sanction:
    """Open a proposal; the same one twice on an order is one. ``order`` is None for facts beyond a single order."""
    if order is None:
        return Sanction.objects.create(code=code, clause=clause, person_id=person_id, facts=facts, proposed_at=at)
    found, _made = Sanction.objects.get_or_create(
        order=order, code=code, person_id=person_id, proposed_at=at, defaults={"clause": clause, "facts": facts}
    )
    return found


def propose_for_long_delay(case: Case, at: datetime, owner_id: int | None) -> None:
    """第三十六条:超期15天以上,自第16天起对责任人(P17)与分管领导(P18)立案."""
    order = case.order
    facts = _("more than {days} days late").format(days=15)
    for code, person in (("P17", owner_id), ("P18", order.leader_id)):
        if person is not None and not order.sanctions.filter(code=code, person_id=person).exists():
            propose(order, code, "第三十六条", person, facts, at)


def decide(order: OrderRecord, act: Act[SanctionDecision]) -> None:
    """Decide the person's open proposal; the share of the bonus becomes a penalty line at once."""
    given = act.given
    sanction = order.sanctions.filter(person_id=given.to, decided_at=None, code__in=_BOUNDS).order_by("id").first()
    if sanction is None:
        raise Refused(_("There is no open proposal for this person."))
    floor, ceiling = (Decimal(act.work.book.value(bound)) for bound in _BOUNDS[sanction.code])
    if not floor <= given.percent <= ceiling:
        raise Refused(
            _("The clause allows {floor} % to {ceiling} %.").format(floor=floor, ceiling=ceiling),
            Why.BAD_PAYLOAD,
            {"percent": [_("The clause allows {floor} % to {ceiling} %.").format(floor=floor, ceiling=ceiling)]},
        )
    if sanction.code == "P18" and Measure.DEMOTION in given.measures:
        raise Refused(_("The clause has no demotion for a leader."), Why.BAD_PAYLOAD)
    sanction.percent, sanction.measures, sanction.decided_at = given.percent, list(given.measures), act.at
    sanction.save(update_fields=["percent", "measures", "decided_at"])
    price: dict[str, Any] = {"percent": str(given.percent), "code": sanction.code, "clause": sanction.clause}
    act.work.charge_share(act, price, given.to)


def record_decided(
    order: OrderRecord, code: str, clause: str, person_id: int, facts: str, decision: str, act: Act[Any]
) -> Sanction:
    """A sanction that is decided as it is recorded, in free words (S3-21f)."""
    sanction = propose(order, code, clause, person_id, facts, act.at)
    sanction.decision, sanction.decided_by, sanction.decided_at = decision, act.actor.staff, act.at
    sanction.save(update_fields=["decision", "decided_by", "decided_at"])
    return sanction


def settle(sanction: Sanction, given: PersonDecision, by: Actor, at: datetime, book: Book) -> None:
    """Decide a proposal against a person within the bounds of its clause (S3-16d, S3-17b, S3-17c); tell the person."""
    if sanction.decided_at is not None:
        raise Refused(_("This proposal has been decided."), Why.WRONG_STATE)
    _check_measure(sanction.code, given)
    _check_grades(sanction.code, given, book)
    sanction.measures, sanction.decision = [given.measure], given.opinion
    sanction.grades = given.grades if given.measure == PersonMeasure.PAY_CUT else None
    sanction.decided_by, sanction.decided_at = by.staff, at
    sanction.save(update_fields=["measures", "grades", "decision", "decided_by", "decided_at"])
    facts = {"measure": str(PersonMeasure(given.measure).label), "clause": sanction.clause}
    key = f"sanction:{sanction.pk}:decided"
    post([NoticeDraft("sanction_decided", key, at, staff_id=sanction.person_id, data=facts)])


def _check_measure(code: str, given: PersonDecision) -> None:
    allowed = _ALLOWED[code]
    if given.measure not in allowed:
        words = "、".join(str(measure.label) for measure in allowed)
        says = _("The clause allows here: {measures}.").format(measures=words)
        raise Refused(says, Why.BAD_PAYLOAD, {"measure": [says]})


def _check_grades(code: str, given: PersonDecision, book: Book) -> None:
    if given.measure != PersonMeasure.PAY_CUT:
        return
    least = book.value(rules.CONCEALED_GRADES) if code == "P5" else 1
    if given.grades is None or given.grades < least:
        says = _("The clause asks for a cut of at least {least} grades.").format(least=least)
        raise Refused(says, Why.BAD_PAYLOAD, {"grades": [says]})


def open_proposals() -> list[Sanction]:
    """What the rankings propose and nobody has decided yet, oldest first (S3-16d)."""
    return list(Sanction.objects.filter(code="P4", decided_at=None).select_related("person").order_by("proposed_at"))


def decide_proposal(sanction_id: int, given: PersonDecision, by: Actor) -> Sanction:
    """The group's general manager decides a proposal of the rankings; Refused to anybody else (S3-16d)."""
    now = clock.now()
    with transaction.atomic():
        sanction = Sanction.objects.select_for_update(of=("self",)).filter(pk=sanction_id, code="P4").first()
        expect_decider(by, now)
        if sanction is None:
            raise absent()
        settle(sanction, given, by, now, rulebook.book(now))
    return sanction


def expect_decider(by: Actor, at: datetime) -> None:
    """Refused to anybody but the group's general manager (S3-16d)."""
    if not parties.acts_as(by, Role.GROUP_GM, at):
        raise Refused(_("Proposals of the ranking are for the group's general manager."), Why.WRONG_ROLE)
