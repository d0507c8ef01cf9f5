"""The numbers of sanctions, overdue work and meetings, and the table of what each line of S3 §4 allows.

Quantities in minutes, days, counts and salary grades; the bounds of P17 and P18 stand in ``complaints.rules``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import rules
from shouwen.complaints.words import PersonMeasure
from shouwen.kernel.rulebook import Measure, Quantity
from shouwen.people.roles import Role

M = PersonMeasure

STATEMENT_WITHIN = Quantity(
    "complaints.sanction.statement_within",
    _("Sanction: time for the person's statement"),
    Measure.MINUTES,
    4320,
    "第三十七条",
    "S3-37f",
)
AGENT_FAULT_GRADES = Quantity(
    "complaints.agent_fault.grades",
    _("Verified fault of a specialist: least cut in salary grades"),
    Measure.COUNT,
    1,
    "第十一条",
    "S3-11b",
)
BOTTOM_GRADES = Quantity(
    "complaints.ranking.grades",
    _("Three months in the bottom ten: least cut in salary grades"),
    Measure.COUNT,
    1,
    "第十六条",
    "S3-16d",
)
SUMMARY_TIME = Quantity(
    "complaints.overdue.time", _("Daily list of overdue orders: time"), Measure.WALL_TIME, "08:30", "第三十条", "S3-30a"
)
CARRY_OVER_TIME = Quantity(
    "complaints.carry_over.time",
    _("Weekly list of carried-over orders: time on Monday"),
    Measure.WALL_TIME,
    "08:00",
    "第三十一条",
    "S3-31a",
)
ITEM_REMIND_DAYS = Quantity(
    "complaints.plan_item.remind_days",
    _("Item of a rectification plan: reminder so many days before"),
    Measure.DAYS,
    1,
    "第三十一条",
    "S3-31c",
)
ITEM_REMIND_TIME = Quantity(
    "complaints.plan_item.remind_time",
    _("Items of rectification plans: time of the reminders"),
    Measure.WALL_TIME,
    "09:00",
    "第三十一条",
    "S3-31c",
)
CLUES_TIME = Quantity(
    "complaints.clues.time", _("Search for clues: time"), Measure.WALL_TIME, "00:20", "第三十七条", "S3-37b"
)
REASSIGNED_TIMES = Quantity(
    "complaints.clues.reassigned",
    _("Clue of shirking: an order reassigned so many times"),
    Measure.COUNT,
    2,
    "第三十七条",
    "S3-37d",
)
EFFECT_TIME = Quantity(
    "complaints.sanction.effect_time",
    _("Decided sanctions take effect: time of the day"),
    Measure.WALL_TIME,
    "00:10",
    "第三十七条",
    "S3-37f",
)


@dataclass(frozen=True)
class Bounds:
    """What one line of the table allows: which measures, the least cut in grades, the share of the bonus.

    ``percent`` names floor and ceiling; ``in_words`` allows a decision in words alone, where the clause names no
    measure (严肃处分); ``decided_by`` is the role that decides.
    """

    clause: str
    measures: Sequence[PersonMeasure]
    grades: Quantity | None = None
    percent: tuple[Quantity, Quantity] | None = None
    in_words: bool = False
    decided_by: Role = Role.GROUP_GM


_HEAVIER = (M.DEMOTION, M.REMOVAL, M.DISMISSAL)
_ANY = (M.WARNING, M.FINE, M.PAY_CUT, *_HEAVIER)
_GRAVE = (M.PAY_CUT, *_HEAVIER)  # 第三十七条:降薪、降职、免职直至开除

BOUNDS: Mapping[str, Bounds] = {
    "P1": Bounds("第四条", _ANY, in_words=True),
    "P2": Bounds("第十条", _ANY, in_words=True),
    "P3": Bounds("第十一条", (M.PAY_CUT, *_HEAVIER), grades=AGENT_FAULT_GRADES),
    "P4": Bounds("第十六条", (M.FINE, M.PAY_CUT, M.DISMISSAL), grades=BOTTOM_GRADES),
    "P5": Bounds("第十七条", (M.PAY_CUT, *_HEAVIER), grades=rules.CONCEALED_GRADES),
    "P6": Bounds("第十七条", (M.DISMISSAL,)),
    "P9": Bounds("第二十一条", _ANY, in_words=True),
    "P10": Bounds("第三十三条", _ANY, in_words=True, decided_by=Role.GROUP_VICE_PRESIDENT),
    "P17": Bounds("第三十六条", (M.PAY_CUT, M.DEMOTION), percent=(rules.P17_FLOOR, rules.P17_CEILING)),
    "P18": Bounds("第三十六条", (M.PAY_CUT,), percent=(rules.P18_FLOOR, rules.P18_CEILING)),
    "P19": Bounds("第三十七条", _GRAVE),
    "P20": Bounds("第四十条", _GRAVE),
}


def bounds_of(code: str) -> Bounds:
    """The line of the table; KeyError for a code that a person does not decide."""
    return BOUNDS[code]
