"""The statements of the months gone by, signed and received; appeals decided and open, so that the pages have life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from shouwen.kernel import clock, jobs
from shouwen.kernel.access import Actor
from shouwen.kernel.models import PenaltyLine
from shouwen.payroll import appeals, rules, statements
from shouwen.payroll.jobs import STATEMENT, last_day_at
from shouwen.payroll.models import PenaltyAppeal
from shouwen.people.models import Staff

SECONDS = timedelta(seconds=4)  # from the slot until it is made
MORNING = timedelta(hours=9, minutes=25)  # after the slot: signed off; an hour later received
APPEALS = (("定位数据延迟上传，实际已按时到场。", "upheld", "核对定位与照片，到场时间属实为迟到。"),
           ("当日平台故障，进展已电话报备。", "waived", "平台故障属实。"),
           ("客户临时改约，已在系统留言说明。", "", ""), ("交接当日未收到系统提醒。", "", ""))  # fmt: skip


def play(start: datetime, end: datetime) -> None:
    """From ``start`` to ``end``: each month its statement in time; the latest still waits for its signature."""
    slots = list(_slots(start, end))
    for slot in slots:
        with clock.moved_to(slot + SECONDS):
            jobs.run_due(slot, since=slot - timedelta(minutes=1), only=[STATEMENT])
    for slot in slots[:-1]:
        _sign_and_receive(slot)
    _appeal(end)


def _slots(start: datetime, end: datetime) -> Iterator[datetime]:
    following = last_day_at(rules.STATEMENT_TIME)
    slot = following(start)
    while slot <= end:
        yield slot
        slot = following(slot)


def _sign_and_receive(slot: datetime) -> None:
    month = statements.month_of(slot)
    with clock.moved_to(slot + MORNING):
        statements.sign(month, _actor("zj001"))
    for number in ("rl001", "cw001"):
        with clock.moved_to(slot + MORNING + timedelta(hours=1)):
            statements.acknowledge(month, _actor(number))


def _appeal(end: datetime) -> None:
    """Four people appeal against their latest line; two of them have been answered."""
    latest = PenaltyLine.objects.filter(reported=None, reverses=None, amount__gt=0, at__lt=end).order_by("-id")
    lines = list({line.person_id: line for line in latest[:200]}.values())
    for line, (reason, decision, answer) in zip(lines, APPEALS, strict=False):
        with clock.moved_to(end - timedelta(hours=6)):
            made = appeals.appeal(line.pk, line.person, reason)
        if decision and line.person.staff_no != "zj001":
            with clock.moved_to(end - timedelta(hours=2)):
                appeals.decide_appeal(made.pk, _actor("zj001"), PenaltyAppeal.Decision(decision), answer)


def _actor(number: str) -> Actor:
    return Actor.of(Staff.objects.get(staff_no=number))
