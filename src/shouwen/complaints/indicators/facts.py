"""What each case adds to numerator and denominator of an indicator: one question per formula of S3 §5.

Every function gives rows of ``case, project, agent, key, top, bottom`` for one month, never a sum: the sum, the
drill-down and the tests all stand on these rows. Ratios are exact to six decimals. What happened after ``month.as_of``
is not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Case as Choose
from django.db.models import (
    CharField,
    DateField,
    DecimalField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Extract, Greatest, Least, TruncDate

from shouwen.complaints.indicators.month import Month
from shouwen.complaints.indicators.words import TAGS
from shouwen.complaints.models import ComplaintRecord, Escalation, OrderRecord, ReceptionCheck
from shouwen.complaints.words import ComplaintState, Level, OrderState
from shouwen.kernel import clock
from shouwen.kernel.evidence import Proof
from shouwen.kernel.models import Evidence, Obligation

Rows = QuerySet[Any, dict[str, Any]]
Facts = Callable[[Month], Rows]

FIELDS = ("fact_case", "fact_project", "fact_agent", "fact_key", "top", "bottom")
ORDER, COMPLAINT = "complaints.order", "complaints.complaint"
BEST_RATIO = Value("1.5")
_NUMBER: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=6)
_COUNTS = ~Q(case__state__in=[ComplaintState.DRAFT, ComplaintState.VOIDED])
_SOLVED = Q(case__state__in=[ComplaintState.CLOSED_ON_SPOT, ComplaintState.CLOSED])


def rows(found: QuerySet[Any], top: Any, bottom: Any = 1, *, to: str = "case", agent: str = "", key: Any = "") -> Rows:
    """The facts of a question; ``to`` leads to the case, ``agent`` to the person if it is not the case's."""
    return found.order_by().values(
        fact_case=F(f"{to}__id"),
        fact_project=F(f"{to}__project_id"),
        fact_agent=F(agent or f"{to}__agent_id"),
        fact_key=Cast(key if hasattr(key, "resolve_expression") else Value(key), CharField()),
        top=Cast(_amount(top), _NUMBER),
        bottom=Cast(_amount(bottom), _NUMBER),
    )


def _amount(what: Any) -> Any:
    """A condition counts one where it holds."""
    if isinstance(what, Q | Exists):
        return Choose(When(what, then=Value(1)), default=Value(0))
    return Value(what) if isinstance(what, int) else what


def _seconds(later: Any, earlier: Any) -> Any:
    """Seconds between two instants, exact."""
    length = ExpressionWrapper(later - earlier, output_field=DurationField())
    return Cast(Extract(length, "epoch"), _NUMBER)


def within(field: str, month: Month) -> Q:
    """An instant of the month that has been by now."""
    return Q(**{f"{field}__gte": month.start, f"{field}__lt": month.until})


# ---- orders by their completion: 考核节点 (第二十五条) -------------------------------------------


def _due(month: Month) -> QuerySet[OrderRecord]:
    """Issued orders whose completion fell due in the month; one closed as unreasonable before that owed nothing."""
    found = OrderRecord.objects.annotate(deadline=Least("ordered_finish_at", "negotiated_finish_at"))
    found = found.filter(within("deadline", month), issued_at__lte=month.as_of)
    return found.exclude(case__state=OrderState.CLOSED_UNREASONABLE, case__closed_at__lte=F("deadline"))


def _ended(month: Month) -> Any:
    """When an order's lateness ended: at the application that stands, at its closing, or not yet (Q6)."""
    applied = Q(applied_at__lte=month.as_of)
    closed = Q(case__closed_at__lte=month.as_of)
    return Choose(When(applied, then=F("applied_at")), When(closed, then=F("case__closed_at")), default=month.as_of)


def on_time(month: Month) -> Rows:
    """被批准的结案申请时刻 ≤ 考核节点 (on_time_rate)."""
    approved = Q(case__state=OrderState.CLOSED, case__closed_at__lte=month.as_of)
    return rows(_due(month), approved & Q(applied_at__lte=F("deadline")))


def overdue(month: Month) -> Rows:
    """超期张数÷到期张数 (overdue_rate); an application that waits for approval stops the clock (Q21)."""
    return rows(_due(month).annotate(ended=_ended(month)), Q(ended__gt=F("deadline")))


def overdue_days(month: Month) -> Rows:
    """超期天数: calendar days between completion and 考核节点, of the orders that are overdue (Q23)."""
    late = _due(month).annotate(ended=_ended(month)).filter(ended__gt=F("deadline"))
    day, due = (TruncDate(f, tzinfo=clock.ZONE, output_field=DateField()) for f in ("ended", "deadline"))
    return rows(late, _seconds(day, due) / Value(86400))


def _closed_orders(month: Month) -> QuerySet[OrderRecord]:
    found = OrderRecord.objects.annotate(deadline=Least("ordered_finish_at", "negotiated_finish_at"))
    return found.filter(within("case__closed_at", month), case__state=OrderState.CLOSED)


def efficiency(month: Month) -> Rows:
    """min(1.5, 允许时长÷实际时长) of the orders closed in the month (handling_efficiency).

    允许 = issue → 考核节点 (not below nothing), 实际 = issue → application; no time at all is the best there is.
    """
    found = _closed_orders(month).filter(issued_at__isnull=False, applied_at__isnull=False)
    allowed, actual = _seconds(F("deadline"), F("issued_at")), _seconds(F("applied_at"), F("issued_at"))
    found = found.annotate(allowed=Greatest(allowed, Cast(Value(0), _NUMBER)), actual=actual)
    best = Cast(BEST_RATIO, _NUMBER)
    ratio = Least(best, Cast(F("allowed") / F("actual"), _NUMBER), output_field=_NUMBER)
    return rows(found, Choose(When(actual__lte=0, then=best), default=ratio, output_field=_NUMBER))


def handling_hours(month: Month) -> Rows:
    """平均处理时长: hours from issue to the application that was approved."""
    found = _closed_orders(month).filter(issued_at__isnull=False, applied_at__isnull=False)
    return rows(found, _seconds(F("applied_at"), F("issued_at")) / Value(3600))


def arranged(month: Month) -> Rows:
    """第一时间亲自安排: minutes from issue to the first arrangement by the person responsible (S3-05c)."""
    found = OrderRecord.objects.filter(within("issued_at", month), arranged_at__lte=month.as_of)
    return rows(found, _seconds(F("arranged_at"), F("issued_at")) / Value(60))


def satisfaction(month: Month) -> Rows:
    """结案回访得分之和 ÷ (5×有效问卷数) (satisfaction_score)."""
    return rows(_closed_orders(month).filter(score__isnull=False), F("score"), 5)


def satisfied(month: Month) -> Rows:
    """满意率: answers of four and five among the valid ones."""
    return rows(_closed_orders(month).filter(score__isnull=False), Q(score__gte=4))


def first_time_fix(month: Month) -> Rows:
    """Closed at the first application: nothing had been sent back (S3-01b, quality)."""
    earlier = Obligation.objects.filter(
        case=OuterRef("case"), duty=f"{ORDER}.T7", started_at__lt=OuterRef("applied_at")
    )
    return rows(_closed_orders(month).annotate(came_back=Exists(earlier)), Q(came_back=False))


def off_the_matrix(month: Month) -> Rows:
    """责任矩阵偏离: orders issued to another department than the matrix names, which takes a reason (S3-20g)."""
    return rows(OrderRecord.objects.filter(within("issued_at", month)), ~Q(override_reason=""))


def special(month: Month) -> Rows:
    """重大、群体、共性: orders of a special level that were under way in the month (S3-33)."""
    open_then = Q(case__closed_at=None) | Q(case__closed_at__gte=month.start)
    found = OrderRecord.objects.filter(open_then, issued_at__lt=month.until).exclude(level=Level.GENERAL)
    return rows(found, 1, 0)


def brand_events(month: Month) -> Rows:
    """品牌事件与升级: what was taken to authorities, media or courts in the month (S3-02a, S3-33j)."""
    return rows(Escalation.objects.filter(within("occurred_at", month)), 1, 0, to="order__case")


# ---- complaints -------------------------------------------------------------------------


def _complaints(condition: Q) -> QuerySet[ComplaintRecord]:
    return ComplaintRecord.objects.filter(_COUNTS & condition)


def on_spot(month: Month) -> Rows:
    """当月当场结案数 ÷ 当月受理投诉总数 (on_spot_completion_rate)."""
    received = within("case__opened_at", month)
    closed = Q(case__state=ComplaintState.CLOSED_ON_SPOT) & within("case__closed_at", month)
    return rows(_complaints(received | closed), closed, received)


def completion(month: Month) -> Rows:
    """当月结案数 ÷ (月初遗留 + 当月受理) (project_completion_rate)."""
    there = Q(case__opened_at__lt=month.until)
    there &= Q(case__closed_at=None) | Q(case__closed_at__gte=month.start)
    return rows(_complaints(there), _SOLVED & within("case__closed_at", month))


def recomplaints(month: Month) -> Rows:
    """再次投诉数 ÷ 当月结案数 (recomplaint_rate)."""
    again = Q(repeats__isnull=False) & within("case__opened_at", month)
    closed = _SOLVED & within("case__closed_at", month)
    return rows(_complaints(again | closed), again, closed)


def solved_and_signed(month: Month) -> Rows:
    """已结案并经客户签字确认数 (S3-02a): the customer signed the complaint or the completion of an order."""
    done = Evidence.objects.filter(case__parent=OuterRef("case"), kind=Proof.COMPLETION_SIGNED)
    found = _complaints(_SOLVED & within("case__closed_at", month)).annotate(completed=Exists(done))
    return rows(found.filter(Q(is_signed=True) | Q(completed=True)), 1, 0)


def window_rating(month: Month) -> Rows:
    """窗口接待满意度: what customers gave the specialist in the month (window_rating)."""
    return rows(ComplaintRecord.objects.filter(within("rated_at", month), case__agent__isnull=False), F("score"))


def concealed(month: Month) -> Rows:
    """瞒报漏报: receptions verified as concealed or omitted, by person (concealed_omitted_count)."""
    found = ReceptionCheck.objects.filter(within("verified_at", month), person__isnull=False).exclude(kind="")
    return rows(found, 1, 0, agent="person_id")


def _tags(record: str) -> Any:
    """Line and dimension of a complaint as "line:dimension": somebody's choice, else the type's (S3-06b)."""

    def one(field: str, place: int) -> Any:
        whens = [When(**{f"{record}type": kind}, then=Value(str(tags[place]))) for kind, tags in TAGS.items()]
        chosen = F(f"{record}case__complaint_tags__{field}")
        return Coalesce(chosen, Choose(*whens, default=Value("")), output_field=CharField())

    return Concat(one("line", 0), Value(":"), one("dimension", 1), output_field=CharField())


def tag_count(month: Month) -> Rows:
    """Complaints received, by professional line and quality dimension."""
    found = _complaints(within("case__opened_at", month)).filter(~Q(type="") | Q(case__complaint_tags__isnull=False))
    return rows(found, 1, 0, key=_tags(""))


def tag_satisfaction(month: Month) -> Rows:
    """Satisfaction at the closing, by the tags of the complaint."""
    found = _closed_orders(month).filter(score__isnull=False, case__parent__complaint__isnull=False)
    return rows(found, F("score"), 5, key=_tags("case__parent__complaint__"))


# ---- clocks -----------------------------------------------------------------------------


def judged(month: Month, duty: str, *, by: str) -> QuerySet[Obligation]:
    """Obligations under a duty whose start or due instant (``by``) lies in the month, without those called off."""
    found = Obligation.objects.filter(within(by, month), duty=duty)
    return found.exclude(outcome=Obligation.Outcome.CANCELLED)


_IN_TIME = Q(met_at__lte=F("due_at"))


def submitted(month: Month) -> Rows:
    """T1 准时数 ÷ 督办令数 (submit_in_30m_rate): each order by its own first submission."""
    owed = Q(case__parent__obligations__duty=f"{COMPLAINT}.T1")
    found = OrderRecord.objects.filter(within("submitted_at", month) & owed)
    return rows(found, Q(submitted_at__lte=F("case__parent__obligations__due_at")))


def issued(month: Month) -> Rows:
    """T2 准时数 ÷ 督办令数 (issue_in_60m_rate)."""
    return rows(judged(month, f"{ORDER}.T2", by="started_at"), _IN_TIME)


def visited(month: Month) -> Rows:
    """T3 准时数 ÷ 签发数 (first_visit_in_60m_rate): the visit owed since the issue, not a later one."""
    found = judged(month, f"{ORDER}.T3", by="started_at").filter(started_at=F("case__order__issued_at"))
    return rows(found, _IN_TIME)


def verified(month: Month) -> Rows:
    """T7 准时数 ÷ 结案申请数 (verify_in_30m_rate)."""
    return rows(judged(month, f"{ORDER}.T7", by="started_at"), _IN_TIME)


def called_back(month: Month) -> Rows:
    """有回访的结案/拒访单 ÷ 应回访单 (callback_coverage): whether at all, not whether in time."""
    owed = Obligation.objects.filter(within("due_at", month), duty__in=[f"{ORDER}.T5", f"{ORDER}.T7"])
    return rows(owed.exclude(outcome=Obligation.Outcome.CANCELLED), Q(met_at__lte=month.as_of))


def updated_daily(month: Month) -> Rows:
    """18:00 前更新的单日数 ÷ 应更新单日数 (daily_update_rate)."""
    days = Obligation.objects.filter(within("due_at", month), duty=f"{ORDER}.T6")
    settled = [Obligation.Outcome.MET, Obligation.Outcome.BREACHED]
    return rows(days.filter(outcome__in=settled), Q(outcome=Obligation.Outcome.MET))
