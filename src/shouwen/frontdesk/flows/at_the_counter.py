"""Effects at the counter and on the owner's phone page: application, identity, slip (S2-59 … S2-62, S2-65)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils.translation import gettext as _

from shouwen.customers.models import CustomerPhone
from shouwen.customers.queries import people_of
from shouwen.frontdesk import cards, payloads, rules
from shouwen.frontdesk.flows.item_release import ItemRelease
from shouwen.frontdesk.flows.slip_batches import collect_from
from shouwen.frontdesk.models import ItemSlip
from shouwen.frontdesk.words import Relation
from shouwen.kernel import clock, numbers
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Nothing
from shouwen.kernel.models import Case

_OWNER = Relation.OWNER.value


def _wrong(field: str, message: str) -> Refused:
    return Refused(message, Why.BAD_PAYLOAD, {field: [message]})


@ItemRelease.apply.does
def take_the_application(slip: ItemSlip, act: Act[payloads.Application]) -> None:
    """⑴ ⑶: who, with which document, which goods, when; the items in detail."""
    given = act.given
    slip.applicant, slip.phone, slip.relation = given.applicant, given.phone, given.relation
    slip.document, slip.document_no = given.document, given.document_no
    slip.valid_from, slip.valid_until, slip.vehicle = given.valid_from, given.valid_until, given.vehicle
    slip.items = [item.model_dump() for item in given.items]
    slip.has_annex = given.has_annex
    act.case.title = "、".join(f"{item.name} {item.quantity}" for item in given.items)[:200]


@ItemRelease.apply.does
def only_for_those_of_the_unit(_slip: ItemSlip, act: Act[payloads.Application]) -> None:
    """The owner applies, or is the one behind the proxy; a tenant is one who lives there."""
    case, relation = act.case, act.given.relation
    if case.unit_id is None or case.customer_id is None:
        raise _wrong("unit", _("Say which unit and which customer it is about."))
    own = {one.relation for one in people_of(case.unit_id, clock.day_of(act.at)) if one.customer_id == case.customer_id}
    if not own:
        raise _wrong("relation", _("This customer has no relation to the unit on record."))
    if relation != Relation.TENANT and _OWNER not in own:
        raise _wrong("relation", _("Only the unit's owner applies, in person or by proxy."))


@ItemRelease.apply.does
def only_with_a_valid_document(_slip: ItemSlip, act: Act[payloads.Application]) -> None:
    """有效证件: an expired or lost owner's card is none (S2-59)."""
    if act.case.unit is None:
        raise ValueError("the unit was checked before")
    fault = cards.fault_of(act.given.document, act.given.document_no, act.case.unit, clock.day_of(act.at))
    if fault:
        raise _wrong("document_no", fault)


@ItemRelease.apply.does
def within_a_proper_window(_slip: ItemSlip, act: Act[payloads.Application]) -> None:
    """放行条有有效时段 (S2-65)."""
    given, longest = act.given, timedelta(minutes=act.work.book.value(rules.SLIP_LONGEST))
    if given.valid_until <= max(given.valid_from, act.at):
        raise _wrong("valid_until", _("The end lies after the beginning, and in the future."))
    if given.valid_until - given.valid_from > longest:
        hours = int(longest.total_seconds() // 3600)
        raise _wrong("valid_until", _("A slip is valid for {hours} hours at most.").format(hours=hours))


@ItemRelease.verify.does
def confirm_who_it_is(slip: ItemSlip, act: Act[payloads.Verification]) -> None:
    """⑵ 核实客户资料,确认身份."""
    if not act.given.is_identified:
        raise _wrong("is_identified", _("Document and person must agree; otherwise turn the application down."))
    slip.verified_by = act.actor.staff


@ItemRelease.verify.does
def only_after_a_call_to_the_owner(slip: ItemSlip, act: Act[payloads.Verification]) -> None:
    """若是业主委托前来办理的,必须通过电话核实后方可办理,并做好通话记录 (S2-60)."""
    if slip.relation != Relation.PROXY:
        return
    given = act.given
    if given.called_at is None or not given.called_number:
        raise _wrong("called_number", _("A proxy needs the record of a call to the owner: time, number, answer."))
    if not slip.case.opened_at.replace(second=0) <= given.called_at <= act.at:
        raise _wrong("called_at", _("The call lies between the application and now."))
    if given.called_number not in registered_numbers(act.case):
        raise _wrong("called_number", _("This is not a number the owner has registered with us."))
    if not given.owner_agrees or not given.owner_said:
        raise _wrong("owner_agrees", _("The owner must agree, and the answer be noted; otherwise turn it down."))
    slip.called_at, slip.called_number, slip.owner_said = given.called_at, given.called_number, given.owner_said


def registered_numbers(case: Case) -> list[str]:
    """The telephone numbers the unit's owners have registered (S2-60)."""
    if case.unit_id is None:
        return []
    people = people_of(case.unit_id, clock.day_of(clock.now()))
    owners = [one.customer_id for one in people if one.relation == _OWNER]
    rows = CustomerPhone.objects.filter(customer_id__in=owners).order_by("-is_primary", "id")
    return list(dict.fromkeys(rows.values_list("number", flat=True)))


@ItemRelease.issue.does
def number_the_slip(slip: ItemSlip, act: Act[Nothing]) -> None:
    """⑷: numbered without a gap, with a code for the gate; the project's batch collects it (S2-64)."""
    if slip.valid_until <= act.at:
        raise Refused(_("The planned time is over; the customer applies anew."), Why.WRONG_STATE)
    slip.slip_number = numbers.yearly("FX", act.case.project_id)
    slip.token = secrets.token_urlsafe(16)
    slip.issued_at, slip.issued_by = act.at, act.actor.staff
    act.facts["slip_number"] = slip.slip_number
    collect_from(act.case.project, act)
