"""How dates, durations and amounts are written (ui.md §2): in the reader's language, on the rulebook's wall clock.

``5 月 7 日 周四`` · in tables ``5-07 18:00`` · today only ``18:00`` · ``16:34`` / ``3 时 41 分`` / ``2 天 04 时`` ·
``1,100 元``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shouwen.kernel import clock

HOUR, DAY = 3600, 86_400
CENT = Decimal("0.01")


def _weekday(day: date) -> str:
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return names[day.weekday()]


def _month(day: date) -> str:
    names = (
        pgettext("month", "Jan"),
        pgettext("month", "Feb"),
        pgettext("month", "Mar"),
        pgettext("month", "Apr"),
        pgettext("month", "May"),
        pgettext("month", "Jun"),
        pgettext("month", "Jul"),
        pgettext("month", "Aug"),
        pgettext("month", "Sep"),
        pgettext("month", "Oct"),
        pgettext("month", "Nov"),
        pgettext("month", "Dec"),
    )
    return names[day.month - 1]


def day_of(at: date | datetime) -> date:
    """The day on the rulebook's wall, for an instant or a day."""
    return clock.day_of(at) if isinstance(at, datetime) else at


def day(at: date | datetime) -> str:
    """``5 月 7 日 周四``; with the year when it is not this one."""
    there = day_of(at)
    words = {"weekday": _weekday(there), "day": there.day, "month": _month(there), "year": there.year}
    if there.year == day_of(clock.now()).year:
        return _("%(weekday)s %(day)d %(month)s") % words
    return _("%(weekday)s %(day)d %(month)s %(year)d") % words


def wall(at: datetime) -> str:
    """``18:00``."""
    return clock.local(at).strftime("%H:%M")


def exact(at: datetime) -> str:
    """``18:00:00``, where the second decides."""
    return clock.local(at).strftime("%H:%M:%S")


def moment(at: datetime) -> str:
    """For tables: today ``18:00``, else ``5-07 18:00``, in another year ``2025-12-31 18:00``."""
    there, today = day_of(at), day_of(clock.now())
    if there == today:
        return wall(at)
    return f"{short_day(there)} {wall(at)}"


def moment_if_any(at: datetime | None) -> str:
    """For the facts of a sheet, where what is empty is left out."""
    return moment(at) if at else ""


def short_day(at: date | datetime) -> str:
    """``5-07``; in another year ``2025-12-31``."""
    there = day_of(at)
    if there.year == day_of(clock.now()).year:
        return f"{there.month}-{there.day:02d}"
    return there.isoformat()


def recent(at: datetime) -> str:
    """For a history: ``今天 09:30``, ``昨天 16:20``, before that as in tables."""
    days = (day_of(clock.now()) - day_of(at)).days
    if days == 0:
        return _("today %(time)s") % {"time": wall(at)}
    if days == 1:
        return _("yesterday %(time)s") % {"time": wall(at)}
    return moment(at)


def span(length: timedelta | float) -> str:
    """A duration without its sign: ``16:34`` under an hour, ``3 时 41 分`` under a day, ``2 天 04 时`` beyond."""
    seconds = abs(int(length.total_seconds() if isinstance(length, timedelta) else length))
    if seconds < HOUR:
        return f"{seconds // 60:02d}:{seconds % 60:02d}"
    hours, minutes, days = pgettext("unit", "h"), pgettext("unit", "min"), pgettext("unit", "d")
    if seconds < DAY:
        return f"{seconds // HOUR} {hours} {seconds % HOUR // 60:02d} {minutes}"
    return f"{seconds // DAY} {days} {seconds % DAY // HOUR:02d} {hours}"


def number(value: Decimal | float | int) -> str:
    """``12,406``: thousands separators; a fraction of a whole amount is left out."""
    exactly = Decimal(str(value))
    if exactly == exactly.to_integral_value():
        return f"{exactly:,.0f}"
    return f"{exactly.normalize():,f}"


def amount_if_any(amount: Decimal | None) -> str:
    """``1,100.00`` under a label that names the currency; nothing where there is none."""
    return "" if amount is None else f"{amount:,.2f}"


def money(amount: Decimal | float | int) -> str:
    """``1,100 元``; jiao and fen only where there are any, then both."""
    fen = Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP)
    written = f"{fen:,.0f}" if fen == fen.to_integral_value() else f"{fen:,.2f}"
    return _("CNY %(amount)s") % {"amount": written}


def difference(amount: Decimal | float | int) -> str:
    """``+1,100 元`` or ``−1,100 元``: how much more or less; nothing has no sign."""
    fen = Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP)
    sign = "+" if fen > 0 else "−" if fen < 0 else ""
    return sign + money(abs(fen))
