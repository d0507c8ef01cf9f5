"""Overdue work by day, week and month; the meetings and their plans (articles 30, 31, 32)."""

from __future__ import annotations

from datetime import date

import pytest

from shouwen.complaints.discipline import carrying, meetings, overdue
from shouwen.complaints.flows import Meeting, Order
from shouwen.complaints.models import CarryOver, MeetingRecord, OverdueItem, OverdueSummary, PlanItem
from shouwen.kernel import clock, jobs
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Notice
from tests.factories.sanctions import finished_after, long_overdue, take
from tests.factories.story import Story, agreed, at

pytestmark = pytest.mark.django_db

FOUND = {"cause": "materials", "detail": "未到货", "channel": "phone", "content": "催", "promised": "明日到"}


def built(told: Story, when: str) -> OverdueSummary:
    with clock.moved_to(at(when)):
        jobs.run_due(at(when), since=at(when[:10] + " 00:00"), only=["complaints.overdue"])
    return OverdueSummary.objects.get(on=date.fromisoformat(when[:10]))


@pytest.mark.requirement("S3-30a")
def test_the_day_after_the_deadline_the_order_is_on_the_summary_with_what_it_cost() -> None:
    told = agreed()  # due the 8th, 12:00
    told.sweep("2024-05-10 08:00")
    assert not built(told, "2024-05-08 08:30").items.exists()
    item = built(told, "2024-05-10 08:30").items.get()
    assert (item.days_late, item.penalty, item.is_serious) == (2, 300, False)
    assert (item.responsible, item.leader) == (
        told.cast.staff["head_property_repair"],
        told.cast.staff["leader_property_engineering"],
    )
    with clock.moved_to(at("2024-05-10 09:00")):
        for who in ("dgm", "agent"):
            with pytest.raises(Refused):
                overdue.confirm(item.summary.on, told.cast.actor(who))
        overdue.confirm(item.summary.on, told.cast.actor("group_agent"))
        with pytest.raises(Refused):
            overdue.confirm(item.summary.on, told.cast.actor("group_agent"))
    assert Notice.objects.filter(code="overdue_summary", staff=told.cast.staff["dgm"]).exists()


@pytest.mark.requirement("S3-30b")
def test_without_a_cause_the_deputys_item_stays_and_each_day_brings_it_again() -> None:
    told = agreed()
    told.sweep("2024-05-10 08:00")
    built(told, "2024-05-10 08:30")
    assert overdue.left_for_the_deputy(at("2024-05-10 09:00")) == 1
    with pytest.raises(Refused):
        told.take(Order.explain_delay, "dgm", "2024-05-10 09:00", given={**FOUND, "cause": ""})
    assert overdue.left_for_the_deputy(at("2024-05-10 09:00")) == 1
    told.take(Order.explain_delay, "dgm", "2024-05-10 09:10", given=FOUND)
    assert overdue.left_for_the_deputy(at("2024-05-10 09:20")) == 0
    assert Notice.objects.filter(code="leader_urged", staff=told.cast.staff["leader_property_engineering"]).exists()
    built(told, "2024-05-11 08:30")
    assert overdue.left_for_the_deputy(at("2024-05-11 09:00")) == 1


@pytest.mark.requirement("S3-30c")
def test_from_the_sixteenth_day_the_days_nobody_urged_the_chairman_are_listed() -> None:
    told = long_overdue()
    for day in ("23", "24", "25", "26"):
        built(told, f"2024-05-{day} 08:30")
    assert OverdueItem.objects.filter(is_serious=True).count() == 3
    urging = {"channel": "phone", "content": "请过问", "promised": "本周"}
    told.take(Order.urge_chairman, "gm", "2024-05-25 12:30", given=urging)
    one = overdue.serious_today(at("2024-05-26 09:00"))[0]
    assert (one.is_urged_today, list(one.missed)) == (False, [date(2024, 5, 24)])


@pytest.mark.requirement("S3-31a")
def test_monday_lists_what_was_unfinished_on_sunday_at_midnight() -> None:
    told = long_overdue()
    assert told.order is not None
    finished_after(told)  # Saturday the 25th
    with clock.moved_to(at("2024-05-27 08:00")):
        jobs.run_due(clock.now(), since=at("2024-05-19 09:00"), only=["complaints.carry_over"])
    weeks = set(CarryOver.objects.values_list("week", flat=True))
    assert weeks == {date(2024, 5, 20)}
    row = CarryOver.objects.get()
    assert (row.order_id, row.age_days, row.days_late) == (told.order.pk, 14, 12)
    with clock.moved_to(at("2024-05-27 09:00")):
        assert carrying.list_the_week(date(2024, 5, 13), clock.now()) == 1  # a past week, listed again by hand
    assert carrying.breakdown(date(2024, 5, 20), "order__type") == [("maintenance", 1)]


def called(told: Story) -> MeetingRecord:
    with clock.moved_to(at("2024-05-20 08:00")):
        carrying.list_the_week(date(2024, 5, 20), clock.now())
    with clock.moved_to(at("2024-05-20 09:00")):
        return meetings.call_weekly(date(2024, 5, 20), told.cast.actor("gm")).meeting


@pytest.mark.requirement("S3-31b")
def test_the_weekly_meeting_brings_its_agenda_and_calls_those_responsible() -> None:
    told = agreed()
    told.sweep("2024-05-20 08:00")
    meeting = called(told)
    head = told.cast.staff["head_property_repair"]
    assert meeting.chair == told.cast.staff["gm"]
    assert [point.order.case for point in meeting.agenda.all()] == [told.order]
    assert [one.person for one in meeting.attendances.all()] == [head]
    assert Notice.objects.filter(code="meeting_called", staff=head).exists()
    with clock.moved_to(at("2024-05-20 09:10")), pytest.raises(Refused):
        meetings.call_weekly(date(2024, 5, 20), told.cast.actor("gm"))


@pytest.mark.requirement("S3-31c")
def test_an_item_of_the_plan_is_reminded_late_reported_and_closes_the_meeting() -> None:
    told = agreed()
    told.sweep("2024-05-20 08:00")
    meeting = called(told)
    assert told.order is not None
    held = {"started_at": "2024-05-20 15:00", "ended_at": "2024-05-20 16:00", "minutes": "逐单过", "came": []}
    take(told, Meeting.hold, meeting.case, "gm", "2024-05-20 17:00", **held)
    item = {"order": told.order.number, "measure": "重做防水", "due_on": "2024-05-22"}
    take(told, Meeting.add_item, meeting.case, "gm", "2024-05-20 17:10", **item)
    with pytest.raises(Refused):
        take(told, Meeting.close, meeting.case, "gm", "2024-05-20 17:20")
    head = told.cast.staff["head_property_repair"]
    for when, code in (("2024-05-21 09:00", "plan_item_due"), ("2024-05-23 09:00", "plan_item_late")):
        with clock.moved_to(at(when)):
            assert meetings.remind(clock.now()) == 1
        assert Notice.objects.filter(code=code, staff=head).exists()
    row = PlanItem.objects.get()
    with pytest.raises(Refused):
        told.take(Order.finish_plan_item, "agent", "2024-05-23 10:00", given={"item": row.pk, "result": "已做"})
    told.take(
        Order.finish_plan_item, "head_property_repair", "2024-05-23 10:00", given={"item": row.pk, "result": "做完"}
    )
    assert take(told, Meeting.close, meeting.case, "gm", "2024-05-23 11:00").state == Meeting.State.CLOSED


@pytest.mark.requirement("S3-32a", "S3-32b")
def test_the_months_meeting_lists_the_special_orders_left_over_and_each_needs_a_requirement() -> None:
    told = agreed()
    grading = {"level": "group", "verification": "五户"}
    told.take(Order.grade, "gm", "2024-05-07 09:00", given=grading)
    with clock.moved_to(at("2024-06-01 00:30")):
        jobs.run_due(clock.now(), since=at("2024-05-31 00:00"), only=["complaints.monthly_meeting"])
    meeting = MeetingRecord.objects.get(kind="monthly", period=date(2024, 6, 1))
    assert [point.order.case for point in meeting.agenda.all()] == [told.order]
    assert told.order is not None
    held = {"started_at": "2024-06-05 15:00", "ended_at": "2024-06-05 16:00", "minutes": "逐宗", "came": []}
    take(told, Meeting.hold, meeting.case, "vice_president", "2024-06-05 17:00", **held)
    with pytest.raises(Refused) as refusal:
        take(told, Meeting.close, meeting.case, "vice_president", "2024-06-05 17:10")
    assert refusal.value.code == "wrong_state"
    item = {"order": told.order.number, "measure": "一周内换管", "due_on": "2024-06-12"}
    take(told, Meeting.add_item, meeting.case, "vice_president", "2024-06-05 17:20", **item)
    assert PlanItem.objects.get().kind == "requirement"


@pytest.mark.requirement("S3-32a")
def test_a_monthly_meeting_nobody_held_is_missed_when_the_month_ends() -> None:
    agreed()
    for when in ("2024-06-01 00:30", "2024-07-01 00:30"):
        with clock.moved_to(at(when)):
            jobs.run_due(clock.now(), since=at("2024-05-31 00:00"), only=["complaints.monthly_meeting"])
    states = dict(MeetingRecord.objects.values_list("period", "case__state"))
    assert states == {date(2024, 6, 1): "missed", date(2024, 7, 1): "called"}
