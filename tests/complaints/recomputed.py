"""What an order costs, reckoned a second time from nothing but what was done when: S3 §3.1, §4 and §4.1 on one page.

It shares no line with the product: no duties, no plans, no rulebook, no database. Instants are wall times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

FIVE, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
BONUS = 5000
Bill = Counter[tuple[str, str, date]]


@dataclass(frozen=True)
class Deeds:
    """One order's story. ``returned``: sent back by the deputy, then submitted again. ``applied``: each application
    with the instant it was returned, if it was."""

    left: datetime
    submitted: datetime
    returned: tuple[datetime, datetime] | None
    endorsed: datetime
    issued: datetime
    arrived: datetime
    agreed: datetime
    due: datetime
    reports: Sequence[datetime]
    applied: Sequence[tuple[datetime, datetime | None]] = field(default_factory=list)


def bill(deeds: Deeds, head: str, leader: str, until: datetime) -> Bill:
    """CNY by person, article and day."""
    sums: Bill = Counter()
    for at in full_blocks(deeds.left + timedelta(minutes=30), deeds.submitted):
        sums["agent", "第十八条", at.date()] += 100
    for at in full_blocks(deeds.submitted + HOUR, deeds.issued):
        sums[holder(deeds, at), "第十八条", at.date()] += 100
    visit_due = deeds.issued + HOUR
    if deeds.arrived > visit_due:
        sums[head, "第三十五条", visit_due.date()] += BONUS * 20 // 100
    plan_due = next_six(deeds.arrived)
    if deeds.agreed > plan_due:
        sums[head, "第三十五条", plan_due.date()] += 300
    for evening in evenings_missed(deeds, until):
        sums[head, "第三十五条", evening.date()] += 200
    for number, day in late_days(deeds, until):
        sums[head, "第三十六条", day] += 100 if number <= 7 else 200
        sums[leader, "第三十六条", day] += 50 if number <= 7 else 100
    return sums


def full_blocks(due: datetime, done: datetime) -> Iterator[datetime]:
    """The instants at which another five minutes were full, up to the step itself."""
    at = due + FIVE
    while at <= done:
        yield at
        at += FIVE


def holder(deeds: Deeds, at: datetime) -> str:
    """Whoever held the draft until that instant."""
    taken = [(deeds.submitted, "dgm"), (deeds.endorsed, "gm")]
    if deeds.returned:
        taken += [(deeds.returned[0], "agent"), (deeds.returned[1], "dgm")]
    return max((when, who) for when, who in taken if when < at)[1]


def next_six(after: datetime) -> datetime:
    six = datetime.combine(after.date(), time(18))
    return six if six > after else six + DAY


def evenings_missed(deeds: Deeds, until: datetime) -> Iterator[datetime]:
    """Every 18:00 without an entry since the one before, while the order was with the department."""
    six = datetime.combine(deeds.issued.date(), time(18))
    while six <= until:
        told = any(six - DAY < at <= six for at in deeds.reports)
        first_day_free = six.date() == deeds.issued.date() and deeds.issued + HOUR > six
        if deeds.issued <= six and not told and not first_day_free and not with_the_centre(deeds, six):
            yield six
        six += DAY


def with_the_centre(deeds: Deeds, at: datetime) -> bool:
    return any(applied <= at and (back is None or at < back) for applied, back in deeds.applied)


def late_days(deeds: Deeds, until: datetime) -> Iterator[tuple[int, date]]:
    """The natural days after the due day, to the application that stands; of one that was returned nothing stands."""
    standing = [applied for applied, back in deeds.applied if back is None or back > until]
    last = standing[0].date() if standing else date.max
    for number in range(1, 16):
        day = deeds.due.date() + number * DAY
        if day > last or datetime.combine(day, time(0, 5)) > until:
            return
        yield number, day
