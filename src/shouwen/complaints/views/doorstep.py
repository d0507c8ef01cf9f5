"""At the customer's door, on a phone (S3-22 … S3-24, S3-26, S3-28): cards in the order things happen there.

The page works without signal: forms wait on the phone and come with the instants of the door; every POST here takes
``key`` (one effect however often it is sent), ``occurred_at`` and the instants of the photos.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.complaints import forms, greetings, parties, standards
from shouwen.complaints.flows import Order
from shouwen.complaints.models import OrderRecord
from shouwen.complaints.uploads import kept, occurred_in, received, waiting
from shouwen.complaints.views.people import actor_of, case_for, for_staff, person_of
from shouwen.complaints.visits import orders_to_visit
from shouwen.complaints.words import BlockedKind, ComplaintType, OrderState
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.events import answered_before
from shouwen.kernel.evidence import Proof
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case, Obligation
from shouwen.kernel.reveal import mask_phone
from shouwen.web import policies
from shouwen.web.answers import status_of
from shouwen.web.countdowns import countdown_of
from shouwen.web.parts import Countdown, Words

EVENING = time(18, 0)
MOST_POINTS = 6
_POINT_ENDS = re.compile("[。；;！!？?\n]+")
_MARKS = " ,:\uff0c\u3001\uff1a"

ARRIVAL = {"photo": Proof.DOORSTEP_PHOTO}
AGREEMENT = {"problem": Proof.PROBLEM_PHOTO, "signature": Proof.CUSTOMER_SIGNATURE}
BLOCKED = {"photo": Proof.DOORSTEP_PHOTO}
PROGRESS = {"photo": Proof.SITE_PHOTO}
CLOSURE = {
    "before": Proof.PHOTO_BEFORE,
    "during": Proof.PHOTO_DURING,
    "after": Proof.PHOTO_AFTER,
    "signature": Proof.COMPLETION_SIGNED,
    "paper": Proof.COMPLETION_SIGNED,
}


@for_staff
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """What this person has to go to the door for, by what is due next."""
    orders = list(orders_to_visit(person_of(request), clock.now()))
    next_owed = _next_owed([order.case_id for order in orders])
    rows = [(order, next_owed.get(order.case_id)) for order in orders]
    rows.sort(key=lambda row: (row[1] is None, row[1].due if row[1] and row[1].due else clock.now(), row[0].case_id))
    return render(request, "complaints/doorstep/visits.html", {"rows": rows})


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, number: str, action: str = "") -> HttpResponse:
    """One order at the door; a POST to an action takes its step, possibly hours after it happened."""
    case = case_for(actor_of(request), Order.code, number)
    if request.method != "POST":
        _only_for_the_responsible(request, case)
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
    return redirect("complaints:door", number)


def _only_for_the_responsible(request: HttpRequest, case: Case) -> None:
    if not parties.RESPONSIBLE.may(actor_of(request), case, clock.now()):
        raise Refused(_("This page is for the person responsible for the order."), Why.WRONG_ROLE)


# — the actions —


def _arrive(request: HttpRequest, case: Case) -> str:
    """自检、签到 (S3-24, S3-22a); the instant is that of the arrival at the door."""
    data = request.POST
    given: dict[str, Any] = {"self_check": data.getlist("self_check")}
    given |= {name: data[field] for name, field in (("latitude", "lat"), ("longitude", "lon")) if data.get(field)}
    if data.get("consent"):
        given["consent_at"] = occurred_in(data) or clock.now()
    _take(Order.check_in, request, case, given, ARRIVAL)
    return _("Checked in at the door.")


def _agree(request: HttpRequest, case: Case) -> str:
    """逐条核查、方案、商定时间、客户签字 (S3-22b … d)."""
    data = request.POST
    if data.get("signature_outcome") in ("unable", "refused"):
        raise Refused(
            _("Without the customer's signature nothing is agreed; record below why the visit did not succeed."),
            Why.MISSING_EVIDENCE,
        )
    given = {
        "findings": _findings(data),
        "plan": data.get("plan", ""),
        "negotiated_finish_at": data.get("negotiated_finish_at", ""),
    }
    _take(Order.agree_plan, request, case, _filled(given), AGREEMENT)
    return _("The visit is handed in: plan and date are agreed.")


def _findings(data: Mapping[str, Any]) -> str:
    """One line for each point of the demand: true, partly, not. Every point must have been looked at."""
    points = data.getlist("point")  # type: ignore[attr-defined] # a QueryDict
    verdicts = dict(_verdicts())
    lines = []
    for number, point in enumerate(points):
        verdict = str(data.get(f"verdict_{number}", ""))
        if verdict not in verdicts:
            raise Refused(_("Check every point of the demand: true, partly or not."), Why.BAD_PAYLOAD)
        lines.append(f"{number + 1}. {point} — {verdicts[verdict]}")
    note = str(data.get("finding", "")).strip()
    return "\n".join([*lines, note] if note else lines)


def _blocked(request: HttpRequest, case: Case) -> str:
    """无法回访或客户拒绝 (S3-23a, b)."""
    data = request.POST
    at = data.get("visited_at") or (occurred_in(data) or clock.now()).isoformat()
    given = {"kind": data.get("kind", ""), "visited_at": at, "facts": data.get("facts", "")}
    _take(Order.record_blocked, request, case, _filled(given), BLOCKED)
    return _("Recorded; the service centre calls the customer within thirty minutes.")


def _progress(request: HttpRequest, case: Case) -> str:
    """每天18:00前的最新进展 (S3-26a)."""
    given = {"note": request.POST.get("note", ""), "percent": request.POST.get("percent", "")}
    _take(Order.report_progress, request, case, _filled(given), PROGRESS)
    return _("Progress is recorded.")


def _closure(request: HttpRequest, case: Case) -> str:
    """三段照片、工完场清、客户签字的完成材料 (S3-24f, g, S3-28)."""
    data = request.POST
    given = {"site_cleared": bool(data.get("site_cleared")), "note": data.get("note", "")}
    _take(Order.apply_closure, request, case, given, CLOSURE, also=waiting(case, Proof.COMPLETION_SIGNED))
    return _("Closure is applied for; the specialist checks and calls the customer.")


def _take(
    step: Step[Any],
    request: HttpRequest,
    case: Case,
    given: Mapping[str, Any],
    kinds: Mapping[str, str],
    also: list[int] | None = None,
) -> None:
    """The step with its files. No version is asked for: what happened at the door happened, whatever else did."""
    by, key = actor_of(request), request.POST.get("key") or None
    proofs = [] if answered_before(key) else [*received(request, kinds, by), *(also or [])]
    request.shouwen_proofs = proofs  # type: ignore[attr-defined] # shown again when the step is refused
    moves.take(step, case.pk, by=by, given=given, proofs=proofs, key=key, occurred_at=occurred_in(request.POST))


def _filled(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if str(value).strip()}


ACTIONS: Mapping[str, Callable[[HttpRequest, Case], str]] = {
    "arrive": _arrive,
    "agree": _agree,
    "blocked": _blocked,
    "progress": _progress,
    "closure": _closure,
}


# — the page —


def points_of(demand: str) -> list[str]:
    """The demand cut into the points to verify, sentence by sentence; the rest stays with the last."""
    found = [point for part in _POINT_ENDS.split(demand) if (point := part.strip(_MARKS))]
    if len(found) > MOST_POINTS:
        found = [*found[: MOST_POINTS - 1], "。".join(found[MOST_POINTS - 1 :])]
    return found or [demand]


def _verdicts() -> list[tuple[str, str]]:
    return [("true", _("true")), ("partly", _("partly")), ("not", _("not true"))]


def _show(request: HttpRequest, case: Case, refused: Refused | None = None, action: str = "") -> HttpResponse:
    order = OrderRecord.objects.select_related("case__parent__complaint").get(pk=case.pk)
    parent = case.parent
    complaint = parent.complaint if parent else None
    checks = standards.checks_for(order.type)
    context = {
        "case": case,
        "order": order,
        "complaint": complaint,
        "phone": mask_phone(complaint.phone) if complaint else "",
        "state": OrderState(case.state).label,
        "cd": _next_owed([case.pk]).get(case.pk),
        "checks": [(check.value, check.label, check in request.POST.getlist("self_check")) for check in checks],
        "red_lines": standards.RED_LINES,
        "say": _said_here(),
        "points": _points(complaint.demand if complaint else case.title, request.POST),
        "quick": _quick_instants(order),
        "blocked_kinds": BlockedKind.choices,
        "is_repair": order.type == ComplaintType.MAINTENANCE,
        "signed_on_phone": bool(waiting(case, Proof.COMPLETION_SIGNED)),
        "refused": refused,
        "action": action,
        "above": refused is not None and not _cards(case, order).get(CARD_OF.get(action, "")),
        "typed": request.POST,
        "kept": _kept(request),
        **_cards(case, order),
    }
    return render(request, "complaints/doorstep/door.html", context, status=status_of(refused) if refused else 200)


CARD_OF = {
    "arrive": "may_arrive",
    "agree": "may_agree",
    "blocked": "may_block",
    "progress": "may_report",
    "closure": "may_close",
}


def _cards(case: Case, order: OrderRecord) -> dict[str, bool]:
    """Which cards are of use now. Before the visit all of its cards are there, for a door without signal."""
    before = case.state == OrderState.ISSUED
    working = case.state == OrderState.IN_PROGRESS
    return {
        "may_arrive": before and not order.is_checked_in,
        "may_agree": before or working,
        "may_block": before or working,
        "may_report": before or working,
        "may_close": working,
        "visiting": before,
    }


def _said_here() -> list[tuple[Words, str]]:
    """统一服务用语 (S3-24b): greeting, explaining, farewell, as the group words them."""
    worded = policies.texts(*greetings.SAID_AT_THE_DOOR)
    return [(policy.title, worded[policy.code]) for policy in greetings.SAID_AT_THE_DOOR]


def _points(demand: str, typed: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """Number, point and the verdict already given."""
    return [(number, point, str(typed.get(f"verdict_{number}", ""))) for number, point in enumerate(points_of(demand))]


def _quick_instants(order: OrderRecord) -> list[tuple[str, str]]:
    """今天、明天 at 18:00 and what the order asks for, as far as they lie ahead."""
    now, today = clock.now(), clock.day_of(clock.now())
    offered: list[tuple[str, datetime]] = [
        (_("today 18:00"), clock.at_time(today, EVENING)),
        (_("tomorrow 18:00"), clock.at_time(today + timedelta(days=1), EVENING)),
        (_("as ordered"), order.ordered_finish_at),
    ]
    return [(words, clock.local(at).strftime(forms.WALL)) for words, at in offered if at > now]


def _next_owed(case_ids: list[int]) -> dict[int, Countdown]:
    """For each case the countdown of what is due first among what is owed."""
    owed = Obligation.objects.filter(case_id__in=case_ids, settled_at=None, due_at__isnull=False)
    found: dict[int, Countdown] = {}
    for obligation in owed.order_by("due_at", "id"):
        found.setdefault(obligation.case_id, countdown_of(obligation))
    return found


def _kept(request: HttpRequest) -> list[int]:
    left = list(getattr(request, "shouwen_proofs", []))
    return left or [piece.pk for piece in kept(request, actor_of(request))]
