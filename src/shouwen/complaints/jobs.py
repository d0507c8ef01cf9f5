"""Timed jobs of the regulation (S3 §7)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import ranking, rules, supervision
from shouwen.kernel import clock, jobs
from shouwen.kernel.models import JobRun, PenaltyLine
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.people.queries import holders
from shouwen.people.roles import Role


def send_the_penalty_statement(slot: datetime) -> dict[str, Any]:
    """第三十六条:自动计算扣罚奖金,于每月1日前自动报至人力资源中心、财务中心.

    Windows join without gap: from the last statement to this slot (Q12).
    """
    last = JobRun.objects.filter(job=STATEMENT, finished_at__isnull=False, slot__lt=slot).order_by("-slot").first()
    lines = PenaltyLine.objects.filter(at__lte=slot, **({"at__gt": last.slot} if last else {}))
    total = lines.aggregate(lines=Count("id"), amount=Sum("amount"))
    figures = {
        "month": f"{clock.local(slot):%Y-%m}",
        "lines": total["lines"],
        "amount": str(total["amount"] or Decimal(0)),
    }
    people = [*holders(Role.HR_CENTRE, slot), *holders(Role.FINANCE_CENTRE, slot)]
    post(
        NoticeDraft(
            code="penalty_statement", key=f"statement:{figures['month']}:s{pk}", at=slot, staff_id=pk, data=figures
        )
        for pk in dict.fromkeys(people)
    )
    return figures


STATEMENT = "complaints.penalty_statement"
jobs.register(
    jobs.Job(
        code=STATEMENT,
        title=_("Monthly penalty statement"),
        clause="第三十六条",
        next_slot=jobs.on_the_last_of_the_month(time(23, 50)),
        run=send_the_penalty_statement,
    )
)


def reported_until() -> datetime | None:
    """The instant up to which penalty lines have been reported; None before the first statement."""
    last = JobRun.objects.filter(job=STATEMENT, finished_at__isnull=False).order_by("-slot").first()
    return last.slot if last else None


def rank_the_specialists(slot: datetime) -> dict[str, Any]:
    """第十六条:每月对项目客服专员进行客户满意度调查排名 — the month before the slot's, and what follows from it."""
    month = (clock.day_of(slot).replace(day=1) - timedelta(days=1)).replace(day=1)
    rows = ranking.publish(month, slot)
    proposals = ranking.propose_for_the_bottom(month, slot)
    ranking.announce(month, rows, proposals, slot)
    return {"month": f"{month:%Y-%m}", "people": len(rows), "proposals": len(proposals)}


def list_slow_orders(slot: datetime) -> dict[str, Any]:
    """第二十六条:将处理进展缓慢的投诉进行汇总 — the candidates, for staff to confirm."""
    return {"candidates": supervision.list_candidates(slot)}


jobs.register(
    jobs.Job(
        code="complaints.ranking",
        title=_("Monthly ranking of the specialists"),
        clause="第十六条",
        next_slot=jobs.on_the_first_of_the_month(time(1)),
        run=rank_the_specialists,
    )
)
jobs.register(
    jobs.Job(
        code="complaints.slow_orders",
        title=_("Daily list of slow orders"),
        clause="第二十六条",
        next_slot=jobs.every_day(rules.SLOW_TIME),
        run=list_slow_orders,
    )
)
