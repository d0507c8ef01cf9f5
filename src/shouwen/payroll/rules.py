"""The numbers of the monthly statement, with their clauses (S3-36e, S3 §4.2, §7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rulebook import Measure, Quantity

# 第三十六条:自动计算扣罚奖金,于每月1日前自动报至人力资源中心、财务中心 — 月末最后一日 23:50,当日 18:00 预报
STATEMENT_TIME = Quantity(
    "payroll.T17.statement", _("Statement of penalties: time on the last day"), Measure.WALL_TIME, "23:50",
    "第三十六条", "S3-36e",
)  # fmt: skip
PREVIEW_TIME = Quantity(
    "payroll.T17.preview", _("Preview of the statement: time on the last day"), Measure.WALL_TIME, "18:00",
    "第三十六条", "S3-I05",
)  # fmt: skip
ALARM_TIME = Quantity(
    "payroll.T17.alarm", _("Statement not made: alarm at this time on the last day"), Measure.WALL_TIME, "23:55",
    "第三十六条", "S3-36e",
)  # fmt: skip
# §4.2:同月百分比类扣罚累计超过 100% 时,明细照列,执行额封顶 100% 并提示(可关)
PERCENT_CAP = Quantity(
    "payroll.percent_cap", _("Shares of one month's bonus: executed up to the whole bonus (on) or in full (off)"),
    Measure.CHOICE, "on", "第三十五条", "S3-35a", choices=("on", "off"),
)  # fmt: skip
