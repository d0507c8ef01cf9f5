"""How a complaint and the company's own handling of it follow one another: one record, both rule sets (S3 §10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shouwen.complaints import payloads as told
from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.flows.handling import Handling
from shouwen.complaints.flows.order import Order
from shouwen.complaints.handling.handlers import handler_for
from shouwen.complaints.handling.words import BEFORE_THE_ANSWER, HandlingState
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.kernel import moves
from shouwen.kernel.access import ENGINE
from shouwen.kernel.flows import Act, Nothing, Step
from shouwen.kernel.models import Case
from shouwen.kernel.sitting import current
from shouwen.people.models import Staff

STATES_OF_AN_ANSWER = (*BEFORE_THE_ANSWER, HandlingState.ESCALATED)


def handling_of(complaint_id: int | None) -> Case | None:
    """The company's handling of a complaint, if there is one."""
    sitting = current()
    if sitting is not None:
        known = sitting.cases.values()
        return next((case for case in known if case.parent_id == complaint_id and case.flow == Handling.code), None)
    return Case.objects.filter(parent_id=complaint_id, flow=Handling.code).first()


@Complaint.register.does
@Complaint.complete.does
def begin_the_companys_handling(complaint: ComplaintRecord, act: Act[told.Registration]) -> None:
    """接收: where the company has a customer-service department, every complaint is handled there too (S4-CMP-01)."""
    case = act.case
    important = case.customer.is_important if case.customer else False
    person = handler_for(case.project, complaint.type, act.at, is_important=important, spread=case.pk)
    if person is None:
        return
    place = moves.Place(
        case.project, case.unit, case.customer, Staff(pk=person), parent=case, title=complaint.demand[:200]
    )
    given = {"received_by": act.actor.staff_id}
    act.after(lambda: _begin(place, given))


def _begin(place: moves.Place, given: dict[str, Any]) -> None:
    moves.start(Handling.receive, place, by=ENGINE, given=given)


@Complaint.resolve_on_spot.does
def solved_on_the_spot(complaint: ComplaintRecord, act: Act[told.Solution]) -> None:
    """What was solved at the counter need not be investigated; the customer is called and the manager closes."""
    act.after(lambda: _end(Handling.take_over, complaint.pk, {"result": act.given.solution}))


@Complaint.close.does
def closed_by_its_orders(complaint: ComplaintRecord, act: Act[Nothing]) -> None:
    """督办结案的: the group's closing, with its call-back, closes the company's case too, whoever raised the orders.

    A customer whom the company itself told of the solution is called by it, and its manager closes.
    """
    act.after(lambda: _end(Handling.close_with_orders, complaint.pk, _outcome_of(complaint.pk)))


def _outcome_of(complaint_id: int) -> dict[str, Any]:
    orders = list(OrderRecord.objects.filter(case__parent_id=complaint_id).order_by("pk"))
    plans = "\n".join(order.plan for order in orders if order.plan)
    scores = [order.score for order in orders if order.score is not None]
    return {"result": plans or str(Complaint.close.title), "score": scores[-1] if scores else None}


def _end(step: Step[Any], complaint_id: int, given: Mapping[str, Any] | None = None) -> None:
    """Take a step that ends the company's handling, where there is one in a state it leads on from."""
    handling = handling_of(complaint_id)
    if handling is not None and handling.state in step.sources:
        moves.take(step, handling.pk, by=ENGINE, given=given)


@Order.agree_plan.does
def the_door_was_an_answer(_order: OrderRecord, act: Act[told.Agreement]) -> None:
    """The plan the customer signed at the door answers within the 24 hours as well (S3 §10: nobody owes it twice)."""
    act.after(lambda: _note_the_answer(act.case.parent_id, act.given.plan))


def _note_the_answer(complaint_id: int | None, plan: str) -> None:
    handling = handling_of(complaint_id)
    if handling is None or handling.state not in STATES_OF_AN_ANSWER:
        return
    if handling.handling.replied_at is None:
        moves.take(Handling.note_reply, handling.pk, by=ENGINE, given={"content": plan})


def end_with_the_complaint(complaint: ComplaintRecord, act: Act[Any]) -> None:
    """What is void, or goes on in another complaint, is handled no further."""
    act.after(lambda: _end(Handling.withdraw, complaint.pk))


for _ending in (Complaint.void, Complaint.merge):
    _ending.does(end_with_the_complaint)
