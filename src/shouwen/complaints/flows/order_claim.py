"""Effects of claims (第三十四条) and of the special meeting (第三十三条)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from shouwen.complaints import duties, parties, payloads, rules
from shouwen.complaints.flows.order import Order
from shouwen.complaints.models import Claim, OrderRecord
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Condition, Nothing


@Order.raise_claim.does
def raise_a_claim(order: OrderRecord, act: Act[payloads.ClaimRaising]) -> None:
    """客户提出索赔的,自提出起三天内提交书面报告 (S3-34a)."""
    Claim.objects.create(order=order, amount=act.given.amount, demand=act.given.demand, raised_at=act.at)


@Order.raise_claim.waits_for
def one_claim_at_a_time(order: OrderRecord) -> str | None:
    under_way = order.claims.exclude(state__in=[Claim.State.EXECUTED, Claim.State.REJECTED]).exists()
    return _("A claim is under way already; settle it first.") if under_way else None


def _claim_in(order: OrderRecord, *states: Claim.State) -> Claim:
    return order.claims.filter(state__in=states).latest("id")


def _claim_at(*states: Claim.State) -> Condition:
    """The occasion of a step that handles a claim: there is one in such a state."""

    def none_there(order: OrderRecord) -> str | None:
        found = order.claims.filter(state__in=states).exists()
        return None if found else _("No claim of this order stands at this step.")

    return none_there


Order.submit_claim_report.only_while(_claim_at(Claim.State.RAISED))
Order.decide_claim.only_while(_claim_at(Claim.State.IN_APPROVAL))
Order.execute_claim.only_while(_claim_at(Claim.State.APPROVED))
Order.file_claim.only_while(_claim_at(Claim.State.APPROVED, Claim.State.EXECUTED, Claim.State.REJECTED))


@Order.submit_claim_report.does
def report_on_the_claim(order: OrderRecord, act: Act[payloads.ClaimReport]) -> None:
    claim = _claim_in(order, Claim.State.RAISED)
    claim.report, claim.proposal, claim.state = act.given.report, act.given.proposal, Claim.State.IN_APPROVAL
    claim.save(update_fields=["report", "proposal", "state"])


@Order.decide_claim.does
def decide_by_authority(order: OrderRecord, act: Act[payloads.ClaimDecision]) -> None:
    """按权限报批:至限额由分管领导,超过及特殊级别须报董事长 (S3-34b, S3-34c)."""
    claim = _claim_in(order, Claim.State.IN_APPROVAL)
    limit = Decimal(act.work.book.value(rules.CLAIM_LEADER_UP_TO))
    needs_chairman = order.is_special or claim.amount > limit
    who = parties.CHAIRMAN if needs_chairman else parties.LEADER
    if not who.may(act.actor, act.case, act.at):
        raise Refused(_("This claim is for: {who}.").format(who=who.label), Why.WRONG_ROLE)
    claim.state = Claim.State.APPROVED if act.given.approved else Claim.State.REJECTED
    claim.approved_amount = _approved_amount(claim, act.given)
    claim.instruction, claim.decided_at = act.given.instruction, act.at
    claim.save(update_fields=["state", "approved_amount", "instruction", "decided_at"])


def _approved_amount(claim: Claim, given: payloads.ClaimDecision) -> Decimal:
    """What may be paid: never more than was claimed, for by that amount it was decided who approves (S3-34b).

    A rejected claim pays nothing.
    """
    if not given.approved:
        return Decimal(0)
    if given.amount is None:
        raise Refused(_("Say how much is approved."), Why.BAD_PAYLOAD, {"amount": [_("This is still empty.")]})
    if given.amount > claim.amount:
        says = _(
            "Claimed are {claimed} CNY; {amount} CNY cannot be approved. Who asks for more makes another claim."
        ).format(claimed=claim.amount, amount=given.amount)
        raise Refused(says, Why.BAD_PAYLOAD, {"amount": [says]})
    return given.amount


@Order.execute_claim.does
def execute(order: OrderRecord, act: Act[payloads.ClaimExecution]) -> None:
    """并按相应批示处理 (S3-34d): no more than was approved."""
    claim = _claim_in(order, Claim.State.APPROVED)
    if claim.approved_amount is not None and act.given.amount > claim.approved_amount:
        says = _("Approved are {amount} CNY; more would need another decision.").format(amount=claim.approved_amount)
        raise Refused(says, Why.BAD_PAYLOAD, {"amount": [says]})
    claim.state = Claim.State.EXECUTED
    claim.save(update_fields=["state"])


@Order.file_claim.does
def file(order: OrderRecord, act: Act[Nothing]) -> None:
    """24小时内报备至售后服务中心 (S3-34e)."""
    claim = _claim_in(order, Claim.State.APPROVED, Claim.State.EXECUTED, Claim.State.REJECTED)
    claim.filed_at = act.at
    claim.save(update_fields=["filed_at"])


@Order.hold_meeting.does
def hold(order: OrderRecord, act: Act[payloads.Meeting]) -> None:
    """第三十三条:董事长第一时间主持召开专题会议; the minutes are due from its end (T9)."""
    given = act.given
    if not given.started_at <= given.ended_at <= act.at:
        raise Refused(_("A meeting begins, ends, and is then recorded."), Why.BAD_PAYLOAD)
    order.met_from = given.started_at
    act.work.meet(duties.T13, at=given.started_at)
    act.work.open(duties.T9, started_at=given.ended_at)


@Order.hold_meeting.only_while
def at_a_special_level(order: OrderRecord) -> str | None:
    """专题会议 belongs to what is 重大、群体性、共性问题 (S3-33e, S3-33f)."""
    return None if order.is_special else _("The special meeting is held about orders of a special level.")


@Order.file_minutes.only_while
def a_meeting_was_held(order: OrderRecord) -> str | None:
    return None if order.met_from else _("No special meeting has been recorded.")
