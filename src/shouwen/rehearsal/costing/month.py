"""One month under a draft: the sums by code and by person, side by side, and the matters behind each number.

Everything is reckoned by the database in a few statements, so that a hundred thousand orders take seconds. Nothing of
it stays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from shouwen.complaints.rules import IN_FORCE_FROM, VISIT_BONUS
from shouwen.complaints.words import ComplaintState
from shouwen.kernel import clock, rulebook
from shouwen.kernel.duties import BonusShare, Duty, LateDays, Once, PerBlock, Within
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.rehearsal.costing import statements
from shouwen.rehearsal.costing.changes import CannotBeAnswered, Change, codes_of

SHOWN: Final = 50
# What was solved on the spot is not fined, however late it was entered (Q14).
FORGIVEN: Final[Mapping[str, Sequence[str]]] = {"complaints.complaint.T1": (ComplaintState.CLOSED_ON_SPOT,)}
_TABLE: Final = (
    "CREATE TEMPORARY TABLE cost (case_id bigint, person_id bigint, code text, was numeric, would numeric,"
    " clause text DEFAULT '') ON COMMIT DROP"
)
# Every line the draft does not speak of stands as it is.
_OTHERS: Final = """
INSERT INTO cost SELECT l.case_id, l.person_id, l.code, l.amount, l.amount, l.clause FROM kernel_penaltyline l
WHERE l.at >= %(since)s AND l.at < %(upto)s AND l.reverses_id IS NULL AND NOT l.code = ANY(%(codes)s)
"""
_TOTALS: Final = """
SELECT code, max(clause), sum(was), sum(would) FROM cost GROUP BY code ORDER BY length(code), code
"""
_PEOPLE: Final = """
SELECT person_id, sum(was), sum(would), count(*) OVER () FROM cost GROUP BY person_id HAVING sum(was) <> sum(would)
ORDER BY abs(sum(would) - sum(was)) DESC, person_id LIMIT %(shown)s
"""
_DIFFERENT: Final = """
SELECT case_id, sum(was), sum(would), count(*) OVER () FROM cost WHERE code = ANY(%(codes)s)
GROUP BY case_id HAVING sum(was) <> sum(would)
ORDER BY abs(sum(would) - sum(was)) DESC, case_id LIMIT %(shown)s
"""
_BEHIND: Final = """
SELECT case_id, sum(was), sum(would) FROM cost
WHERE (%(code)s::text = '' OR code = %(code)s) AND (%(person)s::bigint IS NULL OR person_id = %(person)s)
  AND case_id > %(after)s
GROUP BY case_id HAVING sum(was) <> 0 OR sum(would) <> 0 ORDER BY case_id LIMIT %(shown)s + 1
"""


@dataclass(frozen=True)
class Total:
    """The sum of one code of the table of penalties (P7 …), CNY; ``affected``: the draft speaks of it."""

    code: str
    clause: str
    was: Decimal
    would: Decimal
    affected: bool


@dataclass(frozen=True)
class ByPerson:
    """Everything one person was charged in the month, and would have been, CNY."""

    person: Staff
    was: Decimal
    would: Decimal


@dataclass(frozen=True)
class Difference:
    """One matter: what it cost and would have cost, CNY."""

    case: Case
    was: Decimal
    would: Decimal


@dataclass(frozen=True)
class Opened:
    """A number that is opened into its matters: of a code, of a person, or of all; those after the case ``after``."""

    code: str = ""
    person: int | None = None
    after: int = 0


@dataclass(frozen=True)
class Behind:
    """The matters behind an opened number, by case; ``more``: the case to go on after, 0 at the end."""

    rows: Sequence[Difference]
    more: int


@dataclass(frozen=True)
class Cost:
    """A month as it was and as it would have been, before appeals.

    ``differing`` matters and ``people_differing`` people; ``shown`` and ``people`` are those that differ most.
    """

    month: date
    totals: Sequence[Total]
    differing: int
    shown: Sequence[Difference]
    people_differing: int = 0
    people: Sequence[ByPerson] = ()
    behind: Behind | None = None

    @property
    def was(self) -> Decimal:
        return sum((one.was for one in self.totals), Decimal(0))

    @property
    def would(self) -> Decimal:
        return sum((one.would for one in self.totals), Decimal(0))


def cost_of(month: date, change: Change, opened: Opened | None = None) -> Cost:
    """The month under the change. Raises CannotBeAnswered for tiers that go on where the old ones ended."""
    since, upto = _bounds(month)
    _check_in_force(month, upto)
    window: dict[str, Any] = {"since": since, "upto": upto, "now": clock.now()}
    asked: dict[str, Any] = window | {"codes": change.codes, "shown": SHOWN}
    with transaction.atomic(), connection.cursor() as cursor:
        _reckon(cursor, change, window)
        cursor.execute(_OTHERS, asked)
        totals = _totals(cursor, change, asked)
        cursor.execute(_DIFFERENT, asked)
        different = cursor.fetchall()
        cursor.execute(_PEOPLE, asked)
        people = cursor.fetchall()
        behind = _behind(cursor, opened, asked) if opened else None
        cursor.execute("DROP TABLE cost")
    return Cost(
        month,
        totals,
        differing=different[0][-1] if different else 0,
        shown=_differences(different),
        people_differing=people[0][-1] if people else 0,
        people=_by_person(people),
        behind=behind,
    )


def _check_in_force(month: date, upto: datetime) -> None:
    """A month before the regulation's first day had no prices to compare (S3-46a). Raises CannotBeAnswered."""
    first_day = date.fromisoformat(rulebook.value(IN_FORCE_FROM, upto))
    if month < first_day:
        says = _("The regulation is in force from {day}; a month before or around that day cannot be reckoned anew.")
        raise CannotBeAnswered(says.format(day=first_day.isoformat()))


def _reckon(cursor: Any, change: Change, window: Mapping[str, Any]) -> None:
    cursor.execute(_TABLE)
    for duty in change.duties:
        sql, values = _statement(duty, change, window)
        cursor.execute(f"INSERT INTO cost {sql}", values)
    percent = change.of(VISIT_BONUS)
    cursor.execute(f"INSERT INTO cost {statements.JUDGED}", {**window, "codes": change.codes, "percent": percent})


def _totals(cursor: Any, change: Change, asked: Mapping[str, Any]) -> list[Total]:
    cursor.execute(_TOTALS, asked)
    clauses = {code: _clause(duty) for duty in change.duties for code in codes_of(duty)}
    return [
        Total(code, clauses.get(code, said), was, would, code in change.codes)
        for code, said, was, would in cursor.fetchall()
    ]


def _behind(cursor: Any, opened: Opened, asked: Mapping[str, Any]) -> Behind:
    cursor.execute(_BEHIND, {**asked, "code": opened.code, "person": opened.person, "after": opened.after})
    rows = cursor.fetchall()
    return Behind(_differences(rows[:SHOWN]), rows[SHOWN - 1][0] if len(rows) > SHOWN else 0)


def _differences(rows: Sequence[Sequence[Any]]) -> list[Difference]:
    cases = Case.objects.select_related("unit__building", "project").in_bulk([row[0] for row in rows])
    return [Difference(cases[row[0]], row[1], row[2]) for row in rows]


def _by_person(rows: Sequence[Sequence[Any]]) -> list[ByPerson]:
    people = Staff.objects.in_bulk([row[0] for row in rows])
    return [ByPerson(people[row[0]], row[1], row[2]) for row in rows]


def _bounds(month: date) -> tuple[datetime, datetime]:
    """The month's first instant and the first after it, on the rulebook's wall; a month under way ends now."""
    following = (month + timedelta(days=32)).replace(day=1)
    return clock.at_time(month, time()), clock.at_time(following, time())


def _statement(duty: Duty, change: Change, window: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {**window, "duty": duty.full_code, "limit": None, "follows": duty.owed_by.follows_case}
    if isinstance(duty.limit, Within):
        values["limit"] = change.of(duty.limit.minutes)
    match duty.price:
        case PerBlock() as price:
            values |= {"minutes": change.of(price.minutes), "amount": change.of(price.amount)}
            values |= {"rounding": change.of(price.rounding), "forgiven": list(FORGIVEN.get(duty.full_code, ()))}
            return statements.blocks(), values
        case BonusShare() as price:
            return statements.SHARES, values | {"percent": change.of(price.percent), "zone": clock.ZONE.key}
        case Once():
            return statements.MISSES, values | {"amount": change.value}
        case LateDays() as price:
            _check_tiers(price, change, window["since"])
            return statements.DAYS, values | {"tiers": json.dumps(change.value)}
    raise CannotBeAnswered(_("No price hangs on this number; no month would have cost more or less."))


def _check_tiers(price: LateDays, change: Change, at: datetime) -> None:
    last_now, last_then = rulebook.value(price.tiers, at)[-1][0], change.value[-1][0]
    if last_then > last_now:
        words = _("After day {last} late days were not counted any more, so tiers beyond it cannot be reckoned.")
        raise CannotBeAnswered(words.format(last=last_now))


def _clause(duty: Duty) -> str:
    return duty.price.clause if duty.price else ""
