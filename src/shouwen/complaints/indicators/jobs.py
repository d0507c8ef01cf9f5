"""Timed counting: the month before on the first, the month under way each morning (S3 §7)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import rules
from shouwen.complaints.indicators import reading
from shouwen.complaints.indicators.bulletin import CENTRE
from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.indicators.month import before, month_of
from shouwen.kernel import jobs
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.people.queries import holders


def count_the_month(slot: datetime) -> dict[str, Any]:
    """第三十八条:每月对各项目的按时完成率、处理效率、客户满意度进行统计、综合排名 — the draft of the bulletin."""
    report = freeze(before(month_of(slot)), slot)
    ranked = report.figures.filter(code="composite_score", region__isnull=False).count()
    _tell_the_centre("bulletin_drafted", report.month.isoformat(), {"projects": ranked}, slot)
    return {"month": f"{report.month:%Y-%m}", "projects": ranked, "published": report.published_at is not None}


def assess_the_centres(slot: datetime) -> dict[str, Any]:
    """第三十九条:每月对项目售后服务中心进行量化考评."""
    month = before(month_of(slot))
    report = reading.report_of(month) or freeze(month, slot)
    sheets = report.figures.filter(code="centre_score").count()
    _tell_the_centre("assessments_made", month.isoformat(), {"sheets": sheets}, slot)
    return {"month": f"{month:%Y-%m}", "sheets": sheets}


def count_so_far(slot: datetime) -> dict[str, Any]:
    """The month under way, provisionally: what the boards and figures of the day show."""
    report = freeze(month_of(slot), slot)
    return {"month": f"{report.month:%Y-%m}", "figures": report.figures.count()}


def _tell_the_centre(code: str, month: str, data: dict[str, Any], at: datetime) -> None:
    people = dict.fromkeys(pk for role in CENTRE for pk in holders(role, at))
    facts = {"month": month[:7], **data}
    post(NoticeDraft(code, f"{code}:{month}:s{pk}", at, staff_id=pk, data=facts) for pk in people)


jobs.register(
    jobs.Job(
        code="complaints.indicators",
        title=_("Monthly figures and ranking of the projects"),
        clause="第三十八条",
        next_slot=jobs.on_the_first_of_the_month(time(1, 30)),
        run=count_the_month,
        figures={"month": _("Month"), "projects": _("Projects"), "published": _("Published")},
    )
)
jobs.register(
    jobs.Job(
        code="complaints.service_centres",
        title=_("Monthly assessment of the service centres"),
        clause="第三十九条",
        next_slot=jobs.on_the_first_of_the_month(time(1, 40)),
        run=assess_the_centres,
        figures={"month": _("Month"), "sheets": _("Sheets")},
    )
)
jobs.register(
    jobs.Job(
        code="complaints.indicators_so_far",
        title=_("Figures of the month under way"),
        clause="第三十八条",
        next_slot=jobs.every_day(rules.INDICATORS_TIME),
        run=count_so_far,
        latest_only=True,
        figures={"month": _("Month"), "figures": _("Figures")},
    )
)
