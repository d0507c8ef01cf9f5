"""What each case adds to numerator and denominator of an indicator: one question per formula of S3 §5.

Every function says, for one month, of which rows it asks, which of them count and what each adds, never a sum: the sum,
the drill-down and the tests all stand on these facts. Ratios are exact to six decimals. What happened after
``month.as_of`` is not seen.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case as Choose
from django.db.models import (
    CharField,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Extract, Greatest, Least, TruncDate

from shouwen.complaints.indicators.month import Month
from shouwen.complaints.indicators.questions import NUMBER, Question, Source, number, within
from shouwen.complaints.indicators.words import TAGS
from shouwen.complaints.models import ComplaintRecord, Escalation, OrderRecord, ReceptionCheck
from shouwen.complaints.words import ComplaintState, Level, OrderState
from shouwen.kernel import clock
from shouwen.kernel.evidence import Proof
from shouwen.kernel.models import Evidence, Obligation

ORDER, COMPLAINT = "complaints.order", "complaints.complaint"
BEST_RATIO = Value("1.5")
_COUNTS = ~Q(case__state__in=[ComplaintState.DRAFT, ComplaintState.VOIDED])
_SOLVED = Q(case__state__in=[ComplaintState.CLOSED_ON_SPOT, ComplaintState.CLOSED])


def _orders(month: Month) -> QuerySet[Any]:
    """Orders with their 考核节点 (第二十五条), the instant their lateness ended, and the T1 of their complaint.

    A complaint is registered once and so owes one T1: each order stays one row.
    """
    deadline = Least("ordered_finish_at", "negotiated_finish_at")
    owed = "case__parent__obligations"
    submission = FilteredRelation(owed, condition=Q(**{f"{owed}__duty": f"{COMPLAINT}.T1"}))
    return OrderRecord.objects.annotate(deadline=deadline, ended=_ended(month), submission=submission)


ORDERS = Source(_orders)
COMPLAINTS = Source(lambda _month: ComplaintRecord.objects.all())
DUTIES = Source(lambda _month: Obligation.objects.all())
ESCALATIONS = Source(lambda _month: Escalation.objects.all(), to="order__case")
RECEPTION_CHECKS = Source(lambda _month: ReceptionCheck.objects.all(), agent="person_id")


def _seconds(later: Any, earlier: Any) -> Any:
    """Seconds between two instants, exact."""
    length = ExpressionWrapper(later - earlier, output_field=DurationField())
    return ExpressionWrapper(Extract(length, "epoch"), output_field=NUMBER)


# ---- orders by their completion: 考核节点 (第二十五条) -------------------------------------------


def _due(month: Month) -> Q:
    """Issued orders whose completion fell due in the month; one closed as unreasonable before that owed nothing."""
    owed_nothing = Q(case__state=OrderState.CLOSED_UNREASONABLE, case__closed_at__lte=F("deadline"))
    return within("deadline", month) & Q(issued_at__lte=month.as_of) & ~owed_nothing


def _ended(month: Month) -> Any:
    """When an order's lateness ended: at the application that stands, at its closing, or not yet (Q6)."""
    applied = Q(applied_at__lte=month.as_of)
    closed = Q(case__closed_at__lte=month.as_of)
    return Choose(When(applied, then=F("applied_at")), When(closed, then=F("case__closed_at")), default=month.as_of)


def on_time(month: Month) -> Question:
    """被批准的结案申请时刻 ≤ 考核节点 (on_time_rate)."""
    approved = Q(case__state=OrderState.CLOSED, case__closed_at__lte=month.as_of)
    return Question(ORDERS, _due(month), approved & Q(applied_at__lte=F("deadline")))


def overdue(month: Month) -> Question:
    """超期张数÷到期张数 (overdue_rate); an application that waits for approval stops the clock (Q21)."""
    return Question(ORDERS, _due(month), Q(ended__gt=F("deadline")))


def overdue_days(month: Month) -> Question:
    """超期天数: calendar days between completion and 考核节点, of the orders that are overdue (Q23)."""
    day, due = (TruncDate(f, tzinfo=clock.ZONE, output_field=DateField()) for f in ("ended", "deadline"))
    late = _due(month) & Q(ended__gt=F("deadline"))
    return Question(ORDERS, late, _seconds(day, due) / Value(86400))


def _closed_orders(month: Month) -> Q:
    return within("case__closed_at", month) & Q(case__state=OrderState.CLOSED)


def _timed(month: Month) -> Q:
    return _closed_orders(month) & Q(issued_at__isnull=False, applied_at__isnull=False)


def efficiency(month: Month) -> Question:
    """min(1.5, 允许时长÷实际时长) of the orders closed in the month (handling_efficiency).

    允许 = issue → 考核节点 (not below nothing), 实际 = issue → application; no time at all is the best there is.
    """
    allowed, actual = _seconds(F("deadline"), F("issued_at")), _seconds(F("applied_at"), F("issued_at"))
    best = number(BEST_RATIO)
    ratio = Least(best, number(Greatest(allowed, number(Value(0))) / actual))
    no_time = Q(applied_at__lte=F("issued_at"))
    return Question(ORDERS, _timed(month), Choose(When(no_time, then=best), default=ratio))


def handling_hours(month: Month) -> Question:
    """平均处理时长: hours from issue to the application that was approved."""
    return Question(ORDERS, _timed(month), _seconds(F("applied_at"), F("issued_at")) / Value(3600))


def arranged(month: Month) -> Question:
    """第一时间亲自安排: minutes from issue to the first arrangement by the person responsible (S3-05c)."""
    arranged_by_now = within("issued_at", month) & Q(arranged_at__lte=month.as_of)
    return Question(ORDERS, arranged_by_now, _seconds(F("arranged_at"), F("issued_at")) / Value(60))


def satisfaction(month: Month) -> Question:
    """结案回访得分之和 ÷ (5×有效问卷数) (satisfaction_score)."""
    return Question(ORDERS, _closed_orders(month) & Q(score__isnull=False), F("score"), 5)


def satisfied(month: Month) -> Question:
    """满意率: answers of four and five among the valid ones."""
    return Question(ORDERS, _closed_orders(month) & Q(score__isnull=False), Q(score__gte=4))


def first_time_fix(month: Month) -> Question:
    """Closed at the first application: nothing had been sent back (S3-01b, quality)."""
    return Question(ORDERS, _closed_orders(month), Q(applications__lte=1))


def off_the_matrix(month: Month) -> Question:
    """责任矩阵偏离: orders issued to another department than the matrix names, which takes a reason (S3-20g)."""
    return Question(ORDERS, within("issued_at", month), ~Q(override_reason=""))


def special(month: Month) -> Question:
    """重大、群体、共性: orders of a special level that were under way in the month (S3-33)."""
    open_then = Q(case__closed_at=None) | Q(case__closed_at__gte=month.start)
    return Question(ORDERS, open_then & Q(issued_at__lt=month.until) & ~Q(level=Level.GENERAL), 1, 0)


def brand_events(month: Month) -> Question:
    """品牌事件与升级: what was taken to authorities, media or courts in the month (S3-02a, S3-33j)."""
    return Question(ESCALATIONS, within("occurred_at", month), 1, 0)


# ---- complaints -------------------------------------------------------------------------


def on_spot(month: Month) -> Question:
    """当月当场结案数 ÷ 当月受理投诉总数 (on_spot_completion_rate)."""
    received = within("case__opened_at", month)
    closed = Q(case__state=ComplaintState.CLOSED_ON_SPOT) & within("case__closed_at", month)
    return Question(COMPLAINTS, _COUNTS & (received | closed), closed, received)


def completion(month: Month) -> Question:
    """当月结案数 ÷ (月初遗留 + 当月受理) (project_completion_rate)."""
    there = Q(case__opened_at__lt=month.until)
    there &= Q(case__closed_at=None) | Q(case__closed_at__gte=month.start)
    return Question(COMPLAINTS, _COUNTS & there, _SOLVED & within("case__closed_at", month))


def recomplaints(month: Month) -> Question:
    """再次投诉数 ÷ 当月结案数 (recomplaint_rate)."""
    again = Q(repeats__isnull=False) & within("case__opened_at", month)
    closed = _SOLVED & within("case__closed_at", month)
    return Question(COMPLAINTS, _COUNTS & (again | closed), again, closed)


def solved_and_signed(month: Month) -> Question:
    """已结案并经客户签字确认数 (S3-02a): the customer signed the complaint or the completion of an order."""
    done = Evidence.objects.filter(case__parent=OuterRef("case"), kind=Proof.COMPLETION_SIGNED)
    signed = Q(is_signed=True) | Q(Exists(done))
    return Question(COMPLAINTS, _SOLVED & within("case__closed_at", month) & signed, 1, 0)


def window_rating(month: Month) -> Question:
    """窗口接待满意度: what customers gave the specialist in the month (window_rating)."""
    rated = within("rated_at", month) & Q(case__agent__isnull=False, score__isnull=False)
    return Question(COMPLAINTS, rated, F("score"))


def concealed(month: Month) -> Question:
    """瞒报漏报: receptions verified as concealed or omitted, by person (concealed_omitted_count)."""
    counts = within("verified_at", month) & Q(person__isnull=False) & ~Q(kind="")
    return Question(RECEPTION_CHECKS, counts, 1, 0)


def _tags(case: str, record: str) -> Any:
    """Line and dimension of a complaint as "line:dimension": somebody's choice, else the type's (S3-06b).

    ``case`` and ``record`` lead to the complaint's; both are named, so that neither is reached through the other.
    """

    def one(field: str, place: int) -> Any:
        whens = [When(**{f"{record}type": kind}, then=Value(str(tags[place]))) for kind, tags in TAGS.items()]
        chosen = F(f"{case}complaint_tags__{field}")
        return Coalesce(chosen, Choose(*whens, default=Value("")), output_field=CharField())

    return Concat(one("line", 0), Value(":"), one("dimension", 1), output_field=CharField())


def tag_count(month: Month) -> Question:
    """Complaints received, by professional line and quality dimension."""
    tagged = ~Q(type="") | Q(case__complaint_tags__isnull=False)
    return Question(COMPLAINTS, _COUNTS & within("case__opened_at", month) & tagged, 1, 0, key=_tags("case__", ""))


def tag_satisfaction(month: Month) -> Question:
    """Satisfaction at the closing, by the tags of the complaint."""
    answered = _closed_orders(month) & Q(score__isnull=False, case__parent__complaint__isnull=False)
    return Question(ORDERS, answered, F("score"), 5, key=_tags("case__parent__", "case__parent__complaint__"))


# ---- clocks -----------------------------------------------------------------------------


def judged(month: Month, *duties: str, by: str) -> Q:
    """Obligations under duties whose start or due instant (``by``) lies in the month, without those called off."""
    return Q(duty__in=duties) & within(by, month) & ~Q(outcome=Obligation.Outcome.CANCELLED)


_IN_TIME = Q(met_at__lte=F("due_at"))


def submitted(month: Month) -> Question:
    """T1 准时数 ÷ 督办令数 (submit_in_30m_rate): each order by its own first submission."""
    owed = within("submitted_at", month) & Q(submission__isnull=False)
    return Question(ORDERS, owed, Q(submitted_at__lte=F("submission__due_at")))


def issued(month: Month) -> Question:
    """T2 准时数 ÷ 督办令数 (issue_in_60m_rate)."""
    return Question(DUTIES, judged(month, f"{ORDER}.T2", by="started_at"), _IN_TIME)


def visited(month: Month) -> Question:
    """T3 准时数 ÷ 签发数 (first_visit_in_60m_rate): the visit owed since the issue, not a later one."""
    first = judged(month, f"{ORDER}.T3", by="started_at") & Q(started_at=F("case__order__issued_at"))
    return Question(DUTIES, first, _IN_TIME)


def verified(month: Month) -> Question:
    """T7 准时数 ÷ 结案申请数 (verify_in_30m_rate)."""
    return Question(DUTIES, judged(month, f"{ORDER}.T7", by="started_at"), _IN_TIME)


def called_back(month: Month) -> Question:
    """有回访的结案/拒访单 ÷ 应回访单 (callback_coverage): whether at all, not whether in time."""
    owed = judged(month, f"{ORDER}.T5", f"{ORDER}.T7", by="due_at")
    return Question(DUTIES, owed, Q(met_at__lte=month.as_of))


def updated_daily(month: Month) -> Question:
    """18:00 前更新的单日数 ÷ 应更新单日数 (daily_update_rate)."""
    settled = Q(outcome__in=[Obligation.Outcome.MET, Obligation.Outcome.BREACHED])
    return Question(DUTIES, judged(month, f"{ORDER}.T6", by="due_at") & settled, Q(outcome=Obligation.Outcome.MET))
