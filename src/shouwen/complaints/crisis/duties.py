"""What is owed in an emergency."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.crisis import parties, rules
from shouwen.complaints.handling.rules import CLAUSE
from shouwen.kernel.duties import AfterStart, Duty, Within

# 即时反应
RESPOND = Duty(
    code="RESPOND",
    title=_("Respond to the emergency"),
    owed_by=parties.ANSWERABLE,
    limit=Within(rules.RESPOND_LIMIT),
    remind=AfterStart(rules.RESPOND_REMIND),
    clause=CLAUSE,
    ref="S4-CMP-06",
)

# 复盘归档
REVIEW = Duty(
    code="REVIEW",
    title=_("Review the emergency"),
    owed_by=parties.ANSWERABLE,
    limit=Within(rules.REVIEW_LIMIT),
    clause=CLAUSE,
    ref="S4-CMP-06",
)
