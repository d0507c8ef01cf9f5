"""The months gone by: bulletins out and mostly read, the newest one a draft; the month under way is counted."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from shouwen.complaints.indicators import bulletin
from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.indicators.month import following, month_of
from shouwen.complaints.models import BulletinReader, MonthReport
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.people.models import Staff

PUBLISHED_AFTER = timedelta(hours=33)  # drafted at 01:30 on the first, out on the second in the morning
SILENT = 7  # one reader in so many has not confirmed


def publish(end: datetime) -> None:
    """Publish every counted month but the newest; its general manager still has to."""
    manager = Staff.objects.get(staff_no="zj001")
    counted = list(MonthReport.objects.filter(published_at=None).order_by("month"))
    for report in counted[:-1]:
        at = clock.at_time(following(report.month), time()) + PUBLISHED_AFTER
        with clock.moved_to(at):
            bulletin.publish(report.month, "", Actor.of(manager))
        receipts = BulletinReader.objects.filter(report=report)
        receipts.exclude(pk__in=[pk for pk in receipts.values_list("pk", flat=True) if pk % SILENT == 0]).update(
            read_at=at + timedelta(hours=3)
        )
    freeze(month_of(end), end)
