"""The day's overdue orders, what the deputy makes of each, and the days nobody urged (第三十条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from shouwen.complaints import parties, rules
from shouwen.complaints.models import ChairmanUrging, OrderRecord, OverdueItem, OverdueSummary
from shouwen.complaints.words import BEING_HANDLED
from shouwen.kernel import clock, rulebook
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import PenaltyLine
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.people.queries import holders
from shouwen.people.roles import Role

LATE_CODES = ("P15", "P16")


def overdue_orders(at: datetime) -> QuerySet[OrderRecord]:
    """Past the effective deadline and closure not applied for (S3 §2.4 I); the longest late first."""
    found = OrderRecord.objects.filter(case__state__in=BEING_HANDLED, issued_at__isnull=False)
    return (
        found.annotate(deadline=Least("ordered_finish_at", "negotiated_finish_at"))
        .filter(deadline__lt=at)
        .select_related("case")
        .order_by("deadline", "case_id")
    )


def days_late(deadline: datetime, at: datetime) -> int:
    """自然日差 (Q23)."""
    return (clock.day_of(at) - clock.day_of(deadline)).days


def build(at: datetime) -> OverdueSummary:
    """Today's summary, once: what there is already is left as it is, so building twice changes nothing (S3-30a)."""
    summary, made = OverdueSummary.objects.get_or_create(on=clock.day_of(at), defaults={"built_at": at})
    if made:
        orders = list(overdue_orders(at))
        costs, serious = _costs(orders), rulebook.value(rules.SERIOUS_DAYS, at)
        OverdueItem.objects.bulk_create(_item(summary, order, costs, serious, at) for order in orders)
        _tell(summary, len(orders), at)
    return summary


def _item(
    summary: OverdueSummary, order: OrderRecord, costs: Mapping[int, Decimal], serious: int, at: datetime
) -> OverdueItem:
    late = days_late(order.effective_deadline, at)
    return OverdueItem(
        summary=summary,
        order=order,
        responsible_id=order.responsible_id,
        leader_id=order.leader_id,
        deadline=order.effective_deadline,
        days_late=late,
        penalty=costs.get(order.pk, Decimal(0)),
        is_serious=late > serious,
    )


def _costs(orders: Sequence[OrderRecord]) -> dict[int, Decimal]:
    """What lateness has cost so far, person and leader together, CNY."""
    lines = PenaltyLine.objects.filter(case_id__in=[order.pk for order in orders], code__in=LATE_CODES)
    return dict(lines.order_by().values_list("case_id").annotate(Sum("amount")))


def _tell(summary: OverdueSummary, orders: int, at: datetime) -> None:
    if orders:
        data = {"day": f"{summary.on:%Y-%m-%d}", "orders": orders}
        post(
            NoticeDraft("overdue_built", f"overdue_built:{summary.on}:s{pk}", at, staff_id=pk, data=data)
            for pk in holders(Role.GROUP_AGENT, at)
        )


def confirm(day: date, by: Actor) -> OverdueSummary:
    """Staff confirm the day's summary; it goes to the deputy general manager (S3-30a). Refused to others, or twice."""
    now = clock.now()
    if by.staff is None or not parties.acts_as(by, Role.GROUP_AGENT, now):
        raise Refused(_("The summary is confirmed by the group's customer-service staff."), Why.WRONG_ROLE)
    with transaction.atomic():
        summary = OverdueSummary.objects.select_for_update().filter(on=day).first()
        if summary is None:
            raise Refused(_("There is no summary of that day."), Why.NOT_FOUND)
        if summary.confirmed_at is not None:
            raise Refused(_("The summary of {day} has been submitted.").format(day=day), Why.WRONG_STATE)
        summary.confirmed_by, summary.confirmed_at = by.staff, now
        summary.save(update_fields=["confirmed_by", "confirmed_at"])
        data = {"day": f"{day:%Y-%m-%d}", "orders": summary.items.count()}
        post(
            NoticeDraft("overdue_summary", f"overdue_summary:{day}:s{pk}", now, staff_id=pk, data=data)
            for pk in holders(Role.GROUP_DGM, now)
        )
    return summary


def items_of(summary: OverdueSummary) -> QuerySet[OverdueItem]:
    """The day's items: what the deputy has still to look into first, then by days late."""
    items = summary.items.select_related(
        "order__case__project", "order__case__unit", "responsible", "leader", "urged_by"
    )
    return items.order_by("urged_at", "-days_late", "order_id")


def left_for_the_deputy(at: datetime) -> int:
    """How many of today's items lack their cause and urging; they stay until they have both (S3-30b)."""
    return OverdueItem.objects.filter(summary__on=clock.day_of(at), urged_at=None, order__case__closed_at=None).count()


# ---- seriously overdue ------------------------------------------------------------


@dataclass(frozen=True)
class Serious:
    """An order more than the threshold late: whether the chairman was urged today, and the days nobody did."""

    item: OverdueItem
    is_urged_today: bool
    missed: Sequence[date]


def serious_today(at: datetime) -> list[Serious]:
    """严重超期的由总经理每天对董事长进行督促 (S3-30c): today's, with the earlier days on which it was missed."""
    today = clock.day_of(at)
    items = OverdueItem.objects.filter(summary__on=today, is_serious=True, order__case__closed_at=None)
    items = items.select_related("order__case__project", "order__company", "responsible").order_by("-days_late", "id")
    found = list(items)
    missed = _missed([item.order_id for item in found], today)
    urged = set(
        ChairmanUrging.objects.filter(on=today, order_id__in=[i.order_id for i in found]).values_list(
            "order_id", flat=True
        )
    )
    return [Serious(item, item.order_id in urged, missed.get(item.order_id, [])) for item in found]


def _missed(order_ids: Sequence[int], today: date) -> dict[int, list[date]]:
    """The earlier days an order stood on the summary as seriously overdue and the chairman was not urged."""
    urged = ChairmanUrging.objects.filter(order=OuterRef("order"), on=OuterRef("summary__on"))
    rows = OverdueItem.objects.filter(~Exists(urged), order_id__in=order_ids, is_serious=True, summary__on__lt=today)
    found: dict[int, list[date]] = {}
    for order_id, on in rows.order_by("summary__on").values_list("order_id", "summary__on"):
        found.setdefault(order_id, []).append(on)
    return found
