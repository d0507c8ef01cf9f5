"""The numbers of emergencies; the text says “at once” and “properly”, so both are implied and can be changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.handling.rules import CLAUSE
from shouwen.kernel.rulebook import Measure, Quantity

RESPOND_LIMIT = Quantity(
    "complaints.crisis.respond", _("Respond to an emergency: limit"), Measure.MINUTES, 30, CLAUSE, "S4-CMP-06"
)
RESPOND_REMIND = Quantity(
    "complaints.crisis.respond.remind", _("Respond to an emergency: reminders"), Measure.MINUTES_LIST, [15],
    CLAUSE, "S4-CMP-06",
)  # fmt: skip
REVIEW_LIMIT = Quantity(
    "complaints.crisis.review", _("Review an emergency: limit"), Measure.MINUTES, 7 * 24 * 60, CLAUSE, "S4-CMP-06"
)
