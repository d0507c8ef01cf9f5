"""The catalogue of the indicators (S3 §5): what each is called, how it is made, where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.handling import figures
from shouwen.complaints.handling.rules import CLAUSE, STANDARD
from shouwen.complaints.indicators import facts
from shouwen.complaints.indicators.questions import Facts
from shouwen.exchange import measures
from shouwen.exchange.measures import Unit

CENT: Final = Decimal("0.01")
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True)
class Formula:
    """One indicator. ``top`` and ``bottom`` say in words what is divided by what.

    ``facts`` is None for what other domains count (exchange.measures) and for what is made of other indicators.
    ``of_people``: also counted for each specialist. ``group_only``: shown to nobody below the group (S3-16b).
    ``lower_is_better`` decides which way a change is good; ``is_share`` whether each fact is a yes or a no.
    """

    code: str
    title: str | Promise
    unit: Unit
    top: str | Promise
    bottom: str | Promise
    clause: str
    ref: str
    facts: Facts | None = None
    of_people: bool = False
    group_only: bool = False
    lower_is_better: bool = False
    is_share: bool = True
    keyed: bool = False

    @property
    def is_score(self) -> bool:
        """Made of other indicators."""
        return self.code in ("composite_score", "centre_score")

    @property
    def has_sides(self) -> bool:
        """Whether its cases are told apart: some are counted above the line, the others only below it."""
        return bool(self.bottom) and self.unit is Unit.PERCENT

    @property
    def is_percent(self) -> bool:
        return self.unit in (Unit.PERCENT, Unit.POINTS)


def value_of(unit: Unit, numerator: Decimal | int, denominator: Decimal | int) -> Decimal | None:
    """The figure, rounded half up to two decimals; None where there is nothing to divide by."""
    if unit is Unit.COUNT:
        return Decimal(numerator)
    if not denominator:
        return None
    scale = HUNDRED if unit in (Unit.PERCENT, Unit.POINTS) else Decimal(1)
    return (scale * Decimal(numerator) / Decimal(denominator)).quantize(CENT, ROUND_HALF_UP)


_COUNTED: Final = (
    Formula(
        "on_time_rate", _("Completed on time"), Unit.PERCENT,
        _("approved applications no later than the completion date"), _("orders that fell due in the month"),
        "第三十八条", "S3-38a", facts.on_time,
    ),
    Formula(
        "handling_efficiency", _("Handling efficiency"), Unit.PERCENT,
        _("time allowed ÷ time taken, at most 1.5 each"), _("orders closed in the month"),
        "第三十八条", "S3-38a", facts.efficiency, is_share=False,
    ),
    Formula(
        "handling_hours", _("Average handling time, hours"), Unit.MEAN,
        _("hours from issue to the approved application"), _("orders closed in the month"),
        "第三十八条", "S3-38a", facts.handling_hours, lower_is_better=True, is_share=False,
    ),
    Formula(
        "satisfaction_score", _("Customer satisfaction"), Unit.PERCENT,
        _("points given at the closing call"), _("five points for each valid answer"),
        "第三十八条", "S3-38a", facts.satisfaction, is_share=False,
    ),
    Formula(
        "satisfied_share", _("Satisfied customers"), Unit.PERCENT,
        _("answers of 4 and 5"), _("valid answers"), "第三十八条", "S3-38a", facts.satisfied,
    ),
    Formula(
        "on_spot_completion_rate", _("On-spot completion rate"), Unit.PERCENT,
        _("complaints closed on the spot"), _("complaints received"),
        "第三十九条", "S3-39b", facts.on_spot, of_people=True,
    ),
    Formula(
        "project_completion_rate", _("Completion rate of the project"), Unit.PERCENT,
        _("complaints closed in the month"), _("left over at its beginning, and received"),
        "第三十九条", "S3-39c", facts.completion,
    ),
    Formula(
        "window_rating", _("Reception rating"), Unit.MEAN,
        _("points given by customers"), _("ratings"),
        "第十六条", "S3-16c", facts.window_rating, of_people=True, group_only=True, is_share=False,
    ),
    Formula(
        "submit_in_30m_rate", _("Orders submitted in time"), Unit.PERCENT,
        _("submitted within the limit"), _("orders submitted"),
        "第十四条", "S3-39d", facts.submitted, of_people=True,
    ),
    Formula(
        "issue_in_60m_rate", _("Orders issued in time"), Unit.PERCENT,
        _("issued within the limit"), _("orders submitted"), "第十四条", "S3-14e", facts.issued,
    ),
    Formula(
        "first_visit_in_60m_rate", _("First visits in time"), Unit.PERCENT,
        _("visited within the limit"), _("orders issued"), "第二十二条", "S3-22a", facts.visited,
    ),
    Formula(
        "verify_in_30m_rate", _("Closures checked in time"), Unit.PERCENT,
        _("checked within the limit"), _("closure applications"),
        "第二十九条", "S3-39d", facts.verified, of_people=True,
    ),
    Formula(
        "callback_coverage", _("Customers called back"), Unit.PERCENT,
        _("called back"), _("closures and refused visits to call about"), "第二十九条", "S3-29b", facts.called_back,
    ),
    Formula(
        "daily_update_rate", _("Progress entered each day"), Unit.PERCENT,
        _("days with progress in time"), _("days it was owed"), "第二十六条", "S3-26a", facts.updated_daily,
    ),
    Formula(
        "overdue_rate", _("Overdue"), Unit.PERCENT,
        _("orders finished late or not at all"), _("orders that fell due"),
        "第三十条", "S3-30", facts.overdue, lower_is_better=True,
    ),
    Formula(
        "overdue_days", _("Average days overdue"), Unit.MEAN,
        _("days late"), _("overdue orders"),
        "第三十条", "S3-30", facts.overdue_days, lower_is_better=True, is_share=False,
    ),
    Formula(
        "recomplaint_rate", _("Repeat complaints"), Unit.PERCENT,
        _("repeat complaints received"), _("complaints closed in the month"),
        "第三十三条", "S3-33j", facts.recomplaints, lower_is_better=True, is_share=False,
    ),
    Formula(
        "concealed_omitted_count", _("Concealed or omitted"), Unit.COUNT,
        _("verified receptions that were not entered"), "",
        "第十七条", "S3-17c", facts.concealed, of_people=True, lower_is_better=True,
    ),
    Formula(
        "first_time_fix_rate", _("Right at the first application"), Unit.PERCENT,
        _("closed without being sent back"), _("orders closed in the month"),
        "第一条", "S3-01b", facts.first_time_fix,
    ),
    Formula(
        "solved_and_signed", _("Closed with the customer's signature"), Unit.COUNT,
        _("complaints closed and signed by the customer"), "", "第二条", "S3-02a", facts.solved_and_signed,
    ),
    Formula(
        "brand_events", _("Brand events and escalations"), Unit.COUNT,
        _("cases taken to authorities, media or courts"), "",
        "第二条", "S3-02a", facts.brand_events, lower_is_better=True,
    ),
    Formula(
        "arranged_minutes", _("Minutes until arranged in person"), Unit.MEAN,
        _("minutes from issue to the head's own arrangement"), _("orders arranged"),
        "第五条", "S3-05c", facts.arranged, lower_is_better=True, is_share=False,
    ),
    Formula(
        "off_matrix_rate", _("Orders off the matrix"), Unit.PERCENT,
        _("issued to another department, with a reason"), _("orders issued"),
        "第二十条", "S3-20g", facts.off_the_matrix, lower_is_better=True,
    ),
    Formula(
        "special_orders", _("Orders under special assessment"), Unit.COUNT,
        _("major, group and common orders under way in the month"), "",
        "第三十三条", "S3-33", facts.special, lower_is_better=True,
    ),
    Formula(
        "tag_count", _("Complaints received"), Unit.COUNT,
        _("complaints received"), "", "第六条", "S3-06b", facts.tag_count, keyed=True,
    ),
    Formula(
        "tag_satisfaction", _("Customer satisfaction"), Unit.PERCENT,
        _("points given at the closing call"), _("five points for each valid answer"),
        "第六条", "S3-06b", facts.tag_satisfaction, keyed=True, is_share=False,
    ),
)  # fmt: skip

# 公司的客户投诉处理 (S4 §11.3): what the operating company's customer service is measured by
COMPANYS: Final = (
    Formula(
        "complaint_on_time_rate", _("Complaints closed in time"), Unit.PERCENT,
        _("closed by their date"), _("complaints that fell due in the month"),
        CLAUSE, "S4-CMP-09", figures.closed_in_time, of_people=True,
    ),
    Formula(
        "reply_24h_rate", _("Answered within 24 hours"), Unit.PERCENT,
        _("answered within the limit"), _("answers that fell due in the month"),
        STANDARD, "S4-SVC-17", figures.answered_in_time, of_people=True,
    ),
    Formula(
        "service_satisfaction_rate", _("Satisfied with the service"), Unit.PERCENT,
        _("answers of 4 and 5"), _("valid answers"), CLAUSE, "S4-CMP-09", figures.satisfied, of_people=True,
    ),
    Formula(
        "repeat_complaint_rate", _("Complained again after the closing"), Unit.PERCENT,
        _("complained of again"), _("complaints closed in the month"),
        CLAUSE, "S4-CMP-09", figures.came_again, of_people=True, lower_is_better=True,
    ),
    Formula(
        "service_quality_complaints", _("Complaints caused by the service"), Unit.COUNT,
        _("closed with service quality as their cause"), "",
        CLAUSE, "S4-STD-07", figures.service_quality, lower_is_better=True,
    ),
    Formula(
        "coordination_done_rate", _("Coordination tasks in time"), Unit.PERCENT,
        _("done by their date"), _("tasks that fell due in the month"),
        CLAUSE, "S4-CMP-03", figures.coordinated_in_time,
    ),
    Formula(
        "emergencies", _("Emergencies"), Unit.COUNT, _("emergencies discovered in the month"), "",
        CLAUSE, "S4-CMP-06", figures.emergencies, lower_is_better=True,
    ),
)  # fmt: skip

_MADE: Final = (
    Formula(
        "composite_score", _("Composite score"), Unit.POINTS,
        _("on time, efficiency (at most 100 %) and satisfaction, each by its weight"), _("the weights"),
        "第三十八条", "S3-38b", is_share=False,
    ),
    Formula(
        "centre_score", _("Score of the service centre"), Unit.POINTS,
        _("the scheme's indicators, each by its weight"), _("the weights of those that could be counted"),
        "第三十九条", "S3-39d", is_share=False,
    ),
)  # fmt: skip

# What other domains count, with the words we print even before anybody counts it.
_AWAITED: Final = (
    Formula(
        "service_discipline_score", _("Service standards and discipline"), Unit.POINTS,
        _("items passed in the daily inspections"), _("items inspected"), "第三十九条", "S3-39a",
    ),
    Formula(
        "training_rate", _("Monthly training attended"), Unit.PERCENT,
        _("people trained"), _("people who had to be"), "第四十五条", "S3-45",
    ),
)  # fmt: skip

FORMULAE: Final[Mapping[str, Formula]] = {f.code: f for f in (*_COUNTED, *COMPANYS, *_MADE, *_AWAITED)}
COUNTED: Final = (*_COUNTED, *COMPANYS)


def formula_named(code: str) -> Formula | None:
    """The formula of a figure's code ("tag_count:design:product" is a ``tag_count``); other domains' figures too."""
    name = code.partition(":")[0]
    if name in FORMULAE:
        return FORMULAE[name]
    figure = measures.figure_named(name)
    return Formula(figure.code, figure.title, figure.unit, "", "", "", figure.ref) if figure else None


def assessable() -> list[Formula]:
    """What may stand in a service centre's assessment: whatever is a share of a hundred and has one value a project."""
    ours = [f for f in FORMULAE.values() if f.is_percent and not f.keyed and not f.lower_is_better]
    more = [f for code in measures.published() if code not in FORMULAE and (f := formula_named(code)) and f.is_percent]
    return [f for f in (*ours, *more) if not f.is_score]
