"""The figures of the company's own handling, by S4 §11.3: facts as ``indicators.facts`` has them, one row to a case."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from shouwen.complaints.handling.words import CauseKind
from shouwen.complaints.indicators.facts import DUTIES, judged
from shouwen.complaints.indicators.month import Month
from shouwen.complaints.indicators.questions import Question, Source, within
from shouwen.complaints.models import ComplaintRecord, CrisisRecord, HandlingRecord

HANDLING, COORDINATION = "complaints.handling", "complaints.coordination"
_IN_TIME = Q(met_at__lte=F("due_at"))
HANDLINGS = Source(lambda _month: HandlingRecord.objects.all())
CRISES = Source(lambda _month: CrisisRecord.objects.all())
SATISFIED_FROM = 4  # 满意: 4、5 分


def closed_in_time(month: Month) -> Question:
    """按时办结÷到期应办结 (complaint_on_time_rate)."""
    return Question(DUTIES, judged(month, f"{HANDLING}.CLOSE", by="due_at"), _IN_TIME)


def answered_in_time(month: Month) -> Question:
    """24 小时内回复÷应回复 (reply_24h_rate)."""
    return Question(DUTIES, judged(month, f"{HANDLING}.REPLY", by="due_at"), _IN_TIME)


def coordinated_in_time(month: Month) -> Question:
    """按期完成协调任务÷到期协调任务 (coordination_done_rate)."""
    return Question(DUTIES, judged(month, f"{COORDINATION}.COORDINATE", by="due_at"), _IN_TIME)


def satisfied(month: Month) -> Question:
    """满意(4、5分)÷有效评价 (service_satisfaction_rate): of each complaint the last answer the customer gave."""
    answered = within("surveyed_at", month) & Q(score__isnull=False)
    return Question(HANDLINGS, answered, Q(score__gte=SATISFIED_FROM))


def _closed(month: Month) -> Q:
    return within("concluded_at", month)


def came_again(month: Month) -> Question:
    """结案后再投诉÷结案 (repeat_complaint_rate): closed in the month, and complained of again since."""
    again = ComplaintRecord.objects.filter(
        repeats=OuterRef("complaint"), case__opened_at__gt=OuterRef("concluded_at"), case__opened_at__lte=month.as_of
    )
    return Question(HANDLINGS, _closed(month), Exists(again))


def service_quality(month: Month) -> Question:
    """因服务质量引起的投诉: a count, target none (service_quality_complaints)."""
    return Question(HANDLINGS, _closed(month) & Q(cause_kind=CauseKind.SERVICE_QUALITY), 1, 0)


def emergencies(month: Month) -> Question:
    """突发事件数, by the instant of discovery; a false alarm is none."""
    return Question(CRISES, within("discovered_at", month) & ~Q(case__state="false_alarm"), 1, 0)
