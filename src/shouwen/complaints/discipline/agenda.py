"""What a meeting is about and who is called to it (S3-31b, S3-32b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from shouwen.complaints import routing
from shouwen.complaints.discipline.words import MeetingKind
from shouwen.complaints.models import CarryOver, OrderRecord
from shouwen.complaints.words import Level
from shouwen.kernel import clock
from shouwen.people.models import OrgUnit
from shouwen.people.roles import OrgKind

SPECIAL = [level.value for level in Level if level.is_special]


def points_of(kind: str, period: date) -> list[OrderRecord]:
    """The week's carried-over orders; or the special orders that were open at the end of the month before."""
    if kind == MeetingKind.WEEKLY:
        listed = CarryOver.objects.filter(week=period).values("order")
        return list(OrderRecord.objects.filter(pk__in=listed).select_related("case").order_by("case_id"))
    return list(special_left_over(period).order_by("case_id"))


def special_left_over(month: date) -> QuerySet[OrderRecord]:
    """上月历史遗留的重大、群体、共性投诉: issued before the month began, not closed by then (S3-32b)."""
    began = clock.at_time(month.replace(day=1), time())
    still_open = Q(case__closed_at=None) | Q(case__closed_at__gte=began)
    return OrderRecord.objects.filter(still_open, level__in=SPECIAL, issued_at__lt=began).select_related("case")


def people_for(kind: str, points: Sequence[OrderRecord], at: datetime) -> Mapping[int, int | None]:
    """Person to company: the persons responsible for the orders; to the monthly meeting all the companies' chairmen."""
    if kind == MeetingKind.WEEKLY:
        return {order.responsible_id: order.company_id for order in points if order.responsible_id}
    companies = OrgUnit.objects.filter(
        kind__in=[OrgKind.REGIONAL_COMPANY, OrgKind.PROPERTY_COMPANY], is_active=True
    ).values_list("id", flat=True)
    return {chair: company for company in companies.order_by("id") for chair in routing.chairmen_of(company, at)}
