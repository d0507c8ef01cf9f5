"""Timed jobs of articles 30, 31, 32, 36 and 37 (S3 §7). Each writes what is missing and nothing twice."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.discipline import carrying, clues, meetings, overdue, rules
from shouwen.complaints.discipline.words import SanctionState
from shouwen.complaints.flows.sanction import Sanctioning
from shouwen.complaints.models import Sanction
from shouwen.kernel import clock, jobs, moves
from shouwen.kernel.access import ENGINE


def build_the_overdue_summary(slot: datetime) -> dict[str, Any]:
    """第三十条:集团售后服务中心客服人员每天对处理超期的投诉进行汇总."""
    summary = overdue.build(slot)
    return {"day": f"{summary.on}", "orders": summary.items.count()}


def list_the_carried_over(slot: datetime) -> dict[str, Any]:
    """第三十一条:集团售后服务中心每周对上周遗留未完成投诉进行整理、分析."""
    week = carrying.monday_of(slot)
    return {"week": f"{week}", "orders": carrying.list_the_week(week, slot)}


def call_the_monthly_meeting(slot: datetime) -> dict[str, Any]:
    """第三十二条:直管副总裁每月组织地区公司、物业公司召开专题会议;上月未召开的标漏."""
    month = clock.day_of(slot).replace(day=1)
    missed = meetings.miss_the_unheld(month)
    called = meetings.call_monthly(month, slot)
    return {"month": f"{month:%Y-%m}", "called": called.number if called else "", "missed": missed}


def remind_of_the_plans(slot: datetime) -> dict[str, Any]:
    """第三十一条:制定整改计划 — 到期提醒、逾期每日提醒."""
    return {"told": meetings.remind(slot)}


def search_for_clues(slot: datetime) -> dict[str, Any]:
    """第三十七条:投诉处理拖沓缓慢、弄虚作假、推诿扯皮的线索."""
    return {"clues": clues.search(slot)}


def put_sanctions_into_effect(slot: datetime) -> dict[str, Any]:
    """第三十六条、第三十七条:处分自生效日起生效."""
    due = Sanction.objects.filter(case__state=SanctionState.DECIDED, effective_on__lte=clock.day_of(slot))
    cases = [case_id for case_id in due.order_by("id").values_list("case_id", flat=True) if case_id is not None]
    for case_id in cases:
        moves.take(Sanctioning.take_effect, case_id, by=ENGINE)
    return {"sanctions": len(cases)}


jobs.register(
    jobs.Job(
        code="complaints.sanctions",
        title=_("Decided sanctions take effect"),
        clause="第三十六条",
        next_slot=jobs.every_day(rules.EFFECT_TIME),
        run=put_sanctions_into_effect,
        figures={"sanctions": _("Sanctions")},
    )
)
jobs.register(
    jobs.Job(
        code="complaints.clues",
        title=_("Search for clues"),
        clause="第三十七条",
        next_slot=jobs.every_day(rules.CLUES_TIME),
        run=search_for_clues,
        figures={"clues": _("Clues")},
    )
)
jobs.register(
    jobs.Job(
        code="complaints.overdue",
        title=_("Daily summary of overdue orders"),
        clause="第三十条",
        next_slot=jobs.every_day(rules.SUMMARY_TIME),
        run=build_the_overdue_summary,
        figures={"day": _("Day"), "orders": _("Orders")},
    )
)
jobs.register(
    jobs.Job(
        code="complaints.carry_over",
        title=_("Weekly list of carried-over orders"),
        clause="第三十一条",
        next_slot=jobs.every_monday(rules.CARRY_OVER_TIME),
        run=list_the_carried_over,
        figures={"week": _("Week"), "orders": _("Orders")},
    )
)
jobs.register(
    jobs.Job(
        code="complaints.monthly_meeting",
        title=_("Monthly meeting of the vice-president"),
        clause="第三十二条",
        next_slot=jobs.on_the_first_of_the_month(time(0, 30)),
        run=call_the_monthly_meeting,
        figures={"month": _("Month"), "called": _("Meeting called"), "missed": _("Meetings missed")},
    )
)
jobs.register(
    jobs.Job(
        code="complaints.plan_items",
        title=_("Reminders of rectification plans"),
        clause="第三十一条",
        next_slot=jobs.every_day(rules.ITEM_REMIND_TIME),
        run=remind_of_the_plans,
        figures={"told": _("Told")},
    )
)
