"""One month under a draft: the sums by code, side by side, and the matters that would have cost otherwise.

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

from shouwen.complaints.rules import VISIT_BONUS
from shouwen.complaints.words import ComplaintState
from shouwen.kernel import clock, rulebook
from shouwen.kernel.duties import BonusShare, Duty, LateDays, Once, PerBlock, Within
from shouwen.kernel.models import Case
from shouwen.rehearsal.costing import statements
from shouwen.rehearsal.costing.changes import CannotBeAnswered, Change, codes_of

SHOWN: Final = 50
# What was solved on the spot is not fined, however late it was entered (Q14).
FORGIVEN: Final[Mapping[str, Sequence[str]]] = {"complaints.complaint.T1": (ComplaintState.CLOSED_ON_SPOT,)}
_TABLE: Final = "CREATE TEMPORARY TABLE cost (case_id bigint, code text, was numeric, would numeric) ON COMMIT DROP"
_TOTALS: Final = """
SELECT p.code, max(p.clause), sum(p.was), sum(p.would) FROM (
    SELECT c.code, '' AS clause, c.was, c.would FROM cost c
    UNION ALL
    SELECT l.code, l.clause, l.amount, l.amount FROM kernel_penaltyline l
    WHERE l.at >= %(since)s AND l.at < %(upto)s AND l.reverses_id IS NULL AND NOT l.code = ANY(%(codes)s)
) p GROUP BY p.code ORDER BY length(p.code), p.code
"""
_DIFFERENT: Final = """
SELECT case_id, sum(was), sum(would) FROM cost GROUP BY case_id HAVING sum(was) <> sum(would)
ORDER BY abs(sum(would) - sum(was)) DESC, case_id LIMIT %s
"""
_HOW_MANY: Final = "SELECT count(*) FROM (SELECT 1 FROM cost GROUP BY case_id HAVING sum(was) <> sum(would)) different"


@dataclass(frozen=True)
class Total:
    """The sum of one code of the table of penalties (P7 …), CNY; ``affected``: the draft speaks of it."""

    code: str
    clause: str
    was: Decimal
    would: Decimal
    affected: bool


@dataclass(frozen=True)
class Difference:
    """One matter that would have cost otherwise, CNY."""

    case: Case
    was: Decimal
    would: Decimal


@dataclass(frozen=True)
class Cost:
    """A month as it was and as it would have been, before appeals. ``differing``: matters, ``shown`` the largest."""

    month: date
    totals: Sequence[Total]
    differing: int
    shown: Sequence[Difference]

    @property
    def was(self) -> Decimal:
        return sum((one.was for one in self.totals), Decimal(0))

    @property
    def would(self) -> Decimal:
        return sum((one.would for one in self.totals), Decimal(0))


def cost_of(month: date, change: Change) -> Cost:
    """The month under the change. Raises CannotBeAnswered for tiers that go on where the old ones ended."""
    since, upto = _bounds(month)
    window = {"since": since, "upto": upto, "now": clock.now()}
    codes = change.codes
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TABLE)
        for duty in change.duties:
            sql, values = _statement(duty, change, window)
            cursor.execute(f"INSERT INTO cost {sql}", values)
        percent = change.of(VISIT_BONUS)
        cursor.execute(f"INSERT INTO cost {statements.JUDGED}", window | {"codes": codes, "percent": percent})
        cursor.execute(_TOTALS, window | {"codes": codes})
        clauses = {code: _clause(duty) for duty in change.duties for code in codes_of(duty)}
        totals = [Total(c, clauses.get(c, said), was, would, c in codes) for c, said, was, would in cursor.fetchall()]
        cursor.execute(_HOW_MANY)
        differing: int = cursor.fetchone()[0]
        cursor.execute(_DIFFERENT, [SHOWN])
        rows = cursor.fetchall()
        cursor.execute("DROP TABLE cost")
    cases = Case.objects.select_related("unit", "project").in_bulk([case_id for case_id, _was, _would in rows])
    return Cost(month, totals, differing, [Difference(cases[pk], was, would) for pk, was, would in rows])


def _bounds(month: date) -> tuple[datetime, datetime]:
    """The month's first instant and the first after it, on the rulebook's wall; a month under way ends now."""
    following = (month + timedelta(days=32)).replace(day=1)
    return clock.at_time(month, time()), clock.at_time(following, time())


def _statement(duty: Duty, change: Change, window: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {**window, "duty": duty.full_code, "limit": None}
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
