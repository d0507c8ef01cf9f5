"""The numbers of the service centres with their clauses, and the period a centre must exist (第七、四十三条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from shouwen.common.dates import add_months
from shouwen.kernel.rulebook import Measure, Quantity

PERIOD_MONTHS = Quantity(
    "centres.period.months",
    _("Service centre: months after the last actual handover"),
    Measure.COUNT,
    6,
    "第七条",
    "S3-07a",
)
PERIOD_REMIND = Quantity(
    "centres.period.remind",
    _("Service centre: days of warning before its period ends"),
    Measure.DAYS,
    30,
    "第七条",
    "S3-07c",
)
ROTATION_MONTHS = Quantity(
    "centres.rotation.months",
    _("Rotation of specialists: months at one project"),
    Measure.COUNT,
    6,
    "第四十三条",
    "S3-43a",
)
ROTATION_REMIND = Quantity(
    "centres.rotation.remind", _("Rotation of specialists: days of warning"), Measure.DAYS, 30, "第四十三条", "S3-43a"
)
CHECKS_TIME = Quantity(
    "centres.checks.time", _("Daily video check: tasks are made at"), Measure.WALL_TIME, "00:05", "第十条", "S3-10a"
)
SCAN_TIME = Quantity(
    "centres.scan.time", _("Service centres and rotation: daily scan"), Measure.WALL_TIME, "08:00", "第七条", "S3-07c"
)
OMISSION_AFTER = Quantity(
    "centres.lead.omission_after",
    _("Reported matter untreated: a possible omission after"),
    Measure.MINUTES,
    1440,
    "第六条",
    "S3-06a",
)
REPLY_LIMIT = Quantity(
    "centres.reply.limit", _("Answer to a customer's message: limit"), Measure.MINUTES, 1440, "第八条", "S3-08e"
)
VOICE_T1_FROM = Quantity(
    "centres.voice.t1_from",
    _("Voice message: whence the 30 minutes run"),
    Measure.CHOICE,
    "message_end",
    "第十四条",
    "Q18",
    choices=("message_end", "listened"),
)


def required_until(handed_over: Sequence[date | None], months: int) -> date | None:
    """The last day of the period: the last phase's ACTUAL handover and so many calendar months.

    None while any phase is not handed over, or no phase is known: a planned date ends nothing (S3-07a).
    """
    actual = [day for day in handed_over if day is not None]
    if not actual or len(actual) < len(handed_over):
        return None
    return add_months(max(actual), months)


def is_required(launched_on: date | None, until: date | None, today: date) -> bool:
    """自开盘至最后一期实际交楼后六个月内, both days included."""
    return launched_on is not None and launched_on <= today and (until is None or today <= until)
