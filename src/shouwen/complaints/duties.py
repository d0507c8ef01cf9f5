"""What is owed in a complaint: the timers T1 … T16 of S3 §3, each with its clause and its price."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties, rules
from shouwen.complaints.sanctions import propose_for_long_delay
from shouwen.complaints.words import BEING_CLOSED, ISSUED_AND_OPEN, OrderState
from shouwen.kernel import clock, rulebook
from shouwen.kernel.duties import (
    AfterStart,
    AtInstant,
    BeforeDue,
    BonusShare,
    Duty,
    Every,
    LateDays,
    NextCut,
    Once,
    OnDueDay,
    PerBlock,
    Tell,
    Watch,
    Within,
)
from shouwen.kernel.flows import Act
from shouwen.kernel.models import Case


def _contact_ended(record: Any, _act: Act[Any]) -> datetime:
    ended: datetime = record.contact_ended_at
    return ended


def _is_first_submission(record: Any, act: Act[Any]) -> bool:
    return bool(record.submitted_at == act.at)


def _no_plan_owed_yet(_record: Any, act: Act[Any]) -> bool:
    """Ringing twice does not make it two plans: 同一单同一次不重复扣 (S3-35c)."""
    return not act.work.owed_under(T6B)


def _is_special(record: Any, _act: Act[Any]) -> bool:
    return bool(record.is_special)


def _first_progress_day(_record: Any, act: Act[Any]) -> datetime:
    """Q9: 签发当日若 18:00 时 T3 尚未到期则免 — then the first day's clock starts at today's cut."""
    cut = clock.next_time(act.at, time.fromisoformat(act.work.book.value(rules.T6_TIME)))
    visit_due = act.at + timedelta(minutes=act.work.book.value(rules.T3_LIMIT))
    return cut if visit_due > cut else act.at


def _needs_urging(case: Case, at: datetime) -> bool:
    """Special levels from the day after issue (S3-33d); others when more days late than the threshold (S3-30c)."""
    order = case.order
    if order.issued_at is None:
        return False
    if order.is_special:
        return clock.day_of(at) > clock.day_of(order.issued_at)
    end = order.applied_at if case.state in BEING_CLOSED and order.applied_at else at
    late = clock.day_of(end) - clock.day_of(order.effective_deadline)
    return bool(late.days > rulebook.value(rules.SERIOUS_DAYS, at))


_FIVE_MINUTES = (rules.BLOCK_MINUTES, rules.BLOCK_AMOUNT, rules.BLOCK_ROUNDING)

# 客户来电结束或来访离开后30分钟内报批;每延迟5分钟扣罚责任人100元
T1 = Duty(
    code="T1",
    title=_("Submit the supervision order"),
    owed_by=parties.AGENT,
    limit=Within(rules.T1_LIMIT),
    clause="第十四条",
    ref="S3-14d",
    remind=AfterStart(rules.T1_REMIND),
    price=PerBlock(*_FIVE_MINUTES, code="P7", clause="第十八条"),
    priced_from=rules.IN_FORCE_FROM,
    starts=_contact_ended,
)

# 从报批至总经理签发不得超过一个小时;退回不重置
T2 = Duty(
    code="T2",
    title=_("Issue the supervision order"),
    owed_by=parties.HOLDER,
    limit=Within(rules.T2_LIMIT),
    clause="第十四条",
    ref="S3-14e",
    remind=AfterStart(rules.T2_REMIND),
    price=PerBlock(*_FIVE_MINUTES, code="P8", clause="第十八条"),
    priced_from=rules.IN_FORCE_FROM,
    owed_if=_is_first_submission,
)

# 接到督办令后1小时内上门回访;未按要求回访每次扣罚20%月度综合奖金
T3 = Duty(
    code="T3",
    title=_("Visit the customer at home"),
    owed_by=parties.RESPONSIBLE,
    limit=Within(rules.T3_LIMIT),
    clause="第二十二条",
    ref="S3-22a",
    remind=AfterStart(rules.T3_REMIND),
    price=BonusShare(rules.VISIT_BONUS, code="P11", clause="第三十五条"),
    priced_from=rules.IN_FORCE_FROM,
)

# 无法回访或客户拒绝:回访后一个小时内录入;原文未定金额
T4 = Duty(
    code="T4",
    title=_("Record the blocked visit"),
    owed_by=parties.RESPONSIBLE,
    limit=Within(rules.T4_LIMIT),
    clause="第二十三条",
    ref="S3-23a",
    remind=AfterStart(rules.T4_REMIND),
)

# 售后服务中心30分钟内100%回访
T5 = Duty(
    code="T5",
    title=_("Call the customer back"),
    owed_by=parties.GROUP_AGENT,
    limit=Within(rules.T5_LIMIT),
    clause="第二十三条",
    ref="S3-23c",
    remind=AfterStart(rules.T5_REMIND),
)

# 每天18:00前录入最新进展;未更新每次扣罚200元
T6 = Duty(
    code="T6",
    title=_("Enter today's progress"),
    owed_by=parties.RESPONSIBLE,
    limit=Every(rules.T6_TIME),
    clause="第二十六条",
    ref="S3-26a",
    remind=OnDueDay(rules.T6_REMIND),
    reminds="progress_due",
    price=Once(rules.T6_AMOUNT, code="P14", clause="第三十五条"),
    priced_from=rules.IN_FORCE_FROM,
    starts=_first_progress_day,
    runs_in=(OrderState.ISSUED, OrderState.IN_PROGRESS),
)

# 回访后首个18:00前录入处理方案;未录入每次扣罚300元
T6B = Duty(
    code="T6b",
    title=_("Enter the plan agreed at the door"),
    owed_by=parties.RESPONSIBLE,
    limit=NextCut(rules.T6B_TIME),
    clause="第二十二条",
    ref="S3-22e",
    remind=OnDueDay(rules.T6B_REMIND),
    price=Once(rules.T6B_AMOUNT, code="P13", clause="第三十五条"),
    priced_from=rules.IN_FORCE_FROM,
    owed_if=_no_plan_owed_yet,
)

# 收到结案申请后30分钟内核查、100%回访
T7 = Duty(
    code="T7",
    title=_("Check the closure and call the customer"),
    owed_by=parties.AGENT,
    limit=Within(rules.T7_LIMIT),
    clause="第二十九条",
    ref="S3-29a",
    remind=AfterStart(rules.T7_REMIND),
    starts=lambda _order, act: act.work.now,  # of an application sent late nobody could know before
)

# 考核节点取督办令要求与商谈完成时间之短者;超期按日阶梯扣罚
T8 = Duty(
    code="T8",
    title=_("Complete the handling"),
    owed_by=parties.RESPONSIBLE,
    limit=AtInstant(lambda order: order.effective_deadline),
    clause="第二十五条",
    ref="S3-25a",
    remind=BeforeDue(rules.T8_REMIND),
    price=LateDays(rules.T8_ACCRUAL, rules.T8_TIERS, codes=("P15", "P16"), clause="第三十六条", leader=parties.LEADER),
    priced_from=rules.IN_FORCE_FROM,
    on_last_day=propose_for_long_delay,
)

# 会议纪要于会议结束后24小时内报备
T9 = Duty(
    code="T9",
    title=_("File the minutes of the special meeting"),
    owed_by=parties.CHAIRMAN,
    limit=Within(rules.T9_LIMIT),
    clause="第三十三条",
    ref="S3-33h",
    remind=AfterStart(rules.T9_REMIND),
)

# 自客户提出索赔起三天内提交书面报告
T10 = Duty(
    code="T10",
    title=_("Submit the written report on the claim"),
    owed_by=parties.FIRST_HEAD,
    limit=Within(rules.T10_LIMIT),
    clause="第三十四条",
    ref="S3-34a",
    remind=AfterStart(rules.T10_REMIND),
)

# 批示后24小时内报备至售后服务中心
T11 = Duty(
    code="T11",
    title=_("File the decided claim with the group centre"),
    owed_by=parties.RESPONSIBLE,
    limit=Within(rules.T11_LIMIT),
    clause="第三十四条",
    ref="S3-34e",
    remind=AfterStart(rules.T11_REMIND),
)

# 董事长第一时间主持召开专题会议
T13 = Duty(
    code="T13",
    title=_("Hold the special meeting"),
    owed_by=parties.CHAIRMAN,
    limit=Within(rules.T13_LIMIT),
    clause="第三十三条",
    ref="S3-33e",
    remind=AfterStart(rules.T13_REMIND),
    owed_if=_is_special,
)

# 对于未完成的投诉,系统于每天9:30自动短信提醒责任人、分管领导、董事长
T16 = Duty(
    code="T16",
    title=_("Daily reminder of the unfinished order"),
    owed_by=parties.RESPONSIBLE,
    limit=Watch(rules.T16_TIME),
    clause="第十九条",
    ref="S3-19b",
    runs_in=ISSUED_AND_OPEN,
    watches=Tell("daily_unfinished", parties.unfinished_readers),
)

# 严重超期的由总经理每天督促董事长;重大、群体、共性投诉签发次日起每天亲自督促
URGE = Duty(
    code="URGE",
    title=_("Daily urging by the general manager"),
    owed_by=parties.GM,
    limit=Watch(rules.URGE_TIME),
    clause="第三十条",
    ref="S3-30c",
    runs_in=ISSUED_AND_OPEN,
    watches=Tell("overdue_urge", parties.GM.holders),
    if_=_needs_urging,
)
