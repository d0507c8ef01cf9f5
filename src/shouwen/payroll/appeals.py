"""Appeals against penalty lines: by the person before the statement, decided with a reason (S3-I05)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shouwen.kernel import clock, penalties
from shouwen.kernel.access import Actor
from shouwen.kernel.acting import acts_as, roles_of
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.kernel.events import EventDraft
from shouwen.kernel.ledger import Ledger, Message
from shouwen.kernel.models import Case, Event, PenaltyLine
from shouwen.payroll.models import PenaltyAppeal
from shouwen.people.models import Staff
from shouwen.people.queries import holders
from shouwen.people.roles import Role


def lines_of(person: Staff) -> QuerySet[PenaltyLine]:
    """The person's own penalty lines with case, appeal and what reverses them, newest first."""
    beside = ("case", "obligation", "appeal", "reversed_by", "reverses", "reported__statement")
    lines = PenaltyLine.objects.filter(person=person).select_related(*beside)
    return lines.order_by("-id")


def open_appeals() -> QuerySet[PenaltyAppeal]:
    """Appeals nobody has decided yet, oldest first."""
    beside = ("line__case", "line__obligation", "line__reported__statement", "by")
    return PenaltyAppeal.objects.filter(decided_at=None).select_related(*beside).order_by("at", "id")


def appeals_for(by: Actor, at: datetime) -> QuerySet[PenaltyAppeal]:
    """The open appeals that are the actor's to decide (``may_decide``), oldest first."""
    managers = holders(Role.GROUP_GM, at)
    roles = roles_of(by, at)
    theirs = Q(line__person_id__in=managers)
    mine = Q(pk__in=[])
    if Role.GROUP_GM in roles:
        mine |= ~theirs
    if Role.GROUP_VICE_PRESIDENT in roles:
        mine |= theirs
    return open_appeals().filter(mine).exclude(line__person_id=by.staff_id)


def can_appeal(line: PenaltyLine) -> bool:
    """Whether an appeal is still possible: a charge, not reported, taken back or appealed against yet."""
    settled = line.reverses_id is not None or hasattr(line, "reversed_by") or hasattr(line, "appeal")
    return not settled and not is_reported(line)


def is_reported(line: PenaltyLine) -> bool:
    """Whether a statement holds the line."""
    return hasattr(line, "reported")


def may_decide(line: PenaltyLine, by: Actor, at: datetime) -> bool:
    """Whether the appeal against this line is the actor's to decide; one's own never is, also not by delegation.

    The group's general manager decides; the general manager's own lines are the vice-president's to decide.
    """
    return by.staff_id != line.person_id and acts_as(by, _decided_by(line, at), at)


def appeal(line_id: int, by: Staff, reason: str) -> PenaltyAppeal:
    """当事人可在月报前申诉: once a line, by who was charged. Raises Refused."""
    now = clock.now()
    with transaction.atomic():
        line = _locked(line_id)
        if line.person_id != by.pk:
            raise absent()
        if not can_appeal(line):
            raise Refused(_("Appeals are possible once, before the statement that reports the line."), Why.WRONG_STATE)
        made = PenaltyAppeal.objects.create(line=line, by=by, reason=_given(reason), at=now)
        deciders = holders(_decided_by(line, now), now)
        _record(made, "penalty.appealed", by, now, [("penalty_appealed", pk) for pk in deciders])
    return made


def decide_appeal(appeal_id: int, by: Actor, decision: PenaltyAppeal.Decision, reason: str) -> PenaltyAppeal:
    """集团总经理裁定,撤销须写理由,已上报的次月冲减. Raises Refused.

    A waiver writes the negative line: on the charge's own instant while that was not reported, now otherwise, so
    that the next statement sets it off.
    """
    now = clock.now()
    with transaction.atomic():
        decider = expect_decider(appeal_id, by, now)
        line = _locked(PenaltyAppeal.objects.values_list("line_id", flat=True).get(pk=appeal_id))
        found = PenaltyAppeal.objects.select_for_update(of=("self",)).get(pk=appeal_id)
        found.line = line
        _decide(found, decider, decision, _given(reason), now)
    return found


def expect_decider(appeal_id: int, by: Actor, at: datetime) -> Staff:
    """Who decides this appeal, which is the actor; Refused to anybody else, also when there is no such appeal."""
    found = PenaltyAppeal.objects.select_related("line__case").filter(pk=appeal_id).first()
    if found is None or by.staff is None or not may_decide(found.line, by, at):
        raise Refused(_("Appeals are decided by the group's general manager, never by oneself."), Why.WRONG_ROLE)
    return by.staff


def _decide(found: PenaltyAppeal, by: Staff, decision: PenaltyAppeal.Decision, reason: str, now: datetime) -> None:
    if found.decided_at is not None:
        raise Refused(_("This appeal has been decided."), Why.WRONG_STATE)
    found.decision, found.decision_reason, found.decided_by, found.decided_at = decision, reason, by, now
    found.save(update_fields=["decision", "decision_reason", "decided_by", "decided_at"])
    if decision == PenaltyAppeal.Decision.WAIVED:
        at = now if is_reported(found.line) else None
        penalties.reverse(penalties.with_what_arrived(found.line), reason[:200], at=at)
    _record(found, f"penalty.{decision}", by, now, [("appeal_decided", found.by_id)])


def _decided_by(line: PenaltyLine, at: datetime) -> Role:
    own = line.person_id in holders(Role.GROUP_GM, at)
    return Role.GROUP_VICE_PRESIDENT if own else Role.GROUP_GM


def _locked(line_id: int) -> PenaltyLine:
    """The line, its case's row locked: that is the lock of everything that hangs on a case."""
    case_id = PenaltyLine.objects.filter(pk=line_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise absent()
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    line = PenaltyLine.objects.get(pk=line_id)
    line.case = case
    return line


def _given(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Give a reason."), Why.BAD_PAYLOAD, {"reason": [_("This is still empty.")]})
    return reason.strip()[:1000]


def _record(found: PenaltyAppeal, code: str, by: Staff, at: datetime, told: list[tuple[str, int]]) -> None:
    """The appeal stands in the case's history; whom it concerns is told."""
    line, ledger = found.line, Ledger()
    ledger.knows(line.case)
    facts = {"line": line.pk, "code": line.code, "reason": found.decision_reason or found.reason}
    event = ledger.event(EventDraft(line.case_id, code, Event.By.STAFF, at, at, staff_id=by.pk, data=facts))
    data = {"amount": str(line.amount), "clause": line.clause, "decision": str(found.get_decision_display())}
    ledger.messages = [Message(notice, event, staff_id=pk, data=data) for notice, pk in told]
    ledger.flush()
