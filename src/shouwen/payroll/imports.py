"""The ledger of monthly bonuses that human resources import (S3 §4.2): person, month, amount in CNY."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.kernel import penalties
from shouwen.kernel.imports.ledger import Cells, Column, Created, Ledger, Notes, Place, register
from shouwen.kernel.models import BonusBase, PenaltyLine
from shouwen.people.models import Staff

MOST: Final = Decimal(1_000_000)
MONTH: Final = re.compile(r"(20\d\d)\s*[-/.年]?\s*(\d{1,2})\s*月?")


@dataclass(frozen=True)
class BonusRow:
    """One person's bonus of one month; ``month`` is its first day."""

    person_id: int
    month: date
    amount: Decimal


@register
class BonusLedger(Ledger[BonusRow]):
    """One row is one person's bonus of one month.

    A bonus may be corrected as long as no share has been taken of it; afterwards the row is refused, because lines
    that were reckoned do not change. Shares that waited for the bonus become amounts at once.
    """

    code = "bonus"
    title = _("Monthly bonuses")
    columns = (
        Column("staff_no", _("Staff number"), ("工号", "员工编号", "员工号", "staff number"), required=True),
        Column("name", _("Name"), ("姓名", "员工姓名", "name")),
        Column("month", _("Month"), ("月份", "所属月份", "年月", "month"), required=True),
        Column("amount", _("Bonus, CNY"), ("月度综合奖金", "综合奖金", "奖金基数", "金额", "bonus", "amount"), True),
    )
    makes = {"bonus": BonusBase}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._staff = {number: (pk, name) for pk, number, name in Staff.objects.values_list("id", "staff_no", "name")}
        self._seen: set[tuple[int, date]] = set()

    def read(self, cells: Cells, notes: Notes) -> BonusRow | None:
        person_id = self._person(cells, notes)
        month = _month(cells, notes)
        amount = _amount(cells, notes)
        if person_id is None or month is None or amount is None:
            return None
        if (person_id, month) in self._seen:
            notes.refuse("month", _("The file has this person's bonus of this month twice."))
        self._seen.add((person_id, month))
        _compare(person_id, month, amount, notes)
        return None if notes.refuses else BonusRow(person_id, month, amount)

    def commit(self, rows: Sequence[BonusRow]) -> Created:
        """Write the bonuses, then the amounts of the shares that waited for them."""
        known = set(_bases([(row.person_id, row.month) for row in rows]))
        bases = BonusBase.objects.bulk_create(
            [BonusBase(person_id=row.person_id, month=row.month, amount=row.amount) for row in rows],
            update_conflicts=True, unique_fields=["person", "month"], update_fields=["amount"],
        )  # fmt: skip
        penalties.supply(bases)
        return {"bonus": [base.pk for base in bases if (base.person_id, base.month) not in known]}

    @classmethod
    def removable(cls, kind: str, ids: Sequence[int]) -> Sequence[int]:  # noqa: ARG003 — the only kind
        """Those no share has been taken of."""
        bases = BonusBase.objects.filter(pk__in=ids)
        return [base.pk for base in bases if not _is_used(base.person_id, base.month)]

    def _person(self, cells: Cells, notes: Notes) -> int | None:
        number, name = cells.text("staff_no"), cells.text("name")
        found = self._staff.get(number)
        if found is None:
            notes.refuse("staff_no", _("Nobody has the staff number “%(number)s”.") % {"number": number})
            return None
        if name and name != found[1]:
            notes.doubt("name", _("The number is %(name)s's; the number counts.") % {"name": found[1]})
        return found[0]


def _month(cells: Cells, notes: Notes) -> date | None:
    said = cells.text("month")
    found = MONTH.match(said)
    if found is None or not 1 <= int(found[2]) <= 12:
        notes.refuse("month", _("“%(text)s” is no month; write 2024-05.") % {"text": said})
        return None
    return date(int(found[1]), int(found[2]), 1)


def _amount(cells: Cells, notes: Notes) -> Decimal | None:
    amount = cells.number("amount", MOST)
    if amount is None:
        notes.refuse("amount", _("The row has no amount that can be a bonus."))
    return amount


def _compare(person_id: int, month: date, amount: Decimal, notes: Notes) -> None:
    before = BonusBase.objects.filter(person_id=person_id, month=month).values_list("amount", flat=True).first()
    if before is None or before == amount:
        return
    if _is_used(person_id, month):
        words = _("Shares were taken of %(before)s CNY already; that month can no longer be changed.")
        notes.refuse("amount", words % {"before": before})
    else:
        notes.doubt("amount", _("Replaces %(before)s CNY.") % {"before": before})


def _is_used(person_id: int, month: date) -> bool:
    lines = PenaltyLine.objects.filter(person_id=person_id, on__year=month.year, on__month=month.month)
    return lines.filter(base__isnull=False).exists()


def _bases(wanted: Iterable[tuple[int, date]]) -> list[tuple[int, date]]:
    pairs = set(wanted)
    found = BonusBase.objects.filter(
        person_id__in={person for person, _m in pairs}, month__in={month for _p, month in pairs}
    )
    return [pair for pair in found.values_list("person_id", "month") if pair in pairs]
