"""The numbers of the after-sales regulation (S3 §3, §4), with their clauses. Quantities in minutes, CNY, days."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rulebook import Measure, Quantity


def _minutes(code: str, title: object, default: int, clause: str, ref: str) -> Quantity:
    return Quantity(f"complaints.{code}", title, Measure.MINUTES, default, clause, ref)  # type: ignore[arg-type]


def _reminders(code: str, title: object, default: list[int], clause: str, ref: str) -> Quantity:
    return Quantity(f"complaints.{code}", title, Measure.MINUTES_LIST, default, clause, ref)  # type: ignore[arg-type]


def _wall(code: str, title: object, default: str, clause: str, ref: str) -> Quantity:
    return Quantity(f"complaints.{code}", title, Measure.WALL_TIME, default, clause, ref)  # type: ignore[arg-type]


# 第十四条:客户来电结束或来访离开后30分钟内完成报批;从报批至总经理签发不得超过一个小时
T1_LIMIT = _minutes("T1.limit", _("Submit the supervision order: limit"), 30, "第十四条", "S3-14d")
T1_REMIND = _reminders("T1.remind", _("Submit the supervision order: reminders"), [20], "第十四条", "S3-14d")
T2_LIMIT = _minutes("T2.limit", _("Issue the supervision order: limit"), 60, "第十四条", "S3-14e")
T2_REMIND = _reminders("T2.remind", _("Issue the supervision order: reminders"), [40, 55], "第十四条", "S3-14e")

# 第十八条:每延迟5分钟扣罚责任人100元
BLOCK_MINUTES = _minutes("late_block.minutes", _("Late block: length"), 5, "第十八条", "S3-18a")
BLOCK_AMOUNT = Quantity("complaints.late_block.amount", _("Late block: fine"), Measure.CNY, "100", "第十八条", "S3-18a")
BLOCK_ROUNDING = Quantity(
    "complaints.late_block.rounding",
    _("Late block: a block counts when full (floor) or begun (ceil)"),
    Measure.CHOICE,
    "floor",
    "第十八条",
    "S3-18a",
    choices=("floor", "ceil"),
)

# 第二十二条:接到督办令后1小时内上门回访;第二十三条:一个小时内录入,30分钟内100%回访
T3_LIMIT = _minutes("T3.limit", _("Doorstep visit: limit"), 60, "第二十二条", "S3-22a")
T3_REMIND = _reminders("T3.remind", _("Doorstep visit: reminders"), [30, 50], "第二十二条", "S3-22a")
VISIT_TRUSTED = _minutes(
    "visit.trusted_delay", _("Doorstep reports without signal: trusted delay"), 720, "第二十二条", "S3-22e"
)
REPORT_TRUSTED = _minutes(
    "report.trusted_delay", _("Progress and closure without signal: trusted delay"), 180, "第二十六条", "S3-26a"
)
VISIT_BONUS = Quantity(
    "complaints.visit.bonus_share",
    _("Visit missed or poor: share of the monthly bonus"),
    Measure.PERCENT,
    "20",
    "第三十五条",
    "S3-35a",
)
T4_LIMIT = _minutes("T4.limit", _("Record a visit that could not be made: limit"), 60, "第二十三条", "S3-23a")
T4_REMIND = _reminders("T4.remind", _("Record a visit that could not be made: reminders"), [45], "第二十三条", "S3-23a")
T5_LIMIT = _minutes("T5.limit", _("Call back after a blocked visit: limit"), 30, "第二十三条", "S3-23c")
T5_REMIND = _reminders("T5.remind", _("Call back after a blocked visit: reminders"), [20], "第二十三条", "S3-23c")

# 第二十六条:每天18:00前录入最新进展;第三十五条:方案300元,进展200元
T6_TIME = _wall("T6.time", _("Daily progress: time of day"), "18:00", "第二十六条", "S3-26a")
T6_REMIND = _wall("T6.remind", _("Daily progress: reminder"), "17:00", "第二十六条", "S3-26a")
T6_AMOUNT = Quantity("complaints.T6.amount", _("Progress missing: fine"), Measure.CNY, "200", "第三十五条", "S3-35d")
T6B_TIME = _wall("T6b.time", _("Plan entered: time of day"), "18:00", "第二十二条", "S3-22e")
T6B_REMIND = _wall("T6b.remind", _("Plan entered: reminder"), "17:00", "第二十二条", "S3-22e")
T6B_AMOUNT = Quantity("complaints.T6b.amount", _("Plan missing: fine"), Measure.CNY, "300", "第三十五条", "S3-35c")

# 第二十九条:收到结案申请后30分钟内核查
T7_LIMIT = _minutes("T7.limit", _("Check a closure application: limit"), 30, "第二十九条", "S3-29a")
T7_REMIND = _reminders("T7.remind", _("Check a closure application: reminders"), [20], "第二十九条", "S3-29a")

# 第三十六条:超期7天内每天100/50元,8-15天每天200/100元,15天以上另行处分
T8_REMIND = _reminders(
    "T8.remind", _("Completion: reminders before the due instant"), [1440, 240], "第二十五条", "S3-25a"
)
T8_TIERS = Quantity(
    "complaints.T8.tiers",
    _("Late days: last day, CNY a day for the person, CNY a day for the leader"),
    Measure.TIERS,
    [[7, "100", "50"], [15, "200", "100"]],
    "第三十六条",
    "S3-36a",
)
T8_ACCRUAL = _wall("T8.accrual", _("Late days: time of accrual"), "00:05", "第三十六条", "S3-36a")

# 第三十三条:会议纪要24小时内报备;第三十四条:三天内书面报告、24小时内报备
T9_LIMIT = _minutes("T9.limit", _("File the minutes: limit"), 1440, "第三十三条", "S3-33h")
T9_REMIND = _reminders("T9.remind", _("File the minutes: reminders"), [1200], "第三十三条", "S3-33h")
T10_LIMIT = _minutes("T10.limit", _("Claim report: limit"), 4320, "第三十四条", "S3-34a")
T10_REMIND = _reminders("T10.remind", _("Claim report: reminders"), [2880], "第三十四条", "S3-34a")
T11_LIMIT = _minutes("T11.limit", _("File the claim: limit"), 1440, "第三十四条", "S3-34e")
T11_REMIND = _reminders("T11.remind", _("File the claim: reminders"), [1200], "第三十四条", "S3-34e")
T13_LIMIT = _minutes("T13.limit", _("Hold the special meeting: target"), 1440, "第三十三条", "S3-33e")
T13_REMIND = _reminders("T13.remind", _("Hold the special meeting: reminders"), [720], "第三十三条", "S3-33e")
CLAIM_LEADER_UP_TO = Quantity(
    "complaints.claim.leader_up_to",
    _("Claims a leader in charge may decide: up to"),
    Measure.CNY,
    "50000",
    "第三十四条",
    "S3-34b",
)

# 第十九条:未完成的投诉每天9:30短信提醒;第三十条、第三十三条:总经理每天督促
T16_TIME = _wall("T16.time", _("Daily reminder of unfinished orders: time of day"), "09:30", "第十九条", "S3-19b")
URGE_TIME = _wall("urge.time", _("General manager's daily urging: time of day"), "08:30", "第三十条", "S3-30c")
SERIOUS_DAYS = Quantity(
    "complaints.serious_overdue.days",
    _("Seriously overdue: more days late than"),
    Measure.DAYS,
    15,
    "第三十条",
    "S3-30c",
)
RECOMPLAINT_DAYS = Quantity(
    "complaints.recomplaint.days",
    _("Repeat complaint: same unit and type within"),
    Measure.DAYS,
    180,
    "第三十三条",
    "S3-I08",
)
P17_FLOOR = Quantity(
    "complaints.P17.floor", _("Over 15 days late, person: least share"), Measure.PERCENT, "50", "第三十六条", "S3-36c"
)
P17_CEILING = Quantity(
    "complaints.P17.ceiling",
    _("Over 15 days late, person: largest share"),
    Measure.PERCENT,
    "100",
    "第三十六条",
    "S3-36c",
)
P18_FLOOR = Quantity(
    "complaints.P18.floor", _("Over 15 days late, leader: least share"), Measure.PERCENT, "20", "第三十六条", "S3-36d"
)
P18_CEILING = Quantity(
    "complaints.P18.ceiling",
    _("Over 15 days late, leader: largest share"),
    Measure.PERCENT,
    "50",
    "第三十六条",
    "S3-36d",
)

# 第十六条:每月排名,连续三个月倒数后十名;Q13、§5:人数不超过十人不提案,样本不足五份注明
RATING_LOW = Quantity(
    "complaints.rating.low",
    _("Rating of the reception: the group is told at this and below"),
    Measure.COUNT,
    2,
    "第十六条",
    "S3-16b",
)
RANKING_BOTTOM = Quantity(
    "complaints.ranking.bottom", _("Ranking: how many count as the bottom"), Measure.COUNT, 10, "第十六条", "S3-16c"
)
RANKING_MONTHS = Quantity(
    "complaints.ranking.months", _("Ranking: months in a row at the bottom"), Measure.COUNT, 3, "第十六条", "S3-16d"
)
RANKING_WINDOW_WEIGHT = Quantity(
    "complaints.ranking.window_weight",
    _("Ranking: share of the ratings at the window; the rest is the sample survey's"),
    Measure.PERCENT,
    "100",
    "第十六条",
    "S3-16c",
)
RANKING_SURVEY_MONTHS = Quantity(
    "complaints.ranking.survey_months",
    _("Ranking: answers to the sample survey count for so many months"),
    Measure.COUNT,
    12,
    "第十六条",
    "S3-16c",
)
RANKING_SAMPLE = Quantity(
    "complaints.ranking.sample", _("Ranking: smallest sufficient sample"), Measure.COUNT, 5, "第十六条", "S3-16c"
)

# 第十七条:瞒报、漏报降三级工资以上;每月累积超过两单的直接开除
RECEPTION_WINDOW = _minutes(
    "reception.window", _("Reception seen: entries this many minutes around it"), 30, "第十七条", "S3-17a"
)
CONCEALED_GRADES = Quantity(
    "complaints.concealed.grades",
    _("Concealed or omitted: least cut in salary grades"),
    Measure.COUNT,
    3,
    "第十七条",
    "S3-17b",
)
CONCEALED_LIMIT = Quantity(
    "complaints.concealed.limit",
    _("Concealed or omitted: more than so many a month mean dismissal"),
    Measure.COUNT,
    2,
    "第十七条",
    "S3-17c",
)

# 第二十六条:处理进展缓慢 (Q7): 当日未更新,或用时达八成而进度不足五成
SLOW_TIME = _wall("slow.time", _("Slow orders: time of the daily list"), "18:05", "第二十六条", "S3-26c")
SLOW_SILENT_DAYS = Quantity(
    "complaints.slow.silent_days", _("Slow orders: days without progress"), Measure.DAYS, 1, "第二十六条", "S3-26c"
)
SLOW_TIME_USED = Quantity(
    "complaints.slow.time_used", _("Slow orders: share of the time used"), Measure.PERCENT, "80", "第二十六条", "S3-26c"
)
SLOW_PROGRESS = Quantity(
    "complaints.slow.progress", _("Slow orders: progress less than"), Measure.PERCENT, "50", "第二十六条", "S3-26c"
)

# 第三十八条:按时完成率、处理效率、客户满意度综合排名 (默认权重 40/30/30)
WEIGHT_ON_TIME = Quantity(
    "complaints.composite.on_time",
    _("Composite score: weight of on time"),
    Measure.PERCENT,
    "40",
    "第三十八条",
    "S3-38b",
)
WEIGHT_EFFICIENCY = Quantity(
    "complaints.composite.efficiency",
    _("Composite score: weight of efficiency"),
    Measure.PERCENT,
    "30",
    "第三十八条",
    "S3-38b",
)
WEIGHT_SATISFACTION = Quantity(
    "complaints.composite.satisfaction",
    _("Composite score: weight of satisfaction"),
    Measure.PERCENT,
    "30",
    "第三十八条",
    "S3-38b",
)
INDICATOR_SAMPLE = Quantity(
    "complaints.indicators.sample",
    _("Indicators: smallest sufficient sample"),
    Measure.COUNT,
    5,
    "第三十八条",
    "S3-38a",
)
INDICATORS_TIME = _wall("indicators.time", _("Indicators: time of the daily counting"), "05:00", "第三十八条", "S3-38a")

# 第四十六条:本办法自发文之日起执行 — the date of issue is the date of effect
IN_FORCE_FROM = Quantity(
    "complaints.regulation.in_force_from",
    _("The regulation: issued, and in force, from"),
    Measure.DATE,
    "2000-01-01",
    "第四十六条",
    "S3-46a",
)
