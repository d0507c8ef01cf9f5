"""From an obligation of the kernel to the countdown on the page."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.models import Obligation
from shouwen.web.parts import Countdown


def countdown_of(obligation: Obligation) -> Countdown:
    """The digits of an obligation. Settled or suspended by a recorded decision: they stand still."""
    stopped = obligation.settled_at or obligation.held_at or obligation.suspended_at
    return Countdown(
        due=obligation.due_at,
        opened=obligation.started_at,
        soon=last_reminder(obligation),
        stopped=stopped,
        stopped_word=_("Clock stopped") if stopped else every_day(obligation),
    )


def every_day(obligation: Obligation) -> str:
    """``每日 08:30`` for a daily watch, which has no instant to count down to; nothing for every other duty."""
    limit = obligation.terms.get("limit") or {}
    at = limit.get("at") if obligation.due_at is None else None
    return gettext("daily {time}").format(time=at) if at else ""


def last_reminder(obligation: Obligation) -> datetime | None:
    """The instant of the rule's last reminder before the due instant; nothing without reminders."""
    due = obligation.due_at
    if due is None:
        return None
    instants = [_instant(reminder, obligation.started_at, due) for reminder in obligation.terms.get("remind", [])]
    return max((at for at in instants if at <= due), default=None)


def _instant(reminder: dict[str, int | str], started: datetime, due: datetime) -> datetime:
    """``after`` and ``before`` count minutes, ``at`` is a wall time on the day of the due instant."""
    if "after" in reminder:
        return started + timedelta(minutes=int(reminder["after"]))
    if "before" in reminder:
        return due - timedelta(minutes=int(reminder["before"]))
    return clock.at_time(clock.day_of(due), time.fromisoformat(str(reminder["at"])))
