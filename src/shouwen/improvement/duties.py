"""What is owed in the group's improvement work, each with its clause."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.improvement import parties, rules
from shouwen.kernel.duties import AfterStart, AtInstant, BeforeDue, Duty, Within

# 第四十条 每季度…进行全面现场检查
INSPECT = Duty(
    code="INSPECT",
    title=_("Inspect the unit on site"),
    owed_by=parties.GROUP,
    limit=AtInstant(lambda inspection: inspection.due_at),
    reminds="improvement_due",
    remind=BeforeDue(rules.INSPECT_REMIND),
    clause="第四十条",
    ref="S3-40a",
)
# 对检查发现的问题提出整改要求
RECTIFY = Duty(
    code="RECTIFY",
    title=_("Put right what the inspection found"),
    owed_by=parties.OWNER,
    limit=AtInstant(lambda finding: finding.due_at),
    reminds="improvement_due",
    remind=BeforeDue(rules.RECTIFY_REMIND),
    clause="第四十条",
    ref="S3-40c",
)
RECHECK = Duty(
    code="RECHECK",
    title=_("Re-check what was put right"),
    owed_by=parties.GROUP,
    limit=Within(rules.RECHECK_WITHIN),
    reminds="improvement_due",
    clause="第四十条",
    ref="S3-40c",
)
# 第四十二条 相关部门应于15天内提出优化措施…并将整改方案报备
T12 = Duty(
    code="T12",
    title=_("Propose measures and file the rectification plan"),
    owed_by=parties.ADDRESSEE,
    limit=AtInstant(lambda optimisation: optimisation.due_at),
    remind=AfterStart(rules.T12_REMIND),
    clause="第四十二条",
    ref="S3-42c",
)
ITEMS = Duty(
    code="ITEMS",
    title=_("Carry out the filed plan"),
    owed_by=parties.ADDRESSEE,
    limit=AtInstant(lambda optimisation: optimisation.last_due_at),
    reminds="improvement_due",
    remind=BeforeDue(rules.ITEMS_REMIND),
    clause="第四十二条",
    ref="S3-42d",
)
# 第四十四条 每年联合物业集团进行…客户满意度调查,并将调查结果上报至集团董事局
SURVEY = Duty(
    code="SURVEY",
    title=_("Hold this year's survey and report it to the board"),
    owed_by=parties.MANAGERS,
    limit=AtInstant(lambda survey: survey.due_at),
    reminds="improvement_due",
    remind=BeforeDue(rules.SURVEY_REMIND),
    clause="第四十四条",
    ref="S3-44a",
)
# 第四十五条 每月对售后服务系统全体人员进行业务培训
TRAINING = Duty(
    code="TRAINING",
    title=_("Hold this month's training"),
    owed_by=parties.MANAGERS,
    limit=AtInstant(lambda training: training.due_at),
    reminds="improvement_due",
    remind=BeforeDue(rules.TRAINING_REMIND),
    clause="第四十五条",
    ref="S3-45a",
)
