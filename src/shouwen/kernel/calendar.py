"""Working calendars in versions: which days people work, since when we know it, and what to do when we do not.

The arithmetic is in ``kernel.reckoning``. A version is never changed: an obligation keeps the one it opened under,
and a new holiday notice is a new version (engine.md R5). The first version comes from the ``chinesecalendar``
package; later years are entered by an administrator the day the State Council's notice is out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

import chinese_calendar
from django.conf import settings
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import CalendarDay, CalendarVersion
from shouwen.kernel.reckoning import (
    WALL,
    Held,
    Reckoned,
    Span,
    UnusableCalendar,
    WorkingTime,
    clock_add_with_pauses,
)

__all__ = [
    "WALL",
    "Change",
    "Held",
    "Reckoned",
    "UnusableCalendar",
    "WorkingTime",
    "clock_add_with_pauses",
    "current_version",
    "missing_year_warning",
    "publish_version",
    "seed_version",
    "working_time",
    "years_known",
]

FIRST_YEAR: Final = 2018
WARN_FROM: Final = (11, 1)  # the notice for the next year is usually out by November
_SEED_LOCK: Final = 0x5307_CA1E
_DEFAULT_HOURS: Final = (("09:00", "12:00"), ("13:30", "18:00"))


class Change(NamedTuple):
    """One day of a new version: a working day, a holiday, or (None) again what its weekday says."""

    works: bool | None
    name: str = ""


@lru_cache(maxsize=64)
def working_time(version_id: int) -> WorkingTime:
    """The arithmetic of a version, kept in memory: versions never change.

    Raises CalendarVersion.DoesNotExist for an unknown id; nobody guesses another one in its place.
    """
    version = CalendarVersion.objects.get(pk=version_id)
    days = dict(version.days.values_list("day", "works"))
    return WorkingTime(_hours_of(version), days, version.confirmed_until)


def current_version() -> CalendarVersion:
    """The version new obligations open under: the latest; on a fresh installation it is made now."""
    return CalendarVersion.objects.order_by("-id").first() or seed_version()


def seed_version() -> CalendarVersion:
    """The first version, with every announced year from 2018; made once, however many processes ask at once."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEED_LOCK])
        existing = CalendarVersion.objects.order_by("-id").first()
        if existing is not None:
            return existing
        days = announced_days()
        last = date(max(day.year for day in days), 12, 31)
        hours = getattr(settings, "SHOUWEN_WORKING_HOURS", _DEFAULT_HOURS)
        return _write(str(_("Announced years up to %(year)s") % {"year": last.year}), hours, days, last)


def announced_days() -> dict[date, Change]:
    """Every day from 2018 on that the State Council's notices make differ from its weekday."""
    found: dict[date, Change] = {}
    last = date(max(day.year for day in chinese_calendar.holidays), 12, 31)
    day = date(FIRST_YEAR, 1, 1)
    while day <= last:
        works = chinese_calendar.is_workday(day)
        holiday = chinese_calendar.holidays.get(day) or chinese_calendar.workdays.get(day)
        if works != (day.weekday() < 5) or holiday is not None:
            found[day] = Change(works, chinese_calendar.Holiday(holiday).chinese if holiday else "")
        day += timedelta(days=1)
    return found


def publish_version(
    base: CalendarVersion,
    changes: Mapping[date, Change],
    note: str,
    *,
    confirmed_until: date | None = None,
    hours: Sequence[Span] | None = None,
) -> CalendarVersion:
    """A new version: ``base`` with ``changes``. Running obligations keep theirs until they are planned anew.

    Whoever enters a whole new year says so by ``confirmed_until``. Raises Refused when the result could never let
    a working-time limit fall due, or when less were announced than before.
    """
    until = confirmed_until or base.confirmed_until
    if until < base.confirmed_until:
        raise Refused(_("Days that were announced cannot become unannounced."), Why.BAD_PAYLOAD)
    days = {row.day: Change(row.works, row.name) for row in base.days.all()} | dict(changes)
    return _write(note, _hours_of(base) if hours is None else hours, days, until)


def years_known(version: CalendarVersion | None = None) -> set[int]:
    """The years whose every day is announced in a version (default: the current one)."""
    version = version or current_version()
    named = {day.year for day in version.days.dates("day", "year")}
    return {year for year in named if date(year, 12, 31) <= version.confirmed_until}


def missing_year_warning(today: date | None = None) -> str | Promise | None:
    """What ``shouwen check`` says: from 1 November on when next year is missing, at once when this one is."""
    today = today or clock.day_of(clock.now())
    known = years_known()
    late_enough = (today.month, today.day) >= WARN_FROM
    missing = [y for y in (today.year, today.year + 1) if y not in known and (y == today.year or late_enough)]
    if not missing:
        return None
    return format_lazy(
        _("The working calendar does not know {year}: deadlines there count Monday to Friday and are provisional."),
        year=", ".join(map(str, missing)),
    )


def _hours_of(version: CalendarVersion) -> list[Span]:
    return [(start, end) for start, end in version.hours]


def _write(note: str, hours: Sequence[Span], days: Mapping[date, Change], until: date) -> CalendarVersion:
    kept = {day: change for day, change in days.items() if change.works is not None}
    try:
        WorkingTime(hours, {day: bool(change.works) for day, change in kept.items()}, until)
    except UnusableCalendar as unusable:
        raise Refused(str(unusable), Why.BAD_PAYLOAD) from unusable
    with transaction.atomic():
        version = CalendarVersion.objects.create(
            created_at=clock.now(), note=note, hours=[list(span) for span in hours], confirmed_until=until
        )
        CalendarDay.objects.bulk_create(
            CalendarDay(version=version, day=day, works=bool(change.works), name=change.name)
            for day, change in sorted(kept.items())
        )
    return version
