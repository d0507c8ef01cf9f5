"""The figures of the company's own handling, by S4 §11.3: facts as ``indicators.facts`` has them, one row to a case."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from shouwen.complaints.handling.words import CauseKind
from shouwen.complaints.indicators.facts import Rows, judged, rows, within
from shouwen.complaints.indicators.month import Month
from shouwen.complaints.models import ComplaintRecord, CrisisRecord, HandlingRecord

HANDLING, COORDINATION = "complaints.handling", "complaints.coordination"
_IN_TIME = Q(met_at__lte=F("due_at"))
SATISFIED_FROM = 4  # 满意: 4、5 分


def closed_in_time(month: Month) -> Rows:
    """按时办结÷到期应办结 (complaint_on_time_rate)."""
    return rows(judged(month, f"{HANDLING}.CLOSE", by="due_at"), _IN_TIME)


def answered_in_time(month: Month) -> Rows:
    """24 小时内回复÷应回复 (reply_24h_rate)."""
    return rows(judged(month, f"{HANDLING}.REPLY", by="due_at"), _IN_TIME)


def coordinated_in_time(month: Month) -> Rows:
    """按期完成协调任务÷到期协调任务 (coordination_done_rate)."""
    return rows(judged(month, f"{COORDINATION}.COORDINATE", by="due_at"), _IN_TIME)


def satisfied(month: Month) -> Rows:
    """满意(4、5分)÷有效评价 (service_satisfaction_rate)."""
    asked = HandlingRecord.objects.filter(within("surveyed_at", month), score__isnull=False)
    return rows(asked, Q(score__gte=SATISFIED_FROM))


def _closed(month: Month) -> Q:
    return within("concluded_at", month)


def came_again(month: Month) -> Rows:
    """结案后再投诉÷结案 (repeat_complaint_rate): closed in the month, and complained of again since."""
    again = ComplaintRecord.objects.filter(
        repeats=OuterRef("complaint"), case__opened_at__gt=OuterRef("concluded_at"), case__opened_at__lte=month.as_of
    )
    found = HandlingRecord.objects.filter(_closed(month)).annotate(repeated=Exists(again))
    return rows(found, Q(repeated=True))


def service_quality(month: Month) -> Rows:
    """因服务质量引起的投诉: a count, target none (service_quality_complaints)."""
    return rows(HandlingRecord.objects.filter(_closed(month), cause_kind=CauseKind.SERVICE_QUALITY), 1, 0)


def emergencies(month: Month) -> Rows:
    """突发事件数, by the instant of discovery; a false alarm is none."""
    found = CrisisRecord.objects.filter(within("discovered_at", month)).exclude(case__state="false_alarm")
    return rows(found, 1, 0)
