"""Which changes of the rulebook can be answered from a month that has happened, and which cannot.

Exactly answered, because the facts are all there (start, end, due instant, misses, late days):

- the fine for a late block, its length, and whether a block counts when full or when begun;
- the fine for a miss (progress, plan) and the share of the bonus for a missed visit;
- the limits in clock minutes of duties that have such a price (submit, issue, visit);
- the amounts and bounds of the tiers of late days, up to the last day that was counted under the old ones.

Not answered, because people would have acted otherwise or the facts were never recorded: times of day (a day's duty
would have ended elsewhere), limits in working time, tiers that go on after the old ones ended, reminders and whatever
else no price hangs on. These are refused in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from shouwen.complaints.rules import VISIT_BONUS
from shouwen.kernel import rulebook
from shouwen.kernel.duties import BonusShare, Duty, LateDays, Once, PerBlock, Within
from shouwen.kernel.flows import all_flows
from shouwen.kernel.rulebook import Measure, Quantity

# A share of the bonus that a person's judgement takes: denied by the customer, poor (第三十五条).
JUDGED = ("P11", "P12")


class CannotBeAnswered(ValueError):
    """Why this change cannot be reckoned from what happened; a sentence for the reader."""


@dataclass(frozen=True)
class Change:
    """A quantity with the value to try, and the priced duties it changes."""

    quantity: Quantity
    value: Any
    duties: tuple[Duty, ...]

    @property
    def codes(self) -> list[str]:
        """The codes of the table of penalties (P7 …) the draft speaks of."""
        judged = JUDGED if self.quantity is VISIT_BONUS else ()
        return sorted({*judged, *(code for duty in self.duties for code in codes_of(duty))})

    def of(self, quantity: Quantity) -> Any:
        """The value of a quantity under the draft, None where the draft leaves it as each matter had it."""
        return self.value if quantity is self.quantity else None


def answerable() -> list[Quantity]:
    """The quantities whose change can be answered, in the order of the rulebook."""
    return [one for one in rulebook.quantities().values() if any(_hangs_on(duty, one) for duty in _priced())]


def change_of(code: str, value: Any) -> Change:
    """The change to reckon. Raises Refused for a value that cannot be, CannotBeAnswered for one beyond the facts."""
    quantity = rulebook.quantity_named(code)
    checked = quantity.checked(value)
    duties = tuple(duty for duty in _priced() if _hangs_on(duty, quantity))
    if not duties:
        raise CannotBeAnswered(_why_not(quantity))
    if checked == 0 and quantity.measure is Measure.MINUTES and not _is_a_limit(quantity, duties):
        raise CannotBeAnswered(_("A block of no minutes would never end."))
    return Change(quantity, checked, duties)


def codes_of(duty: Duty) -> Sequence[str]:
    """Under which codes the duty's price is charged."""
    if isinstance(duty.price, LateDays):
        return list(duty.price.codes)
    return [duty.price.code] if duty.price else []


def _priced() -> Iterator[Duty]:
    return (duty for flow in all_flows() for duty in flow.duties.values() if duty.price is not None)


def _hangs_on(duty: Duty, quantity: Quantity) -> bool:
    """Whether the quantity is the duty's limit in clock minutes, or part of its price that can be answered."""
    if isinstance(duty.limit, Within) and duty.limit.minutes is quantity:
        return isinstance(duty.price, PerBlock | BonusShare)
    match duty.price:
        case PerBlock() as price:
            return quantity in (price.minutes, price.amount, price.rounding)
        case Once() as price:
            return quantity is price.amount
        case BonusShare() as price:
            return quantity is price.percent
        case LateDays() as price:
            return quantity is price.tiers
    return False


def _is_a_limit(quantity: Quantity, duties: tuple[Duty, ...]) -> bool:
    return any(isinstance(duty.limit, Within) and duty.limit.minutes is quantity for duty in duties)


def _why_not(quantity: Quantity) -> str:
    if any(_is_its_time(duty, quantity) for duty in _priced()):
        return _("With another time of day or another kind of limit people would have worked otherwise; what happened does not say how.")  # fmt: skip  # noqa: E501
    return _("No price hangs on this number; no month would have cost more or less.")


def _is_its_time(duty: Duty, quantity: Quantity) -> bool:
    limits = [getattr(duty.limit, part.name) for part in fields(duty.limit)]
    return quantity in limits or (isinstance(duty.price, LateDays) and quantity is duty.price.at)
