"""Overdue work of the demo's last days: the summaries, last week's list with its meeting, clues."""

from __future__ import annotations

from datetime import datetime, timedelta

from shouwen.complaints.discipline import carrying, meetings
from shouwen.complaints.models import CarryOver
from shouwen.kernel import clock, jobs
from shouwen.kernel.access import Actor

DAILY = ("complaints.overdue", "complaints.carry_over", "complaints.monthly_meeting")


def play(gm: Actor, end: datetime) -> None:
    """What the timed jobs of the last week would have left, and the general manager's meeting about it."""
    with clock.moved_to(end):
        jobs.run_due(end, since=end - timedelta(days=8), only=DAILY)
        jobs.run_due(end, since=end - timedelta(days=1), only=("complaints.clues",))
        week = carrying.monday_of(end)
        if CarryOver.objects.filter(week=week).exists():
            meetings.call_weekly(week, gm, planned_at=end + timedelta(hours=3), venue="二楼会议室")
