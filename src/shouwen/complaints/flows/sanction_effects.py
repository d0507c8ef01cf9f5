"""Effects of proposing, stating, deciding and filing a sanction (S3 §4; the bounds stand in ``discipline.rules``)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shouwen.complaints.discipline import payloads, rules
from shouwen.complaints.discipline.rules import Bounds, bounds_of
from shouwen.complaints.discipline.words import SanctionCode, SanctionState
from shouwen.complaints.flows.sanction import Sanctioning
from shouwen.complaints.models import OrderRecord, Sanction
from shouwen.complaints.payloads import Reason
from shouwen.complaints.words import PersonMeasure
from shouwen.kernel import clock, penalties
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Nothing
from shouwen.kernel.models import PenaltyLine
from shouwen.kernel.penalties import LineDraft
from shouwen.kernel.rulebook import Book
from shouwen.kernel.wording import listed


def _wrong(field: str, says: str) -> Refused:
    return Refused(says, Why.BAD_PAYLOAD, {field: [says]})


# ---- proposed ------------------------------------------------------------


@Sanctioning.propose.does
def write_the_proposal(sanction: Sanction, act: Act[payloads.Proposal]) -> None:
    _write_proposal(sanction, act, act.given)


def _write_proposal(sanction: Sanction, act: Act[Any], given: payloads.Proposal) -> None:
    sanction.code, sanction.clause, sanction.person_id = given.code.value, given.clause, given.to
    sanction.facts, sanction.kind, sanction.key = given.facts, given.kind, given.key or None
    sanction.order_id, sanction.evidence_ids = given.order, given.evidence_ids
    sanction.proposed_at = act.at
    sanction.statement_until = act.at + timedelta(minutes=act.work.book.value(rules.STATEMENT_WITHIN))
    whom = act.case.agent.name if act.case.agent else ""
    act.case.title = f"{given.code.value} {given.clause} · {whom} · {given.facts}"[:200]


@Sanctioning.bring.does
def bring_the_failure(sanction: Sanction, act: Act[payloads.FailureCase]) -> None:
    """处理不力的责任事件 with the orders it is about; the group's service centre decides (S3-21f, P9)."""
    numbers = act.given.orders.replace(",", " ").replace("、", " ").upper().split()
    orders = list(OrderRecord.objects.filter(case__number__in=numbers).select_related("case").order_by("case_id"))
    if unknown := set(numbers) - {order.case.number for order in orders}:
        raise _wrong("orders", _("There is no order {number}.").format(number=listed(sorted(unknown))))
    facts = "、".join([*(order.case.number for order in orders), act.given.facts])
    proposal = payloads.Proposal(
        code=SanctionCode.P9,
        clause=bounds_of("P9").clause,
        to=act.given.to,
        facts=facts[:4000],
        order=orders[0].pk if orders else None,
    )
    _write_proposal(sanction, act, proposal)


@Sanctioning.record_decided.does
def write_what_was_decided(sanction: Sanction, act: Act[payloads.Recorded]) -> None:
    """第四条、第二十一条: who has the right decided as it was found; the register keeps it."""
    _write_proposal(sanction, act, act.given.proposal)
    sanction.statement_until = None
    sanction.decision, sanction.decided_by_id = act.given.decision, act.given.decided_by
    sanction.decided_at, sanction.effective_on = act.at, clock.day_of(act.at)


@Sanctioning.state.does
def keep_the_statement(sanction: Sanction, act: Act[payloads.Statement]) -> None:
    """What the person says is added to what was said before; nothing of it is lost."""
    said = [sanction.statement, act.given.statement]
    sanction.statement = "\n\n".join(text for text in said if text)
    sanction.stated_at = act.at


# ---- decided ------------------------------------------------------------


@Sanctioning.decide.does
def decide_within_the_bounds(sanction: Sanction, act: Act[payloads.Verdict]) -> None:
    """Heard first, or a reason why not; then what the clause allows, no less and nothing else."""
    given = act.given
    _heard(sanction, act)
    _check(sanction.code, given, act.work.book)
    today = clock.day_of(act.at)
    sanction.effective_on = given.effective_on or today
    if sanction.effective_on < today:
        raise _wrong("effective_on", _("A sanction takes effect today or later."))
    sanction.measures, sanction.percent, sanction.amount = list(given.measures), given.percent, given.amount
    sanction.grades = given.grades if PersonMeasure.PAY_CUT in given.measures else None
    sanction.decision, sanction.replaces_fines = given.opinion, given.replaces_fines
    sanction.decided_by, sanction.decided_at = act.actor.staff, act.at
    _charge(sanction, act)
    act.goes_to(SanctionState.IN_EFFECT if sanction.effective_on == today else SanctionState.DECIDED)


def _heard(sanction: Sanction, act: Act[payloads.Verdict]) -> None:
    until = sanction.statement_until
    if sanction.stated_at is None and until is not None and act.at <= until:
        if not act.given.unheard:
            says = _("The person may still state the own side until {until}; say why it cannot wait.")
            raise _wrong("unheard", says.format(until=clock.local(until).strftime("%m-%d %H:%M")))
        sanction.unheard = act.given.unheard


def _check(code: str, given: payloads.Verdict, book: Book) -> None:
    bounds = bounds_of(code)
    _check_measures(bounds, given)
    _check_percent(bounds, given.percent, book)
    _check_grades(bounds, given, book)
    if given.amount is not None and PersonMeasure.FINE not in given.measures:
        raise _wrong("amount", _("An amount belongs to a fine."))
    if not bounds.in_words and not given.measures and given.percent is None:
        raise _wrong("measures", _("Choose what is decided."))


def _check_measures(bounds: Bounds, given: payloads.Verdict) -> None:
    if set(given.measures) - set(bounds.measures):
        words = listed(measure.label for measure in bounds.measures)
        raise _wrong("measures", _("The clause allows here: {measures}.").format(measures=words))


def _check_percent(bounds: Bounds, percent: Decimal | None, book: Book) -> None:
    if percent is None:
        return
    if bounds.percent is None:
        raise _wrong("percent", _("The clause has no share of the bonus."))
    floor, ceiling = (Decimal(book.value(bound)) for bound in bounds.percent)
    if not floor <= percent <= ceiling:
        says = _("The clause allows {floor} % to {ceiling} %.").format(floor=floor, ceiling=ceiling)
        raise _wrong("percent", says)


def _check_grades(bounds: Bounds, given: payloads.Verdict, book: Book) -> None:
    """降一级、降三级工资以上: a cut names its grades, and not too few; what is heavier than a cut needs none."""
    if PersonMeasure.PAY_CUT not in given.measures or bounds.grades is None:
        return
    least = book.value(bounds.grades)
    if given.grades is None or given.grades < least:
        raise _wrong("grades", _("The clause asks for a cut of at least {least} grades.").format(least=least))


def _charge(sanction: Sanction, act: Act[payloads.Verdict]) -> None:
    """What is money becomes a line at once; 以此为准 takes back the daily fines of the order (Q24)."""
    if sanction.percent is not None:
        price: dict[str, Any] = {"percent": str(sanction.percent), "code": sanction.code, "clause": sanction.clause}
        act.work.charge_share(act, price, sanction.person_id)
    if sanction.amount is not None:
        act.work.ledger.lines.append(_fine(sanction, act, sanction.amount))
    if sanction.replaces_fines:
        _take_back_the_days(sanction, act)


def _fine(sanction: Sanction, act: Act[payloads.Verdict], amount: Decimal) -> LineDraft:
    key = f"case{act.case.pk}:{sanction.code}:fine"
    words = f"1 × {amount}"
    return LineDraft(act.case.pk, sanction.person_id, sanction.code, sanction.clause, act.at, words, key, amount=amount)


def _take_back_the_days(sanction: Sanction, act: Act[payloads.Verdict]) -> None:
    if sanction.order_id is None or sanction.percent is None:
        raise _wrong("replaces_fines", _("Only a share of the bonus can replace the daily fines of an order."))
    days = PenaltyLine.objects.filter(
        case_id=sanction.order_id, person_id=sanction.person_id, code__in=("P15", "P16"), reverses=None
    )
    reason = _("set off: {number} replaces the daily fines").format(number=act.case.number)
    taken_back = penalties.reverse(days, reason, at=act.at)
    act.facts["set_off"] = str(sum((line.amount for line in taken_back), Decimal(0)))


@Sanctioning.drop.does
def drop_with_a_reason(sanction: Sanction, act: Act[Reason]) -> None:
    sanction.decision, sanction.decided_by, sanction.decided_at = act.given.reason, act.actor.staff, act.at


@Sanctioning.take_effect.does
def only_from_its_day(sanction: Sanction, act: Act[Nothing]) -> None:
    if sanction.effective_on is None or clock.day_of(act.at) < sanction.effective_on:
        raise Refused(_("The day of its effect has not come."), Why.WRONG_STATE)


@Sanctioning.file.does
def file_once(sanction: Sanction, act: Act[payloads.Filing]) -> None:
    """报人力资源中心备案 (S3-37f)."""
    if sanction.filed_at is not None:
        raise Refused(_("This sanction has been filed."), Why.WRONG_STATE)
    sanction.filed_under, sanction.filed_at = act.given.filed_under, act.at
