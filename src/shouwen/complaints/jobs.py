"""Timed jobs of the regulation (S3 §7)."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

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
