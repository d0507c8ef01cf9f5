"""Timed jobs of the last day of a month: preview, statement, and the alarm when there is none (S3 §7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel import jobs, rulebook
from shouwen.kernel.rulebook import Quantity
from shouwen.payroll import rules, statements

STATEMENT = "payroll.statement"


def last_day_at(wall: Quantity) -> Callable[[datetime], datetime]:
    """Slots at a wall time of every month's last day, as the rulebook has it at the instant asked from."""

    def next_slot(after: datetime) -> datetime:
        return jobs.on_the_last_of_the_month(time.fromisoformat(rulebook.value(wall, after)))(after)

    return next_slot


def make_the_statement(slot: datetime) -> dict[str, Any]:
    """第三十六条:于每月1日前自动报至人力资源中心、财务中心; the same month again is the same statement."""
    made = statements.make(slot)
    sums = {"amount": str(made.amount), "executed": str(made.executed)}
    return {"month": f"{made.month:%Y-%m}", "people": made.people, "lines": made.lines, **sums}


jobs.register(
    jobs.Job(
        code="payroll.preview",
        title=_("Preview of the penalty statement"),
        clause="第三十六条",
        next_slot=last_day_at(rules.PREVIEW_TIME),
        run=statements.tell_of_the_preview,
        figures={"month": _("Month"), "people": _("People"), "lines": _("Lines"), "amount": _("Amount")},
    )
)
jobs.register(
    jobs.Job(
        code=STATEMENT,
        title=_("Monthly penalty statement"),
        clause="第三十六条",
        next_slot=last_day_at(rules.STATEMENT_TIME),
        run=make_the_statement,
        figures={
            "month": _("Month"),
            "people": _("People"),
            "lines": _("Lines"),
            "amount": _("Amount"),
            "executed": _("To be executed"),
        },
    )
)
jobs.register(
    jobs.Job(
        code="payroll.statement_alarm",
        title=_("Alarm when the penalty statement is missing"),
        clause="第三十六条",
        next_slot=last_day_at(rules.ALARM_TIME),
        run=statements.sound_the_alarm,
        figures={"month": _("Month"), "in_time": _("Statement in time")},
    )
)
