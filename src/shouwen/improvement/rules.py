"""The numbers of 第四十 to 第四十五条: limits, reminders, sizes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rulebook import Measure, Quantity
from shouwen.people.roles import Role

_DAY = 24 * 60

# 第四十条: 每季度全面现场检查
INSPECT_REMIND = Quantity(
    "improvement.inspection.remind",
    _("Quarterly inspection: reminders before the quarter ends"),
    Measure.MINUTES_LIST,
    [30 * _DAY, 7 * _DAY],
    "第四十条",
    "S3-40a",
)
RECTIFY_REMIND = Quantity(
    "improvement.rectification.remind",
    _("Rectification: reminders before it is due"),
    Measure.MINUTES_LIST,
    [3 * _DAY, _DAY],
    "第四十条",
    "S3-40c",
)
RECHECK_WITHIN = Quantity(
    "improvement.rectification.recheck",
    _("Re-check of a rectification: limit"),
    Measure.MINUTES,
    7 * _DAY,
    "第四十条",
    "S3-40c",
)
# 第四十二条: 系统性问题、15天内提出优化措施
ISSUES_MOST = Quantity(
    "improvement.systemic.most",
    _("Systemic problems proposed each quarter: at most"),
    Measure.COUNT,
    5,
    "第四十二条",
    "S3-42a",
)
ISSUES_LEAST = Quantity(
    "improvement.systemic.least",
    _("Systemic problem: complaints of one type in a quarter, at least"),
    Measure.COUNT,
    5,
    "第四十二条",
    "S3-42a",
)
T12_DAYS = Quantity(
    "improvement.T12.days",
    _("Measures against a systemic problem: days"),
    Measure.DAYS,
    15,
    "第四十二条",
    "S3-42c",
)
T12_REMIND = Quantity(
    "improvement.T12.remind",
    _("Measures against a systemic problem: reminders after it was sent"),
    Measure.MINUTES_LIST,
    [10 * _DAY, 14 * _DAY],
    "第四十二条",
    "S3-42c",
)
ITEMS_REMIND = Quantity(
    "improvement.plan.remind",
    _("Filed plan: reminders before its last item is due"),
    Measure.MINUTES_LIST,
    [7 * _DAY, _DAY],
    "第四十二条",
    "S3-42d",
)
# 第四十四条: 每年客户满意度调查
SURVEY_MONTH = Quantity(
    "improvement.survey.month",
    _("Yearly survey: month in which it is called for"),
    Measure.COUNT,
    10,
    "第四十四条",
    "S3-44a",
)
SURVEY_REMIND = Quantity(
    "improvement.survey.remind",
    _("Yearly survey: reminders before the year ends"),
    Measure.MINUTES_LIST,
    [60 * _DAY, 30 * _DAY, 7 * _DAY],
    "第四十四条",
    "S3-44a",
)
SURVEY_SAMPLE = Quantity(
    "improvement.survey.sample",
    _("Yearly survey: customers asked in each project"),
    Measure.COUNT,
    30,
    "第四十四条",
    "S3-44b",
)
SURVEY_REGIONS = Quantity(
    "improvement.survey.regions", _("Yearly survey: regions, at least"), Measure.COUNT, 2, "第四十四条", "S3-44b"
)
SURVEY_PROJECTS = Quantity(
    "improvement.survey.projects", _("Yearly survey: projects, at least"), Measure.COUNT, 2, "第四十四条", "S3-44b"
)
# 第四十五条: 每月业务培训
TRAINING_REMIND = Quantity(
    "improvement.training.remind",
    _("Monthly training: reminders before the month ends"),
    Measure.MINUTES_LIST,
    [20 * _DAY, 10 * _DAY, 3 * _DAY],
    "第四十五条",
    "S3-45a",
)
SIGN_IN_BEFORE = Quantity(
    "improvement.training.sign_in_before",
    _("Training: sign-in opens before its time"),
    Measure.MINUTES,
    60,
    "第四十五条",
    "S3-45a",
)

# 售后服务系统全体人员 (S3-45a): whoever receives, visits, approves or follows up customers' complaints.
AFTER_SALES = (Role.PROJECT_AGENT, Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM, Role.DEPARTMENT_STAFF)
MOST_CASES_LINKED = 2000
