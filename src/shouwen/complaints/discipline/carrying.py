"""上周遗留未完成投诉: the week's list with what is to be analysed, and its breakdown (第三十一条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from shouwen.complaints.discipline.overdue import days_late
from shouwen.complaints.models import CarryOver, OrderRecord, OverdueItem
from shouwen.kernel import clock
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.people.queries import holders
from shouwen.people.roles import Role


def monday_of(at: datetime) -> date:
    """The Monday of the week the instant lies in."""
    day = clock.day_of(at)
    return day - timedelta(days=day.weekday())


def unfinished_at(instant: datetime) -> QuerySet[OrderRecord]:
    """Issued before the instant and not closed by then; true of any past instant as well."""
    open_then = Q(case__closed_at=None) | Q(case__closed_at__gte=instant)
    return OrderRecord.objects.filter(open_then, issued_at__lt=instant).select_related("case").order_by("case_id")


def list_the_week(week: date, at: datetime) -> int:
    """Put down what was unfinished at last Sunday 24:00, once an order and week; how many (S3-31a)."""
    midnight = clock.at_time(week, time())
    orders = list(unfinished_at(midnight))
    causes = _causes([order.pk for order in orders])
    rows = [
        CarryOver(
            week=week,
            order=order,
            responsible_id=order.responsible_id,
            age_days=days_late(order.issued_at or midnight, midnight),
            days_late=max(0, days_late(order.effective_deadline, midnight)),
            percent=order.percent,
            cause=causes.get(order.pk, ""),
        )
        for order in orders
    ]
    CarryOver.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        _tell(week, len(rows), at)
    return len(rows)


def _causes(order_ids: list[int]) -> Mapping[int, str]:
    """The latest cause of delay the deputy found for each order."""
    found = OverdueItem.objects.filter(order_id__in=order_ids).exclude(cause="").order_by("summary__on")
    return dict(found.values_list("order_id", "cause"))


def _tell(week: date, orders: int, at: datetime) -> None:
    data = {"week": f"{week:%Y-%m-%d}", "orders": orders}
    people = [*holders(Role.GROUP_GM, at), *holders(Role.GROUP_AGENT, at)]
    post(
        NoticeDraft("carried_over", f"carried_over:{week}:s{pk}", at, staff_id=pk, data=data)
        for pk in dict.fromkeys(people)
    )


def listed(week: date) -> QuerySet[CarryOver]:
    """The week's rows, the oldest orders first."""
    rows = CarryOver.objects.filter(week=week).select_related("order__case__project", "order__company", "responsible")
    return rows.order_by("-age_days", "order_id")


def breakdown(week: date, by: str) -> list[tuple[str, int]]:
    """How many orders of the week by ``order__type``, ``order__first_department`` or ``cause``; the most first."""
    rows = CarryOver.objects.filter(week=week).order_by().values_list(by).annotate(count=Count("id"))
    return sorted(((value, count) for value, count in rows), key=lambda row: (-row[1], row[0]))


def weeks() -> list[date]:
    """The weeks that have a list, newest first, a quarter of them."""
    return list(CarryOver.objects.order_by("-week").values_list("week", flat=True).distinct()[:13])
