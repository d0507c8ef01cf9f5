"""The numbers of the company's own handling (S4 §3.8, §8.3), with their clauses; the implied ones say so."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rulebook import Measure, Quantity
from shouwen.people.roles import Role

CLAUSE: Final = "作业标准书 流程八"
STANDARD: Final = "客户部工作标准"
_DAY = 24 * 60


def _number(code: str, title: object, default: int, ref: str, measure: Measure = Measure.MINUTES) -> Quantity:
    return Quantity(f"complaints.handling.{code}", title, measure, default, CLAUSE, ref)  # type: ignore[arg-type]


def _role(code: str, title: object, default: Role) -> Quantity:
    return Quantity(
        f"complaints.handling.{code}", title, Measure.CHOICE, default.value, CLAUSE, "S4-CMP-07",  # type: ignore[arg-type]
        choices=(Role.CS_MANAGER.value, Role.CS_ASSISTANT.value, Role.CS_CLERK.value),
    )  # fmt: skip


# 重要客户投诉由经理直接处理;合同条款类由职员;一般投诉由助理
BY_IMPORTANCE = _role("important", _("Complaints of important customers: handled by"), Role.CS_MANAGER)
BY_CONTRACT = _role("contract", _("Complaints about terms of the contract: handled by"), Role.CS_CLERK)
IN_GENERAL = _role("general", _("All other complaints: handled by"), Role.CS_ASSISTANT)

# 回复客户的咨询、投诉或建议在24小时内完成;第20小时提醒 (implied)
REPLY_LIMIT = Quantity(
    "complaints.handling.reply", _("Answer the customer: limit"), Measure.MINUTES, _DAY, STANDARD, "S4-SVC-17"
)
REPLY_REMIND = Quantity(
    "complaints.handling.reply.remind", _("Answer the customer: reminders"), Measure.MINUTES_LIST, [20 * 60],
    STANDARD, "S4-SVC-17",
)  # fmt: skip

# 原文未定 (implied): 签收、回访、总结的内控时限
ACKNOWLEDGE_LIMIT = _number("acknowledge", _("Acknowledge the transfer: limit"), 4 * 60, "S4-CMP-02")
CALL_BACK_LIMIT = _number("call_back", _("Call back about satisfaction: limit"), 2 * _DAY, "S4-CMP-14")
CALL_BACK_ATTEMPTS = _number("attempts", _("Call-back: attempts before closing without"), 3, "S4-CMP-14", Measure.COUNT)
DISSATISFIED = _number("dissatisfied", _("Call-back: dissatisfied up to"), 2, "S4-CMP-05", Measure.COUNT)
SUMMARY_LIMIT = _number("summary", _("Summarise the complaint: limit"), 7 * _DAY, "S4-CMP-15")
BEFORE_A_DATE = Quantity(
    "complaints.handling.remind", _("Agreed dates: reminders before"), Measure.MINUTES_LIST, [_DAY, 4 * 60],
    CLAUSE, "S4-CMP-13",
)  # fmt: skip
