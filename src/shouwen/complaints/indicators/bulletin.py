"""通报: the month's ranking, published by the general manager to every company, with who has read it (S3-38c)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shouwen.complaints import parties
from shouwen.complaints.indicators import reading
from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.indicators.month import before
from shouwen.complaints.indicators.reading import Reading
from shouwen.complaints.models import BulletinReader, MonthReport
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.people.models import OrgUnit
from shouwen.people.queries import holders
from shouwen.people.roles import OrgKind, Role

CENTRE: Final = (Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM)
SENT_TO: Final = (Role.CHAIRMAN, Role.LEADER_IN_CHARGE, Role.DEPARTMENT_HEAD, Role.PROJECT_GM)
COLUMNS: Final = ("composite_score", "on_time_rate", "handling_efficiency", "satisfaction_score")
SECTIONS: Final = {
    OrgKind.PROJECT: _lazy("Projects"),
    OrgKind.REGIONAL_COMPANY: _lazy("Regional companies"),
    OrgKind.PROPERTY_COMPANY: _lazy("Property companies"),
}
BESIDE: Final = ("handling_hours", "overdue_days", "satisfied_share")


@dataclass(frozen=True)
class Placed:
    """One place in the ranking; ``score.rank`` is None where one of the three indicators is missing."""

    org: OrgUnit
    readings: dict[str, Reading]
    before: int | None = None

    @property
    def score(self) -> Reading:
        return self.readings["composite_score"]

    @property
    def moved(self) -> int | None:
        """Ranks won since last month (negative: lost)."""
        return self.before - self.score.rank if self.before and self.score.rank else None


def ranking(report: MonthReport, kinds: Iterable[str]) -> list[Placed]:
    """The places of some kinds that have any of the figures, best first; who is not ranked comes last."""
    figures = report.figures.filter(code__in=COLUMNS, org__kind__in=list(kinds))
    orgs = {org.pk: org for org in OrgUnit.objects.filter(pk__in=figures.values("org")).select_related("parent")}
    readings = reading.of_places(report, list(orgs), [*COLUMNS, *BESIDE])
    earlier = _ranks_of(before(report.month), orgs)
    placed = [Placed(org, readings[pk], earlier.get(pk)) for pk, org in orgs.items()]
    return sorted(placed, key=lambda one: (one.score.rank is None, one.score.rank or 0, one.org.pk))


def _ranks_of(month: date, orgs: Iterable[int]) -> dict[int, int]:
    report = reading.report_of(month)
    if report is None:
        return {}
    rows = report.figures.filter(code="composite_score", org__in=list(orgs), rank__isnull=False)
    return {org: rank for org, rank in rows.values_list("org_id", "rank") if org and rank}


def may_read(report: MonthReport, actor: Actor) -> bool:
    """A published bulletin is for every company; before that only the group's centre sees it."""
    if report.published_at is not None:
        return bool(reading.places_of(actor))
    return works_in_the_centre(actor)


def works_in_the_centre(actor: Actor) -> bool:
    return bool(parties.roles_of(actor, clock.now()) & set(CENTRE))


def recount(month: date, by: Actor) -> MonthReport:
    """Count the month again; Refused once it is published, and to anybody outside the centre."""
    if not works_in_the_centre(by):
        raise Refused(_("Only the group's service centre counts a month."), Why.WRONG_ROLE)
    report = freeze(month)
    if report.published_at is not None:
        raise Refused(_("The bulletin is published; its figures stay as they are."), Why.WRONG_STATE)
    return report


def publish(month: date, remark: str, by: Actor) -> MonthReport:
    """Send the bulletin to all companies; from now on the database refuses every change of its figures.

    Refused to anybody but the general manager, for a month that is not over, and a second time.
    """
    now = clock.now()
    if not parties.acts_as(by, Role.GROUP_GM, now) or by.staff is None:
        raise Refused(_("The bulletin is published by the group's general manager."), Why.WRONG_ROLE)
    with transaction.atomic():
        report = MonthReport.objects.select_for_update().filter(month=month).first()
        if report is None or not reading.is_whole(report):
            raise Refused(_("This month is not counted to its end yet."), Why.WRONG_STATE)
        if report.published_at is not None:
            raise Refused(_("This bulletin is published already."), Why.WRONG_STATE)
        report.published_at, report.published_by, report.remark = now, by.staff, remark.strip()[:1000]
        report.save(update_fields=["published_at", "published_by", "remark"])
        _send(report, now)
    return report


def _send(report: MonthReport, at: datetime) -> None:
    people = list(dict.fromkeys(pk for role in SENT_TO for pk in holders(role, at)))
    BulletinReader.objects.bulk_create(
        [BulletinReader(report=report, staff_id=pk, sent_at=at) for pk in people], ignore_conflicts=True
    )
    data = {"month": f"{report.month:%Y-%m}"}
    post(
        NoticeDraft("bulletin_published", f"bulletin:{report.month}:s{pk}", at, staff_id=pk, data=data) for pk in people
    )


def confirm_reading(report: MonthReport, by: Actor) -> bool:
    """The reader says so; False for whom it was not sent to, or who has said so before."""
    if by.staff_id is None:
        return False
    unread = BulletinReader.objects.filter(report=report, staff_id=by.staff_id, read_at=None)
    return bool(unread.update(read_at=clock.now()))


def readers(report: MonthReport) -> list[BulletinReader]:
    """Everybody it was sent to, who has not read it first."""
    found = report.readers.select_related("staff")
    return sorted(found, key=lambda reader: (reader.read_at is not None, reader.staff.name, reader.pk))
