"""What the service centres' procedures make people owe."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.centres import parties, rules
from shouwen.kernel.access import Who
from shouwen.kernel.duties import AtInstant, Duty, Within
from shouwen.kernel.flows import Act


def _nobody_owes_an_answer(_record: Any, act: Act[Any]) -> bool:
    """The limit runs from the first message that waits, not from each."""
    return not act.work.owed_under(REPLY)


_ANSWERING = Who(parties.SPECIALIST.label, parties.counter_of, dated=True)

# 第七条:各项目自开盘至最后一期实际交楼后六个月内须设立项目售后服务中心
T15 = Duty(
    code="T15",
    title=_("Close the service centre or hand it over"),
    owed_by=parties.INSPECTOR,
    limit=AtInstant(lambda centre: centre.period_ends_at),
    clause="第七条",
    ref="S3-07c",
)

# 第十条:集团售后服务中心每天通过视频监控系统检查项目客服专员的服务标准及工作纪律执行情况
CHECK = Duty(
    code="CHECK",
    title=_("Today's video check"),
    owed_by=parties.INSPECTOR,
    limit=AtInstant(lambda check: check.due_at),
    clause="第十条",
    ref="S3-10a",
)

# 第四十三条:项目客服专员须每半年进行项目轮换
T14 = Duty(
    code="T14",
    title=_("Rotate the specialist to another project"),
    owed_by=parties.INSPECTOR,
    limit=AtInstant(lambda posting: posting.due_at),
    clause="第四十三条",
    ref="S3-43a",
)

# 第八条:与客户一对一的移动终端沟通平台;24小时内回复
REPLY = Duty(
    code="REPLY",
    title=_("Answer the customer's message"),
    owed_by=_ANSWERING,
    limit=Within(rules.REPLY_LIMIT),
    owed_if=_nobody_owes_an_answer,
    clause="第八条",
    ref="S3-08e",
)
