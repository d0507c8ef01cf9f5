"""Timed jobs of the service centres (S3 §7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.centres import daily_checks, rules, scans
from shouwen.kernel import jobs

# 每天通过视频监控系统检查项目客服专员的服务标准及工作纪律执行情况
jobs.register(
    jobs.Job(
        code="centres.video_checks",
        title=_("Today's video checks"),
        clause="第十条",
        next_slot=jobs.every_day(rules.CHECKS_TIME),
        run=daily_checks.plan_the_day,
        figures={"day": _("Day"), "planned": _("Planned"), "missed": _("Checks missed")},
    )
)
# 各项目自开盘至最后一期实际交楼后六个月内须设立项目售后服务中心
jobs.register(
    jobs.Job(
        code="centres.periods",
        title=_("Periods of the service centres"),
        clause="第七条",
        next_slot=jobs.every_day(rules.SCAN_TIME),
        run=scans.scan_periods,
        figures={
            "periods_changed": _("Periods changed"),
            "ending": _("Ending soon"),
            "lacking": _("Projects without a centre"),
        },
    )
)
# 项目客服专员须每半年进行项目轮换
jobs.register(
    jobs.Job(
        code="centres.rotation",
        title=_("Half-yearly rotation of the specialists"),
        clause="第四十三条",
        next_slot=jobs.every_day(rules.SCAN_TIME),
        run=scans.scan_postings,
        figures={"begun": _("Begun"), "ended": _("Ended"), "soon": _("Due soon"), "overdue": _("Overdue now")},
    )
)
