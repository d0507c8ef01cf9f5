"""Timed jobs of the regulation (S3 §7)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import ranking, rules, supervision
from shouwen.kernel import clock, jobs


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
        figures={"month": _("Month"), "people": _("People"), "proposals": _("Proposals")},
    )
)
jobs.register(
    jobs.Job(
        code="complaints.slow_orders",
        title=_("Daily list of slow orders"),
        clause="第二十六条",
        next_slot=jobs.every_day(rules.SLOW_TIME),
        run=list_slow_orders,
        figures={"candidates": _("Candidates")},
    )
)
