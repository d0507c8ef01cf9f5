"""友好接待、快速响应、尽快解决: the three values every case is measured by (S3-03b)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.complaints.words import OrderState
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, scope_of
from shouwen.web.parts import Words

DASH = "—"
Measures = list[tuple[Words, Words]]


def of_order(order: OrderRecord, complaint: ComplaintRecord | None, reader: Actor) -> Measures:
    """Rating of the reception, minutes from issue to the first visit, hours from issue to the accepted application.

    While nothing is accepted the third says how long it has taken so far. The rating is for the group alone (S3-16b).
    """
    handled = (_("Handled in"), _hours(order.issued_at, order.applied_at))
    if order.case.state != OrderState.CLOSED:
        handled = (_("Since issue"), _hours(order.issued_at, clock.now()))
    return [*_rating(complaint, reader), (_("Issue to visit"), _minutes(order.issued_at, order.visited_at)), handled]


def of_complaint(complaint: ComplaintRecord, reader: Actor) -> Measures:
    """The same for the complaint: of the order that was issued first; without one the rating alone."""
    found = OrderRecord.objects.filter(case__parent_id=complaint.pk, issued_at__isnull=False).select_related("case")
    order = found.order_by("issued_at").first()
    return of_order(order, complaint, reader) if order else _rating(complaint, reader)


def _rating(complaint: ComplaintRecord | None, reader: Actor) -> Measures:
    if not scope_of(reader).everything:
        return []
    score = complaint.score if complaint else None
    return [(_("Reception rating"), now_("{score} of 5").format(score=score) if score else DASH)]


def _minutes(start: datetime | None, end: datetime | None) -> str:
    if start is None or end is None:
        return DASH
    return now_("{minutes} minutes").format(minutes=_number((end - start) / timedelta(minutes=1), "1"))


def _hours(start: datetime | None, end: datetime | None) -> str:
    if start is None or end is None:
        return DASH
    return now_("{hours} hours").format(hours=_number((end - start) / timedelta(hours=1), "0.1"))


def _number(value: float, step: str) -> str:
    """Rounded half up; a fraction only where there is one."""
    rounded = Decimal(str(value)).quantize(Decimal(step), ROUND_HALF_UP)
    return f"{rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded}"
