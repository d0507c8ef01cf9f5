"""Effects of calling, holding and closing a meeting, and of the items of its plan (第三十一条、第三十二条)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouwen.complaints.discipline import agenda, payloads
from shouwen.complaints.discipline.words import ItemKind, MeetingKind
from shouwen.complaints.flows.meeting import Meeting, chairs_of
from shouwen.complaints.models import AgendaPoint, Attendance, MeetingRecord, PlanItem
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Nothing


def _wrong(field: str, says: str) -> Refused:
    return Refused(says, Why.BAD_PAYLOAD, {field: [says]})


@Meeting.call.does
def bring_agenda_and_people(meeting: MeetingRecord, act: Act[payloads.Calling]) -> None:
    """自动带出议程与参会人 (S3-31b, S3-32b); one meeting for each week and each month."""
    given = act.given
    if MeetingRecord.objects.filter(kind=given.kind, period=given.period).exists():
        raise Refused(_("This meeting has been called."), Why.WRONG_STATE)
    meeting.kind, meeting.period = given.kind.value, given.period
    meeting.planned_at, meeting.venue = given.planned_at, given.venue
    meeting.chair_id = next(iter(chairs_of(meeting.kind, act.at)), None)
    act.case.title = f"{meeting.get_kind_display()} {given.period:%Y-%m-%d}"
    points = agenda.points_of(given.kind, given.period)
    people = agenda.people_for(given.kind, points, act.at)
    AgendaPoint.objects.bulk_create(AgendaPoint(meeting=meeting, order=order) for order in points)
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person_id=person, company_id=company) for person, company in people.items()
    )


@Meeting.plan.does
def set_time_and_venue(meeting: MeetingRecord, act: Act[payloads.Planning]) -> None:
    meeting.planned_at, meeting.venue = act.given.planned_at, act.given.venue


@Meeting.hold.does
def keep_the_minutes(meeting: MeetingRecord, act: Act[payloads.Held]) -> None:
    """谁到会、会议纪要."""
    given = act.given
    if not given.started_at <= given.ended_at <= act.at:
        raise _wrong("ended_at", _("A meeting ends after it began, and before its minutes are entered."))
    meeting.started_at, meeting.ended_at, meeting.minutes = given.started_at, given.ended_at, given.minutes
    called = meeting.attendances.all()
    called.filter(person_id__in=given.came).update(came=True)
    called.exclude(person_id__in=given.came).update(came=False)


@Meeting.add_item.does
def put_it_on_the_plan(meeting: MeetingRecord, act: Act[payloads.Item]) -> None:
    """整改计划:谁、做什么、何时完成; the person is told (S3-31c, S3-32b)."""
    given = act.given
    point = meeting.agenda.filter(order__case__number=given.order.strip().upper()).select_related("order").first()
    if point is None:
        raise _wrong("order", _("This order is not on the agenda."))
    if given.due_on < clock.day_of(act.at):
        raise _wrong("due_on", _("The day lies in the past."))
    person = given.to or point.order.responsible_id
    if person is None:
        raise _wrong("to", _("Name a person."))
    kind = ItemKind.REQUIREMENT if meeting.kind == MeetingKind.MONTHLY else ItemKind.MEASURE
    item = PlanItem.objects.create(
        meeting=meeting,
        kind=kind,
        order=point.order,
        measure=given.measure,
        company_id=point.order.company_id,
        person_id=person,
        due_on=given.due_on,
    )
    act.facts["item"] = item.pk
    act.tells("plan_item", [person])


@Meeting.close.does
def nothing_is_left(meeting: MeetingRecord, _act: Act[Nothing]) -> None:
    """每宗须有专项整改要求 (S3-32b); every item is done (S3-31c)."""
    if open_items := meeting.items.filter(done_at=None).count():
        raise Refused(_("{count} items of the plan are still open.").format(count=open_items), Why.WRONG_STATE)
    without = meeting.agenda.exclude(order__in=meeting.items.values("order")).count()
    if meeting.kind == MeetingKind.MONTHLY and without:
        says = _("{count} orders of the agenda still lack their special requirement.")
        raise Refused(says.format(count=without), Why.WRONG_STATE)
