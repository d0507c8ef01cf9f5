"""When the radar works: a moment after a complaint is taken down; at night it takes in what it missed and weighs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import level_rules as rules
from shouwen.complaints.flows import Complaint
from shouwen.complaints.radar import clusters, entries, weights
from shouwen.kernel import following, jobs, rulebook
from shouwen.kernel.rulebook import Measure, Quantity

NIGHT = Quantity(
    "complaints.radar.time",
    _("Radar: time of the nightly weighing"),
    Measure.WALL_TIME,
    "02:40",
    "第三十三条",
    "S3-33a",
)


def survey(slot: datetime) -> dict[str, Any]:
    """Take in, weigh, forget; run again for the same night it finds nothing more to take in."""
    book = rulebook.book(slot)
    taken = clusters.catch_up(slot - timedelta(days=book.value(rules.RADAR_DAYS)), slot, book)
    return {"taken_in": taken, "texts": weights.weigh(slot), "forgotten": entries.drop_old(slot)}


jobs.register(
    jobs.Job(
        code="complaints.radar",
        title=_("Radar: nightly survey"),
        clause="第三十三条",
        next_slot=jobs.every_day(NIGHT),
        run=survey,
        latest_only=True,
        figures={"taken_in": _("Complaints taken in"), "texts": _("Texts weighed"), "forgotten": _("Forgotten")},
    )
)

following.follow(
    "complaints.radar",
    [step.code for step in (Complaint.register, Complaint.complete, Complaint.correct)],
    clusters.follow,
)
