"""What lateness costs: lines accrued from facts, each with its arithmetic; corrections are negative lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection
from django.db.models import QuerySet

from shouwen.database.bundle import Bundle
from shouwen.kernel import clock
from shouwen.kernel.bulk import document, names, recordset
from shouwen.kernel.models import BonusBase, PenaltyLine

CENT = Decimal("0.01")


@dataclass(frozen=True)
class LineDraft:
    """A penalty line to be: either an ``amount`` (CNY) or a ``percent`` of the month's bonus."""

    case_id: int
    person_id: int
    code: str
    clause: str
    at: datetime
    arithmetic: str
    key: str
    amount: Decimal = Decimal(0)
    percent: Decimal | None = None
    obligation_id: int | None = None

    @property
    def on(self) -> date:
        """The day the line counts for, in the rulebook's zone."""
        return clock.day_of(self.at)


_COLUMNS: Mapping[str, str] = {
    "case_id": "bigint",
    "obligation_id": "bigint",
    "person_id": "bigint",
    "code": "text",
    "clause": "text",
    "amount": "numeric",
    "percent": "numeric",
    "base": "numeric",
    "on": "date",
    "at": "timestamptz",
    "arithmetic": "text",
    "key": "text",
}
_INSERT = (
    f"INSERT INTO kernel_penaltyline ({names(_COLUMNS)})"  # noqa: S608 — names of our own columns
    f" SELECT {names(_COLUMNS)} FROM {recordset(_COLUMNS)} ON CONFLICT (key) DO NOTHING"
)


def accrue(drafts: Sequence[LineDraft], bundle: Bundle) -> None:
    """Add the writing of the lines; a line whose key exists is left as it is, so accruing twice changes nothing."""
    if not drafts:
        return
    bases = _bases(drafts)
    lines = [_line(draft, bases) for draft in drafts]
    bundle.add(_INSERT, [document(_COLUMNS, lines)])


def _bases(drafts: Iterable[LineDraft]) -> Mapping[tuple[int, date], Decimal]:
    wanted = {(d.person_id, d.on.replace(day=1)) for d in drafts if d.percent is not None}
    if not wanted:
        return {}
    found = BonusBase.objects.filter(person_id__in={p for p, _ in wanted}, month__in={m for _, m in wanted})
    return {(person, month): amount for person, month, amount in found.values_list("person_id", "month", "amount")}


def _line(draft: LineDraft, bases: Mapping[tuple[int, date], Decimal]) -> tuple[object, ...]:
    base = bases.get((draft.person_id, draft.on.replace(day=1))) if draft.percent is not None else None
    amount = draft.amount
    if draft.percent is not None:
        amount = share_of(base, draft.percent)
    return (
        *(draft.case_id, draft.obligation_id, draft.person_id, draft.code, draft.clause, amount),
        *(draft.percent, base, draft.on, draft.at, draft.arithmetic, draft.key),
    )


def share_of(base: Decimal | None, percent: Decimal) -> Decimal:
    """The share of a bonus in CNY, rounded to the cent; 0 while the base is not known."""
    return ((base or Decimal(0)) * percent / 100).quantize(CENT, ROUND_HALF_UP)


def reverse(lines: QuerySet[PenaltyLine], reason: str, *, at: datetime | None = None) -> list[PenaltyLine]:
    """One negative line for each that has none yet, on the same day and clause, so that the pair sums to nothing.

    ``at`` dates the negative line otherwise: a line that was reported is set off in the statement after (S3-I05).
    A share of a bonus stays one: what is taken back of it counts against the same month's bonus.
    """
    undo = [
        PenaltyLine(
            case_id=line.case_id,
            obligation_id=line.obligation_id,
            person_id=line.person_id,
            code=line.code,
            clause=line.clause,
            amount=-line.amount,
            percent=line.percent,
            base=line.base,
            on=line.on if line.percent is not None or at is None else clock.day_of(at),
            at=at or line.at,
            arithmetic=reason,
            reverses=line,
            key=f"{line.key}:reversed",
        )
        for line in lines.filter(reverses=None, reversed_by=None)
    ]
    return PenaltyLine.objects.bulk_create(undo)


_SUPPLY = (
    f"INSERT INTO kernel_penaltyline ({names(_COLUMNS)})"  # noqa: S608 — names of our own columns
    """
SELECT l.case_id, l.obligation_id, l.person_id, l.code, l.clause, round(b.amount * l.percent / 100, 2), l.percent,
       b.amount, l."on", %s, trim_scale(l.percent) || ' % × ' || trim_scale(b.amount), l.key || ':base'
FROM kernel_penaltyline l
JOIN kernel_bonusbase b ON b.person_id = l.person_id AND b.month = date_trunc('month', l."on")::date
WHERE b.id = ANY(%s) AND l.percent IS NOT NULL AND l.base IS NULL AND l.reverses_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM kernel_penaltyline r WHERE r.reverses_id = l.id)
ON CONFLICT (key) DO NOTHING
"""
).replace("' % × '", "' %% × '")


def supply(bases: Sequence[BonusBase]) -> int:
    """The bases have arrived (S3 §4.2): each share that waited for one becomes an amount, as a line of its own.

    The line is dated now, so that it enters the next statement, and counts for the day of the line that waited; how
    many lines. A share that was taken back meanwhile gets none, and none gets two.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUPPLY, [clock.now(), [base.pk for base in bases]])
        return int(cursor.rowcount)


def with_what_arrived(line: PenaltyLine) -> QuerySet[PenaltyLine]:
    """The line, and the amount that its base brought later: whoever takes back one takes back both."""
    return PenaltyLine.objects.filter(key__in=[line.key, f"{line.key}:base"])
