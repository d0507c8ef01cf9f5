"""The group centre's daily supervision: who was followed up, which orders are slow, the summary (第二十六条)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from shouwen.complaints import duties, parties, rules
from shouwen.complaints.models import OrderRecord, SlowOrder, SlowSummary
from shouwen.complaints.supervision_payloads import SlowReview
from shouwen.complaints.words import BEING_HANDLED, ISSUED_AND_OPEN
from shouwen.kernel import clock, rulebook
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Obligation
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.kernel.rulebook import Book
from shouwen.people.queries import holders
from shouwen.people.roles import Role

NO_UPDATE: Final = "no_update"
TIME_USED: Final = "time_used"


@dataclass(frozen=True)
class Coverage:
    """Of the orders to follow up today, how many have been (S3-26b)."""

    due: int
    done: int


def to_follow_up(by: Actor, at: datetime) -> QuerySet[OrderRecord]:
    """Every issued and open order the actor sees; not yet followed up ones first."""
    cases = visible_cases(by, at).filter(state__in=ISSUED_AND_OPEN, flow="complaints.order")
    return (
        OrderRecord.objects.filter(case__in=cases)
        .select_related("case__project", "case__unit", "responsible", "leader")
        .order_by(F("followed_at").asc(nulls_first=True), "case_id")
    )


def coverage(by: Actor, at: datetime) -> Coverage:
    """今日应跟进、已跟进 (S3-26b)."""
    orders = to_follow_up(by, at)
    today = clock.at_time(clock.day_of(at), time())
    return Coverage(due=orders.count(), done=orders.filter(followed_at__gte=today).count())


def left_to_follow_up(by: Actor, at: datetime, most: int) -> int:
    """How many have not been followed up today (S3-26b), counted to ``most``."""
    today = clock.at_time(clock.day_of(at), time())
    left = to_follow_up(by, at).exclude(followed_at__gte=today).order_by()
    return len(left.values_list("case_id")[:most])


# ---- slow orders -----------------------------------------------------------------------------------------------------


def slow_candidates(at: datetime) -> dict[int, list[str]]:
    """Orders the rule proposes as slow, with the reasons: no update, or much of the time used for little (S3-26c)."""
    book = rulebook.book(at)
    found: dict[int, list[str]] = defaultdict(list)
    for order_id in _without_update(at, book):
        found[order_id].append(NO_UPDATE)
    for order_id in _behind_their_time(at, book):
        found[order_id].append(TIME_USED)
    return dict(sorted(found.items()))


def _without_update(at: datetime, book: Book) -> list[int]:
    """Whoever owed progress at each of the last cuts and reported none; exemptions are those of T6 (Q9)."""
    days = book.value(rules.SLOW_SILENT_DAYS)
    last = clock.next_time(at, time.fromisoformat(book.value(rules.T6_TIME))) - timedelta(days=1)
    missed = Obligation.objects.filter(
        duty=duties.T6.full_code,
        due_at__gt=last - timedelta(days=days),
        due_at__lte=last,
        met_at=None,
        suspended_at=None,
        case__closed_at=None,
        case__state__in=BEING_HANDLED,
    ).exclude(outcome=Obligation.Outcome.CANCELLED)
    counted = missed.values("case_id").annotate(days=Count("id")).filter(days__gte=days)
    return list(counted.values_list("case_id", flat=True))


def _behind_their_time(at: datetime, book: Book) -> list[int]:
    share, progress = Decimal(book.value(rules.SLOW_TIME_USED)), Decimal(book.value(rules.SLOW_PROGRESS))
    orders = OrderRecord.objects.filter(case__state__in=BEING_HANDLED, percent__lt=progress, issued_at__isnull=False)
    return [order.pk for order in orders if time_used(order, at) >= share]


def time_used(order: OrderRecord, at: datetime) -> Decimal:
    """Percent of the time from issue to the effective deadline that has passed; 100 where there was none."""
    if order.issued_at is None:
        return Decimal(0)
    allowed = order.effective_deadline - order.issued_at
    if allowed <= timedelta(0):
        return Decimal(100)
    return Decimal((at - order.issued_at) // timedelta(seconds=1)) * 100 / Decimal(allowed // timedelta(seconds=1))


def list_candidates(at: datetime) -> int:
    """Put the day's candidates on the list and tell the group's staff; returns how many there are."""
    on = clock.day_of(at)
    rows = [SlowOrder(order_id=pk, on=on, reasons=reasons) for pk, reasons in slow_candidates(at).items()]
    SlowOrder.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        data = {"day": f"{on:%Y-%m-%d}", "orders": len(rows)}
        post(
            NoticeDraft("slow_candidates", f"slow_candidates:{on}:s{pk}", at, staff_id=pk, data=data)
            for pk in holders(Role.GROUP_AGENT, at)
        )
    return len(rows)


def note_review(order: OrderRecord, given: SlowReview, by: Actor, at: datetime) -> SlowOrder:
    """Write the three checks on the order's open candidate, or on today's list; Refused once that was submitted."""
    today = clock.day_of(at)
    row = order.slow_days.filter(reviewed_at=None).order_by("-on").first()
    row = row or order.slow_days.filter(on=today).first() or SlowOrder(order=order, on=today)
    if SlowSummary.objects.filter(on=row.on).exists():
        raise Refused(_("The summary of {day} has been submitted.").format(day=row.on), Why.WRONG_STATE)
    row.is_slow, row.remark = given.slow, given.remark
    row.plan_reasonable, row.people_adequate = given.plan_reasonable, given.people_adequate
    row.materials_adequate = given.materials_adequate
    row.reviewed_by, row.reviewed_at = by.staff, at
    row.save()
    return row


def slow_on(day: date) -> QuerySet[SlowOrder]:
    """The list of a day: candidates and what staff added, what is slow first."""
    rows = SlowOrder.objects.filter(on=day).select_related("order__case__project", "order__leader", "reviewed_by")
    return rows.order_by(F("is_slow").desc(nulls_first=True), "order_id")


def submit_summary(day: date, by: Actor) -> SlowSummary:
    """Report the day's slow orders to the deputy general manager (S3-26e). Refused while a check is missing."""
    now = clock.now()
    if by.staff is None or not parties.acts_as(by, Role.GROUP_AGENT, now):
        raise Refused(_("The summary is submitted by the group's customer-service staff."), Why.WRONG_ROLE)
    rows = SlowOrder.objects.filter(on=day)
    if unchecked := rows.filter(reviewed_at=None, order__case__closed_at=None).count():
        raise Refused(_("{count} candidates still lack their three checks.").format(count=unchecked), Why.WRONG_STATE)
    slow = rows.filter(is_slow=True).count()
    if slow == 0:
        raise Refused(_("No order of that day was found slow; there is nothing to report."), Why.WRONG_STATE)
    try:
        with transaction.atomic():
            made = SlowSummary.objects.create(on=day, orders=slow, submitted_by=by.staff, submitted_at=now)
            _tell_the_deputy(made)
    except IntegrityError:
        raise Refused(_("The summary of {day} has been submitted.").format(day=day), Why.WRONG_STATE) from None
    return made


def _tell_the_deputy(summary: SlowSummary) -> None:
    data = {"day": f"{summary.on:%Y-%m-%d}", "orders": summary.orders}
    post(
        NoticeDraft("slow_summary", f"slow_summary:{summary.on}:s{pk}", summary.submitted_at, staff_id=pk, data=data)
        for pk in holders(Role.GROUP_DGM, summary.submitted_at)
    )
