"""Timed jobs of the front desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.frontdesk.flows.at_the_gate import lapse
from shouwen.kernel import jobs

QUARTER = timedelta(minutes=15)


def next_quarter(after: datetime) -> datetime:
    """The next full quarter of an hour."""
    return after - timedelta(minutes=after.minute % 15, seconds=after.second, microseconds=after.microsecond) + QUARTER


def close_lapsed_slips(slot: datetime) -> dict[str, Any]:
    """放行条有有效时段 (S2-65): the gate refuses by the clock at once; this closes the cases."""
    return {"expired": lapse(slot)}


jobs.register(
    jobs.Job(
        code="frontdesk.slips_lapse",
        title=_("Goods release slips expire"),
        clause="物品放行 ⑸",
        next_slot=next_quarter,
        run=close_lapsed_slips,
        latest_only=True,
        figures={"expired": _("Expired")},
    )
)
