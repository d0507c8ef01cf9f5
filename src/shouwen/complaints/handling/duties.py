"""What is owed in the company's own handling of a complaint: no price hangs on it, the group's regulation has those."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.handling import parties, rules
from shouwen.kernel.duties import AfterStart, AtInstant, BeforeDue, Duty, Within
from shouwen.kernel.flows import Act


def _received(record: Any, _act: Act[Any]) -> datetime:
    at: datetime = record.received_at
    return at


# 回复客户的投诉在24小时内完成
REPLY = Duty(
    code="REPLY",
    title=_("Answer the customer"),
    owed_by=parties.HANDLER,
    limit=Within(rules.REPLY_LIMIT),
    remind=AfterStart(rules.REPLY_REMIND),
    starts=_received,
    clause=rules.STANDARD,
    ref="S4-SVC-17",
)

# 转达责任部门,签收
ACKNOWLEDGE = Duty(
    code="ACKNOWLEDGE",
    title=_("Acknowledge the transfer"),
    owed_by=parties.DEPARTMENT,
    limit=Within(rules.ACKNOWLEDGE_LIMIT),
    clause=rules.CLAUSE,
    ref="S4-CMP-02",
)

# 处理方案有时限
RESULT = Duty(
    code="RESULT",
    title=_("Carry out the plan, report the result"),
    owed_by=parties.DEPARTMENT,
    limit=AtInstant(lambda record: record.plan_due_at, dated=True),
    remind=BeforeDue(rules.BEFORE_A_DATE),
    clause=rules.CLAUSE,
    ref="S4-CMP-13",
)

# 反馈后启动满意度回访
CALL_BACK = Duty(
    code="CALL_BACK",
    title=_("Call back about satisfaction"),
    owed_by=parties.HANDLER,
    limit=Within(rules.CALL_BACK_LIMIT),
    clause=rules.CLAUSE,
    ref="S4-CMP-14",
)

# 投诉处理及时率: 按时办结÷到期应办结
CLOSE = Duty(
    code="CLOSE",
    title=_("Close the complaint in time"),
    owed_by=parties.WHOSE_TURN,
    limit=AtInstant(lambda record: record.due_at),
    remind=BeforeDue(rules.BEFORE_A_DATE),
    clause=rules.CLAUSE,
    ref="S4-CMP-09",
)

# 缺总结者列“待总结”清单
SUMMARY = Duty(
    code="SUMMARY",
    title=_("Summarise the complaint"),
    owed_by=parties.HANDLER,
    limit=Within(rules.SUMMARY_LIMIT),
    clause=rules.CLAUSE,
    ref="S4-CMP-15",
)

# 协调任务
COORDINATE = Duty(
    code="COORDINATE",
    title=_("Do the coordination task"),
    owed_by=parties.ASKED,
    limit=AtInstant(lambda record: record.due_at, dated=True),
    remind=BeforeDue(rules.BEFORE_A_DATE),
    clause=rules.CLAUSE,
    ref="S4-CMP-03",
)
