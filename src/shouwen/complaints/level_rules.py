"""The numbers of levels and of the radar (S3 §9 Q7), with their clauses. Every one can be changed in the rulebook."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rulebook import Measure, Quantity

_CLAUSE = "第三十三条"


def _number(code: str, title: object, default: int, measure: Measure = Measure.COUNT, ref: str = "S3-33a") -> Quantity:
    return Quantity(f"complaints.{code}", title, measure, default, _CLAUSE, ref)  # type: ignore[arg-type]


# Q7: 群体 ≥5 户同诉求,共性=同项目 30 天内 ≥3 户同类问题,重大=涉人身安全/媒体/大额索赔
GROUP_HOUSEHOLDS = _number("level.group.households", _("Group complaint: households from"), 5)
COMMON_HOUSEHOLDS = _number("level.common.households", _("Common issue: households from"), 3)
RADAR_DAYS = _number("radar.days", _("Radar: complaints of so many days are compared"), 30, Measure.DAYS)
MAJOR_CLAIM = Quantity(
    "complaints.level.major.claim", _("Major complaint: claims from"), Measure.CNY, "100000", _CLAUSE, "S3-33a"
)

# The radar's points, in percent: likeness of the words, and what the same place adds. Tuned in benchmarks/radar.py.
RADAR_POINTS = _number("radar.points", _("Radar: points from which two complaints are one matter"), 10, Measure.PERCENT)
RADAR_POINTS_BARE = _number(
    "radar.points.unweighed", _("Radar: the same while too few texts are known"), 18, Measure.PERCENT
)
RADAR_TRADE = _number("radar.points.trade", _("Radar: points for the same trade"), 4, Measure.PERCENT)
RADAR_STACK = _number("radar.points.stack", _("Radar: points for the same stack of flats"), 3, Measure.PERCENT)
RADAR_BUILDING = _number("radar.points.building", _("Radar: points for the same building"), 2, Measure.PERCENT)
RADAR_TEXTS = _number("radar.texts", _("Radar: texts needed before pieces are weighed"), 200)
