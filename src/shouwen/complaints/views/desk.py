"""After registering: signature, then solved on the spot or an order, completed and submitted (S3-13 … S3-15).

One page for the case as it stands; each action is one form, one press, one move.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.common.numbers import number_in
from shouwen.complaints import counter, routing
from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.flows.complaint import what_is_signed
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.complaints.uploads import instant_in, kept, received
from shouwen.complaints.views.people import actor_of, case_for, for_staff
from shouwen.complaints.words import ComplaintState, ComplaintType, OrderState
from shouwen.kernel import moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.events import answered_before
from shouwen.kernel.evidence import Proof, content_hash
from shouwen.kernel.models import Case, Event, Obligation
from shouwen.kernel.reveal import mask_phone
from shouwen.people.roles import Department
from shouwen.web.answers import status_of
from shouwen.web.countdowns import countdown_of

SIGNING = {
    "signature": Proof.CUSTOMER_SIGNATURE,
    "recording": Proof.CALL_RECORDING,
    "letter": Proof.LETTER_SCAN,
}
DRAFTS = (OrderState.ORDER_DRAFTING, OrderState.RETURNED_FOR_EDIT)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, number: str, action: str = "") -> HttpResponse:
    """The complaint as it stands at the counter; a POST to an action takes its step."""
    case = case_for(actor_of(request), Complaint.code, number)
    if request.method != "POST":
        return _show(request, case)
    try:
        if action not in ACTIONS:
            raise Refused(_("There is no such action here."), Why.NOT_FOUND)
        said = ACTIONS[action](request, case)
    except Refused as refused:
        if refused.code in (Why.NOT_FOUND, Why.WRONG_ROLE):
            raise
        case.refresh_from_db()
        return _show(request, case, refused=refused, action=action)
    messages.success(request, said)
    return redirect("complaints:desk", number)


# — the actions —


def _sign(request: HttpRequest, case: Case) -> str:
    """签字,或无法签字的理由与录音、扫描件 (S3-13b … d)."""
    data = request.POST
    reason = _why_unsigned(data)
    given = {"unsigned_reason": reason} if reason else {}
    binds = {"signature": data.get("signature_binds", "")}
    _take(Complaint.sign, request, case, given, SIGNING, binds)
    return _("Signed and uploaded.") if not reason else _("Uploaded with the reason why there is no signature.")


def _why_unsigned(data: Mapping[str, Any]) -> str:
    """What was said where nobody signs: on the pad (cannot, refuses) or in the field below it."""
    if data.get("signature_outcome") in ("unable", "refused"):
        return str(data.get("signature_reason", "")).strip() or str(data.get("unsigned_reason", "")).strip()
    return "" if data.get("signature_outcome") == "signed" else str(data.get("unsigned_reason", "")).strip()


def _link(request: HttpRequest, case: Case) -> str:
    """远程签字 (S3-13d): the link goes to the customer's phone."""
    if case.customer is None or not case.customer.phones.exists():
        raise Refused(_("There is no number a link could be sent to."), Why.BAD_PAYLOAD)
    _take(Complaint.request_signature, request, case)
    return _("The link for signing is on its way to the customer.")


def _spot(request: HttpRequest, case: Case) -> str:
    """当场解决 (S3-15): solution and a second signature, for demand and solution."""
    given = {"solution": request.POST.get("solution", "")}
    _take(Complaint.resolve_on_spot, request, case, given, {"signature": Proof.CUSTOMER_SIGNATURE})
    return _("Closed as solved on the spot.")


def _raise(request: HttpRequest, case: Case) -> str:
    """立刻签发督办令 (S3-14a): the order is drawn up by the system; one press."""
    kind = request.POST.get("type", "")
    _take(Complaint.raise_order, request, case, {"type": kind} if kind else {})
    return _("The supervision order is drawn up; complete it and submit.")


def _submit(request: HttpRequest, case: Case) -> str:
    """完善内容并报批 (S3-14b, c): what was changed on the order, then the submission."""
    data = request.POST
    order = _order_of(case, data.get("order", ""))
    key = data.get("key") or None
    changed = _changes(order, data)
    if changed and not answered_before(key):
        moves.take(Order.edit, order.pk, by=actor_of(request), given=changed, key=f"{key}:edit" if key else None)
    moves.take(Order.submit, order.pk, by=actor_of(request), key=key)
    return _("{number} is submitted to the deputy general manager.").format(number=order.case.number)


def _order_of(case: Case, number: str) -> OrderRecord:
    found = OrderRecord.objects.filter(case__parent=case, case__number=number).select_related("case").first()
    if found is None:
        raise Refused(_("This order does not belong to the complaint."), Why.NOT_FOUND)
    return found


def _changes(order: OrderRecord, data: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the order as drawn up; nothing else is written."""
    changed: dict[str, Any] = {}
    department = str(data.get("first_department", ""))
    if department and department != order.first_department:
        changed = {"first_department": department, "override_reason": data.get("override_reason") or None}
    finish = instant_in(str(data.get("ordered_finish_at", "")))
    if finish is not None and finish != order.ordered_finish_at.replace(second=0):
        changed["ordered_finish_at"] = finish
    return changed


def _take(
    step: Any,
    request: HttpRequest,
    case: Case,
    given: Mapping[str, Any] | None = None,
    kinds: Mapping[str, str] | None = None,
    binds: Mapping[str, str] | None = None,
) -> None:
    """One step of the complaint with the form's files; a page that is older than the case is refused."""
    by, key = actor_of(request), request.POST.get("key") or None
    proofs = [] if answered_before(key) else received(request, kinds or {}, by, binds=binds)
    request.shouwen_proofs = proofs  # type: ignore[attr-defined] # shown again when the step is refused
    version = number_in(request.POST.get("version"))
    moves.take(step, case.pk, by=by, given=given, proofs=proofs, key=key, version=version)


ACTIONS: Mapping[str, Callable[[HttpRequest, Case], str]] = {
    "sign": _sign,
    "link": _link,
    "spot": _spot,
    "raise": _raise,
    "submit": _submit,
}


# — the page —


def _steps(case: Case, actor: Actor) -> set[str]:
    """What the counter offers now; a result on site only after somebody was asked to go there (S3-12c)."""
    steps = {offer.step.name for offer in moves.offers(case, actor) if not offer.missing}
    asked = Event.objects.filter(case=case, code=Complaint.request_onsite.code)
    return steps if asked.exists() else steps - {Complaint.report_onsite.name}


def _show(request: HttpRequest, case: Case, refused: Refused | None = None, action: str = "") -> HttpResponse:
    complaint = ComplaintRecord.objects.select_related("repeats__case").get(pk=case.pk)
    complaint.case = case
    steps = _steps(case, actor_of(request))
    orders = list(OrderRecord.objects.filter(case__parent=case).select_related("case", "responsible", "leader"))
    drafts = [order for order in orders if order.case.state in DRAFTS]
    owed = Obligation.objects.filter(case=case, code="T1").order_by("-id").first()
    cards = {"sign": "sign" in steps and not complaint.is_signed, "spot": "resolve_on_spot" in steps, "submit": drafts}
    context = {
        "case": case,
        "complaint": complaint,
        "state": ComplaintState(case.state).label,
        "phone": mask_phone(complaint.phone),
        "binds": content_hash(what_is_signed(complaint, None)),
        "steps": steps,
        "orders": orders,
        "drafts": drafts,
        "departments": Department.choices,
        "types": ComplaintType.choices,
        "route": routing.MATRIX.get(ComplaintType(complaint.type)) if complaint.type else None,
        "clock": counter.submit_clock(complaint.contact_ended_at) if complaint.contact_ended_at else None,
        "cd": countdown_of(owed) if owed else None,
        "refused": refused,
        "action": action,
        "above": refused is not None and not cards.get(action),
        "kept": _kept(request),
        "typed": request.POST,
    }
    return render(request, "complaints/intake/desk.html", context, status=status_of(refused) if refused else 200)


def _kept(request: HttpRequest) -> list[int]:
    """The evidence of a refused form, to be handed in again."""
    left = list(getattr(request, "shouwen_proofs", []))
    return left or [piece.pk for piece in kept(request, actor_of(request))]
