"""Effects of proposing, grading, urging in person, meetings, escalation (第三十三条; S3 §2.4 F, K, L)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouwen.complaints import duties, level_payloads, levels, parties, payloads, routing, supervision_payloads
from shouwen.complaints.flows.order import Order
from shouwen.complaints.models import ChairmanUrging, ComplaintRecord, Escalation, OrderRecord, SolutionItem
from shouwen.complaints.radar import clusters
from shouwen.complaints.words import BEFORE_ISSUE, EscalationCause, Level
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act
from shouwen.kernel.models import Event
from shouwen.kernel.sitting import current


@Order.draft.does
def propose_what_speaks_for_more(order: OrderRecord, act: Act[payloads.Drafting]) -> None:
    """A repeat, grave words, the radar: the system proposes a level; the general manager decides (S3-33a)."""
    complaint: ComplaintRecord | None = getattr(act.case.parent, "complaint", None)
    if complaint is None:
        return
    if current() is None:  # whoever plays history fast calls the radar afterwards
        clusters.look_now(complaint, act.at, act.work.book)
    proposed = levels.propose_for(order, complaint, act.work.book, act.at)
    if proposed:
        act.facts["proposed_levels"] = [str(level) for level in proposed]
        act.tells("level_proposed", parties.GM.holders(act.case, act.at))


@Order.propose_level.does
def put_before_the_general_manager(order: OrderRecord, act: Act[level_payloads.LevelProposed]) -> None:
    """专员标“疑似群体性”: it stays a proposal until the general manager has verified it (S3-33a)."""
    given = act.given
    if given.level == order.level:
        raise Refused(_("The order has this level already."), Why.WRONG_STATE)
    if not levels.propose(order, given.level, given.grounds, act.actor.staff, act.at):
        raise Refused(_("This level has been proposed already; the general manager decides."), Why.WRONG_STATE)


@Order.grade.does
def answer_the_proposals(order: OrderRecord, act: Act[payloads.Grading]) -> None:
    """Verified: proposals are answered, and an issued order of a special level is listed (S3-33c)."""
    levels.settle_proposals(order, act.at)
    if act.case.state in BEFORE_ISSUE:
        return
    if order.is_special:
        levels.list_special(order, act.given.households, act.at)
    elif hasattr(order, "special_assessment") and order.special_assessment.removed_at is None:
        levels.unlist(order, act.given.verification, act.actor.staff, act.at)
        act.work.cancel(duties.T9)


@Order.issue.does
def list_what_is_special(order: OrderRecord, act: Act[payloads.Opinion]) -> None:
    """签发至董事长,列入专项考核,立刻组织工作小组 (S3-33b, S3-33c, S3-33i)."""
    if order.is_special:
        graded = Event.objects.filter(case=act.case, code=Order.grade.code).order_by("-seq").first()
        households = graded.data["given"].get("households") if graded else None
        levels.list_special(order, households, act.at)
        act.tells("task_force_due", parties.GM.holders(act.case, act.at))


@Order.remove_special.does
def take_off_the_list(order: OrderRecord, act: Act[level_payloads.Removal]) -> None:
    levels.unlist(order, act.given.reason, act.actor.staff, act.at)


@Order.urge_chairman.does
def urge_in_person(order: OrderRecord, act: Act[level_payloads.ChairmanUrged]) -> None:
    """总经理每天亲自督促地区公司、物业公司董事长 (S3-33d, S3-30c)."""
    gm = act.actor.staff
    if gm is None:
        raise ValueError("only a member of staff urges in person")
    chairman = levels.chairman_of(order, act.at)
    ChairmanUrging.objects.create(order=order, on=clock.day_of(act.at), by=gm, chairman_id=chairman, at=act.at)


# ---- the special meeting ---------------------------------------------------------------------------------------------


@Order.hold_meeting.does
def the_chairman_presides(order: OrderRecord, act: Act[payloads.Meeting]) -> None:
    """由董事长主持: nobody else can be entered as the chair (S3-33e, S3-33f)."""
    chair = act.given.chair
    if chair is not None and chair not in routing.chairmen_of(order.company_id, act.at):
        says = _("The meeting is chaired by the company's chairman, by nobody else.")
        raise Refused(says, Why.BAD_PAYLOAD, {"chair": [says]})
    order.met_until = act.given.ended_at


@Order.file_minutes.does
def every_solution_has_its_person(order: OrderRecord, act: Act[payloads.Minutes]) -> None:
    """制定有效解决方案,责任落实到人 (S3-33g): the first item and the further lines, each with person and date."""
    given = act.given
    first = {"responsible": given.responsible, "solution": given.solution, "finish_at": given.finish_at}
    items = [first, *(line.model_dump() for line in given.more)]
    SolutionItem.objects.bulk_create(SolutionItem(order=order, **item) for item in items)


@Order.report_task_force.does
def note_that_the_force_was_there(order: OrderRecord, act: Act[supervision_payloads.TaskForceReport]) -> None:
    order.task_force_reported_at = act.at


# ---- out of the house ------------------------------------------------------------------------------------------------


@Order.record_escalation.does
def note_the_escalation(order: OrderRecord, act: Act[level_payloads.Escalated]) -> None:
    """12345、媒体、法院、上级单位、品牌事件: told to general manager and chairman at once (S3 §2.4 L)."""
    given = act.given
    if given.occurred_at > act.at:
        says = _("It cannot have happened later than now.")
        raise Refused(says, Why.BAD_PAYLOAD, {"occurred_at": [says]})
    if given.kind.is_brand_event:
        order.has_brand_event = True
    else:
        order.is_escalated = True
    row = Escalation(order=order, kind=given.kind, facts=given.facts, occurred_at=given.occurred_at)
    row.cause, row.recorded_at = given.cause or "", act.at
    if given.cause == EscalationCause.SLOW:
        row.sanction = levels.slow_solution(order, _facts(row), act.at)
    row.save()
    if not order.is_special and act.case.closed_at is None:
        levels.propose(order, Level.MAJOR, _facts(row), None, act.at)


@Order.judge_escalation.does
def judge_why_it_came_to_this(order: OrderRecord, act: Act[level_payloads.CauseJudged]) -> None:
    """The oldest event without a cause gets it; slow handling opens the chairman's proposal (S3-33j)."""
    row = order.escalations.filter(cause="").order_by("id").first()
    if row is None:
        raise Refused(_("There is no escalation whose cause is still open."), Why.WRONG_STATE)
    row.cause = act.given.cause
    if row.cause == EscalationCause.SLOW:
        row.sanction = levels.slow_solution(order, f"{_facts(row)}\n{act.given.facts}", act.at)
    row.save(update_fields=["cause", "sanction"])


def _facts(row: Escalation) -> str:
    return f"{row.get_kind_display()}:{row.facts}"
