"""Sanctions the regulation proposes; a person decides them, within the bounds of the clause (S3-36c, S3-36d)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shouwen.complaints import rules
from shouwen.complaints.models import OrderRecord, Sanction
from shouwen.complaints.payloads import SanctionDecision
from shouwen.complaints.words import Measure
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act
from shouwen.kernel.models import Case

_BOUNDS = {"P17": (rules.P17_FLOOR, rules.P17_CEILING), "P18": (rules.P18_FLOOR, rules.P18_CEILING)}


def propose(order: OrderRecord, code: str, clause: str, person_id: int, facts: str, at: datetime) -> Sanction:
    """Open a proposal; the same one twice is one."""
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
