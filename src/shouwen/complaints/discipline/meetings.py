"""Calling the weekly and the monthly meeting, marking a missed one, reminding of their plans (S3-31, S3-32)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shouwen.complaints.discipline import agenda, rules
from shouwen.complaints.discipline.payloads import Calling
from shouwen.complaints.discipline.words import MeetingKind, MeetingState
from shouwen.complaints.flows.meeting import Meeting, chairs_of
from shouwen.complaints.models import MeetingRecord, OrderRecord, PlanItem
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves, rulebook
from shouwen.kernel.access import ENGINE, Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Case
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.people.models import Staff


def call_weekly(week: date, by: Actor, planned_at: datetime | None = None, venue: str = "") -> Case:
    """从周清单一键建会 (S3-31b): agenda and people come from the week's list. Refused without a list, or twice."""
    points = agenda.points_of(MeetingKind.WEEKLY, week)
    if not points:
        raise Refused(_("No order was carried over into that week."), Why.WRONG_STATE)
    given = Calling(kind=MeetingKind.WEEKLY, period=week, planned_at=planned_at, venue=venue)
    return moves.start(Meeting.call, _place(points, by.staff), by=by, given=given).case


def call_monthly(month: date, at: datetime) -> Case | None:
    """每月 1 日: the vice-president's task, once a month (S3-32a). None where it is there, or no project is yet."""
    if MeetingRecord.objects.filter(kind=MeetingKind.MONTHLY, period=month).exists() or not Project.objects.exists():
        return None
    chair = Staff.objects.filter(pk__in=chairs_of(MeetingKind.MONTHLY, at)).order_by("pk").first()
    place = _place(agenda.points_of(MeetingKind.MONTHLY, month), chair)
    given = Calling(kind=MeetingKind.MONTHLY, period=month)
    return moves.start(Meeting.call, place, by=ENGINE, given=given, occurred_at=at).case


def _place(points: Sequence[OrderRecord], agent: Staff | None) -> moves.Place:
    projects = Project.objects.select_related("org").order_by("id")
    project = projects.get(pk=points[0].case.project_id) if points else projects.first()
    if project is None:
        raise Refused(_("There is no project yet."))
    return moves.Place(project, agent=agent)


def miss_the_unheld(month: date) -> int:
    """未召开至月末标漏: monthly meetings of earlier months that were called and never held; how many."""
    unheld = MeetingRecord.objects.filter(
        kind=MeetingKind.MONTHLY, period__lt=month, case__state=MeetingState.CALLED
    ).order_by("period")
    missed = list(unheld.values_list("case_id", flat=True))
    for case_id in missed:
        moves.take(Meeting.miss, case_id, by=ENGINE)
    return len(missed)


def open_items() -> QuerySet[PlanItem]:
    """Everything a plan asks and nobody has done, the most urgent first."""
    items = PlanItem.objects.filter(done_at=None).select_related("order__case", "person", "company", "meeting__case")
    return items.order_by("due_on", "id")


def remind(at: datetime) -> int:
    """Tell whoever has an item due soon, and, every day, whoever is late with one; how many were told."""
    today = clock.day_of(at)
    soon = today + timedelta(days=rulebook.value(rules.ITEM_REMIND_DAYS, at))
    drafts = [_reminder(item, today, at) for item in open_items().filter(due_on__lte=soon)]
    post(drafts)
    return len(drafts)


def _reminder(item: PlanItem, today: date, at: datetime) -> NoticeDraft:
    code = "plan_item_late" if item.due_on < today else "plan_item_due"
    data = {"measure": item.measure, "due_on": f"{item.due_on:%Y-%m-%d}"}
    key = f"{code}:{item.pk}:{today}"
    return NoticeDraft(code, key, at, staff_id=item.person_id, case_id=item.order_id, data=data)
