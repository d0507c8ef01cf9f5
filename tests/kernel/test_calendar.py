"""The working calendar's versions, and the arithmetic on them."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from shouwen.kernel import calendar, clock
from shouwen.kernel.calendar import Change, Held, Reckoned, UnusableCalendar, WorkingTime
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import CalendarVersion
from shouwen.kernel.reckoning import WALL, Reckoner, clock_add_with_pauses

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = [("09:00", "12:00"), ("13:30", "18:00")]
DAY = 450  # minutes of such a day


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def seeded() -> WorkingTime:
    days = {day: bool(change.works) for day, change in calendar.announced_days().items()}
    return WorkingTime(HOURS, days, date(2026, 12, 31))


WORK = seeded()
INSTANTS = st.datetimes(datetime(2018, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
MINUTES = st.integers(-30_000, 30_000)
CLOCKS = st.sampled_from([WORK, WALL])
PAUSES = st.lists(
    st.tuples(INSTANTS, st.integers(0, 400_000)).map(lambda p: (p[0], p[0] + timedelta(minutes=p[1]))), max_size=6
)


# — the arithmetic —


@given(CLOCKS, INSTANTS, MINUTES)
def test_adding_and_measuring_are_inverse(kept: Reckoner, start: datetime, minutes: int) -> None:
    assert kept.elapsed(start, kept.add(start, minutes).due) == timedelta(minutes=minutes)


@given(CLOCKS, INSTANTS, st.integers(0, 30_000), PAUSES)
def test_adding_and_measuring_are_inverse_with_pauses(
    kept: Reckoner, start: datetime, minutes: int, pauses: list[tuple[datetime, datetime]]
) -> None:
    reckoned = kept.add_with_pauses(start, minutes, pauses)
    assert isinstance(reckoned, Reckoned)
    assert kept.elapsed(start, reckoned.due, pauses) == timedelta(minutes=minutes)


@given(INSTANTS, INSTANTS, INSTANTS)
def test_time_between_adds_up(a: datetime, b: datetime, c: datetime) -> None:
    assert WORK.elapsed(a, b) + WORK.elapsed(b, c) == WORK.elapsed(a, c)


@given(INSTANTS, INSTANTS)
def test_prefix_sums_agree_with_counting_day_by_day(a: datetime, b: datetime) -> None:
    start, end = min(a, b), min(max(a, b), min(a, b) + timedelta(days=40))
    counted = timedelta()
    day = clock.day_of(start)
    while day <= clock.day_of(end):
        if chinese_calendar.is_workday(day):
            for opens, closes in HOURS:
                begins = max(start, wall(f"{day} {opens}"))
                counted += max(timedelta(), min(end, wall(f"{day} {closes}")) - begins)
        day += timedelta(days=1)
    assert WORK.elapsed(start, end) == counted


@given(INSTANTS, MINUTES, st.sampled_from([-12, -5, 0, 9]))
def test_the_zone_an_instant_comes_in_changes_nothing(start: datetime, minutes: int, offset: int) -> None:
    elsewhere = start.astimezone(timezone(timedelta(hours=offset)))
    assert WORK.add(elsewhere, minutes) == WORK.add(start, minutes)


def test_a_limit_that_ends_when_work_stops_is_due_at_the_closing_instant() -> None:
    assert WORK.add(wall("2026-05-06 17:30"), 30).due == wall("2026-05-06 18:00")
    assert WORK.add(wall("2026-05-06 17:30"), 31).due == wall("2026-05-07 09:01")


def test_a_report_at_night_starts_to_count_in_the_morning() -> None:
    assert WORK.add(wall("2026-05-06 23:50"), 30).due == wall("2026-05-07 09:30")
    assert WALL.add(wall("2026-05-06 23:50"), 30).due == wall("2026-05-07 00:20")


def test_looking_back_from_the_opening_finds_the_day_before_only_when_it_must() -> None:
    assert WORK.add(wall("2026-05-07 09:30"), -30).due == wall("2026-05-07 09:00")
    assert WORK.add(wall("2026-05-07 09:30"), -31).due == wall("2026-05-06 17:59")


def test_an_empty_budget_is_due_at_its_start_even_at_night() -> None:
    assert WORK.add(wall("2026-05-06 23:50"), 0).due == wall("2026-05-06 23:50")


def test_make_up_saturdays_work_and_the_spring_festival_does_not() -> None:
    for worked in ("2026-02-14", "2026-02-28"):
        assert WORK.works_on(date.fromisoformat(worked))
    assert not any(WORK.works_on(date(2026, 2, day)) for day in range(15, 24))
    assert WORK.add(wall("2026-02-13 13:30"), 2 * DAY).due == wall("2026-02-24 12:00")
    assert WORK.add(wall("2026-02-27 13:30"), 2 * DAY).due == wall("2026-03-02 12:00")


def test_national_day_begins_at_midnight_in_shanghai_not_in_greenwich() -> None:
    at_midnight = datetime(2026, 9, 30, 16, 30, tzinfo=UTC)
    whole_day = WorkingTime([("00:00", "24:00")], {date(2026, 10, 1): False}, date(2026, 12, 31))
    assert whole_day.elapsed(at_midnight, at_midnight + timedelta(hours=7)) == timedelta()
    assert whole_day.add(at_midnight, 1).due == wall("2026-10-02 00:01")


def test_a_leap_day_is_a_day() -> None:
    assert WORK.elapsed(wall("2024-02-29 00:00"), wall("2024-03-01 00:00")) == timedelta(minutes=DAY)


def test_a_year_end_inside_a_night_shift_is_no_seam() -> None:
    night = WorkingTime([("00:00", "06:00"), ("22:00", "24:00")], {}, date(2027, 12, 31))
    assert night.add(wall("2026-12-31 23:00"), 120).due == wall("2027-01-01 01:00")
    assert night.elapsed(wall("2026-12-31 23:00"), wall("2027-01-01 01:00")) == timedelta(hours=2)


def test_beyond_the_announced_days_it_counts_monday_to_friday_and_says_provisional() -> None:
    due = WORK.add(wall("2026-12-31 09:00"), 3 * DAY)
    assert due == Reckoned(wall("2027-01-04 18:00").astimezone(UTC), provisional=True)
    assert not WORK.add(wall("2026-12-30 09:00"), DAY).provisional


def test_before_the_first_known_year_it_is_provisional_too() -> None:
    assert WORK.add(wall("2017-12-29 09:00"), 60).provisional


def test_far_beyond_the_table_it_still_answers() -> None:
    due = WORK.add(wall("2026-05-06 09:00"), DAY * 260 * 200)
    assert due.provisional
    assert due.due.year in range(2224, 2229)
    with pytest.raises(OverflowError):
        WORK.add(wall("2026-05-06 09:00"), DAY * 260 * 400)


def test_an_instant_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        WORK.add(datetime(2026, 5, 6, 9), 30)


# — pauses —


def test_a_pause_over_a_weekend_costs_only_its_working_time() -> None:
    friday, monday = wall("2026-05-15 17:00"), wall("2026-05-18 10:00")
    assert WORK.add_with_pauses(wall("2026-05-15 16:00"), 120, [(friday, monday)]).due == wall("2026-05-18 11:00")


def test_overlapping_pauses_count_once() -> None:
    pauses = [
        (wall("2026-05-06 10:00"), wall("2026-05-06 11:00")),
        (wall("2026-05-06 10:30"), wall("2026-05-06 11:30")),
        (wall("2026-05-06 10:15"), wall("2026-05-06 10:20")),
    ]
    assert clock_add_with_pauses(wall("2026-05-06 09:00"), 120, pauses) == wall("2026-05-06 12:30")


def test_an_open_pause_holds_the_clock_unless_the_budget_was_used_before() -> None:
    start, paused = wall("2026-05-06 09:00"), wall("2026-05-06 10:00")
    assert WORK.add_with_pauses(start, 61, [(paused, None)]) == Held()
    assert WORK.add_with_pauses(start, 60, [(paused, None)]).due == paused
    assert clock_add_with_pauses(start, 61, [(paused, None)]) is None


def test_lateness_stands_still_during_an_open_pause() -> None:
    start, paused = wall("2026-05-06 09:00"), wall("2026-05-06 10:00")
    for later in ("2026-05-06 11:00", "2026-08-06 11:00"):
        assert WORK.elapsed(start, wall(later), [(paused, None)]) == timedelta(hours=1)


def test_a_case_opened_while_paused_waits_from_the_start() -> None:
    start = wall("2026-05-06 09:00")
    assert WORK.add_with_pauses(start, 30, [(start - timedelta(hours=1), None)]) == Held()
    assert WORK.add_with_pauses(start, 30, [(start - timedelta(hours=1), start)]).due == wall("2026-05-06 09:30")


def test_ten_thousand_pauses_are_no_burden() -> None:
    start = wall("2026-01-05 09:00")
    pauses = [(start + timedelta(minutes=2 * i), start + timedelta(minutes=2 * i + 1)) for i in range(10_000)]
    assert clock_add_with_pauses(start, 10_000, pauses) == start + timedelta(minutes=20_000)


# — unusable calendars —


@pytest.mark.parametrize(
    "hours",
    [[], [("09:00", "09:00")], [("18:00", "09:00")], [("09:00", "12:00"), ("11:00", "18:00")], [("nine", "12:00")]],
)
def test_hours_without_time_or_without_order_are_rejected(hours: list[tuple[str, str]]) -> None:
    with pytest.raises(UnusableCalendar):
        WorkingTime(hours, {}, date(2026, 12, 31))


def test_a_year_of_holidays_is_rejected() -> None:
    year = {date(2027, 1, 1) + timedelta(days=n): False for n in range(365)}
    with pytest.raises(UnusableCalendar, match="2027"):
        WorkingTime(HOURS, year, date(2027, 12, 31))


# — what is announced —


def test_two_independent_packages_agree_on_every_announced_day() -> None:
    last = max(day.year for day in calendar.announced_days())
    # the language keeps the package from looking for its own translations in the machine's locale
    other = holidays.country_holidays("CN", years=range(2018, last + 1), language="en_US")
    day = date(2018, 1, 1)
    while day.year <= last:
        assert WORK.works_on(day) == other.is_working_day(day), day
        day += timedelta(days=1)


def test_the_servers_zone_changes_nothing() -> None:
    program = (
        "import django; django.setup()\n"
        "from tests.kernel.test_calendar import WORK, wall\n"
        "print(WORK.add(wall('2026-09-30 17:45'), 30).due.isoformat(), WORK.add(wall('2026-10-01 00:30'), 30).due)"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone in ("UTC", "Asia/Shanghai", "America/New_York")
    }
    assert printed == {"2026-10-08T01:15:00+00:00 2026-10-08 01:30:00+00:00\n"}


# — versions —


@pytest.mark.django_db
def test_the_first_version_is_made_on_first_need_and_only_once() -> None:
    assert calendar.current_version() == calendar.current_version()
    assert CalendarVersion.objects.count() == 1
    assert calendar.years_known() == set(range(2018, 2027))


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_ask_at_once_get_the_same_first_version() -> None:
    def ask(_: int) -> int:
        try:
            return calendar.current_version().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(ask, range(2)))) == 1
    assert CalendarVersion.objects.count() == 1


@pytest.mark.django_db
def test_a_notice_becomes_a_new_version_and_the_old_one_stays() -> None:
    first = calendar.current_version()
    before = calendar.working_time(first.pk).add(wall("2026-12-31 13:30"), DAY)
    second = calendar.publish_version(
        first,
        {date(2027, 1, 1): Change(False, "元旦"), date(2027, 1, 2): Change(True)},
        "国务院办公厅通知",
        confirmed_until=date(2027, 12, 31),
    )
    assert calendar.current_version() == second
    assert before == Reckoned(wall("2027-01-01 12:00").astimezone(UTC), provisional=True)
    assert calendar.working_time(first.pk).add(wall("2026-12-31 13:30"), DAY) == before
    renewed = calendar.working_time(second.pk).add(wall("2026-12-31 13:30"), DAY)
    assert renewed == Reckoned(wall("2027-01-02 12:00").astimezone(UTC), provisional=False)


@pytest.mark.django_db
def test_a_day_can_be_given_back_to_its_weekday() -> None:
    first = calendar.current_version()
    second = calendar.publish_version(first, {date(2026, 2, 14): Change(None)}, "correction")
    assert not calendar.working_time(second.pk).works_on(date(2026, 2, 14))


@pytest.mark.django_db
def test_an_unusable_version_is_refused_and_leaves_nothing() -> None:
    first = calendar.current_version()
    with pytest.raises(Refused):
        calendar.publish_version(first, {}, "nobody works", hours=[])
    with pytest.raises(Refused):
        calendar.publish_version(first, {}, "backwards", confirmed_until=date(2025, 12, 31))
    assert calendar.current_version() == first


@pytest.mark.django_db
def test_an_unknown_version_is_not_guessed() -> None:
    with pytest.raises(CalendarVersion.DoesNotExist):
        calendar.working_time(999_999)


@pytest.mark.django_db
def test_from_november_on_a_missing_next_year_is_warned_of() -> None:
    assert calendar.missing_year_warning(date(2026, 10, 31)) is None
    assert "2027" in str(calendar.missing_year_warning(date(2026, 11, 1)))
    assert "2027" in str(calendar.missing_year_warning(date(2027, 3, 1)))
