"""Following up, slow orders, urging, task forces and poor handling (articles 21, 26 and 27)."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.complaints import supervision
from shouwen.complaints.flows import Order
from shouwen.complaints.jobs import list_slow_orders
from shouwen.complaints.models import OrderRecord, Sanction, SlowOrder, SlowSummary
from shouwen.complaints.supervision import Coverage
from shouwen.kernel import clock, jobs, rulebook
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Event, JobRun, Notice, Obligation
from tests.factories.story import Story, agreed, at, issued, submitted

pytestmark = pytest.mark.django_db

HEAD = "head_property_repair"
CHECKS = {"plan_reasonable": True, "people_adequate": False, "materials_adequate": True}


def progress(told: Story, when: str, percent: int) -> None:
    told.take(Order.report_progress, HEAD, when, given={"note": "进场", "percent": percent})


def record(told: Story) -> OrderRecord:
    assert told.order is not None
    return OrderRecord.objects.get(case=told.order)


def told_to(code: str) -> list[str]:
    found = Notice.objects.filter(code=code, channel=Notice.Channel.INBOX).order_by("id")
    return [notice.staff.name for notice in found if notice.staff]


def submit(told: Story, by: str, when: str) -> SlowSummary:
    with clock.moved_to(at(when)):
        return supervision.submit_summary(clock.day_of(clock.now()), told.cast.actor(by))


@pytest.mark.requirement("S3-26b")
def test_todays_follow_ups_are_counted_and_tomorrow_they_are_due_again() -> None:
    told = agreed()
    staff = told.cast.actor("group_agent")
    assert supervision.coverage(staff, at("2024-05-06 14:00")) == Coverage(due=1, done=0)
    told.take(Order.follow_up, "group_agent", "2024-05-06 14:10", given={"remark": "已与工长通话"})
    assert supervision.coverage(staff, at("2024-05-06 14:20")) == Coverage(due=1, done=1)
    assert supervision.left_to_follow_up(staff, at("2024-05-06 14:20"), most=100) == 0
    assert supervision.coverage(staff, at("2024-05-07 08:00")) == Coverage(due=1, done=0)
    assert supervision.left_to_follow_up(staff, at("2024-05-07 08:00"), most=100) == 1
    assert supervision.left_to_follow_up(staff, at("2024-05-07 08:00"), most=0) == 0
    assert Event.objects.get(code="complaints.order.follow_up").data["given"] == {"remark": "已与工长通话"}


@pytest.mark.requirement("S3-26b")
def test_only_issued_orders_are_followed_up_and_only_by_the_groups_staff() -> None:
    told = submitted()
    assert supervision.coverage(told.cast.actor("group_agent"), at("2024-05-06 10:30")).due == 0
    told = issued()
    with pytest.raises(Refused):
        told.take(Order.follow_up, "agent", "2024-05-06 14:10", given={"remark": "我来"})


@pytest.mark.requirement("S3-26c")
def test_much_of_the_time_used_with_little_progress_is_a_candidate() -> None:
    told = agreed()
    progress(told, "2024-05-06 17:00", 30)
    progress(told, "2024-05-07 17:00", 30)
    order = record(told)
    late = at("2024-05-08 05:00")
    assert round(supervision.time_used(order, late)) == 86
    assert supervision.slow_candidates(late) == {order.pk: [supervision.TIME_USED]}
    with rulebook.rehearsing({"complaints.slow.time_used": "90"}):
        assert supervision.slow_candidates(late) == {}
    with rulebook.rehearsing({"complaints.slow.progress": "30"}):
        assert supervision.slow_candidates(late) == {}


@pytest.mark.requirement("S3-26c")
def test_exactly_eighty_percent_of_the_time_counts_and_half_done_does_not() -> None:
    told = agreed()
    Obligation.objects.update(suspended_at=at("2024-05-06 13:00"))  # nobody owes an update meanwhile
    order = record(told)
    order.issued_at, order.negotiated_finish_at = at("2024-05-06 00:00"), at("2024-05-11 00:00")
    order.ordered_finish_at, order.percent = at("2024-05-11 00:00"), 49
    order.save()
    assert supervision.slow_candidates(at("2024-05-09 23:59:59")) == {}
    assert supervision.slow_candidates(at("2024-05-10 00:00")) == {order.pk: [supervision.TIME_USED]}
    OrderRecord.objects.update(percent=50)
    assert supervision.slow_candidates(at("2024-05-10 00:00")) == {}


@pytest.mark.requirement("S3-26c")
def test_a_day_without_an_update_puts_the_order_on_the_stored_list_once() -> None:
    told = agreed()
    told.sweep("2024-05-06 18:01")
    with clock.moved_to(at("2024-05-06 18:05")):
        assert jobs.run_due(clock.now(), since=at("2024-05-06 18:00")) == 1
        assert jobs.run_due(clock.now(), since=at("2024-05-06 18:00")) == 0
        list_slow_orders(clock.now())
    row = SlowOrder.objects.get()
    assert (row.order, row.on.isoformat(), row.reasons) == (record(told), "2024-05-06", [supervision.NO_UPDATE])
    assert told_to("slow_candidates") == ["group_agent"]
    assert JobRun.objects.get(job="complaints.slow_orders").result == {"candidates": 1}


@pytest.mark.requirement("S3-26c")
def test_who_reported_before_the_cut_is_no_candidate_and_who_reported_a_second_late_is() -> None:
    told = agreed()
    progress(told, "2024-05-06 17:59", 30)
    assert supervision.slow_candidates(at("2024-05-06 18:05")) == {}
    progress(told, "2024-05-07 18:00:01", 40)
    assert supervision.slow_candidates(at("2024-05-07 18:05")) == {record(told).pk: [supervision.NO_UPDATE]}


@pytest.mark.requirement("S3-26d")
@pytest.mark.parametrize("left_out", CHECKS)
def test_none_of_the_three_checks_may_be_left_out(left_out: str) -> None:
    told = agreed()
    given = {"slow": True, **{name: value for name, value in CHECKS.items() if name != left_out}}
    with pytest.raises(Refused) as refusal:
        told.take(Order.mark_slow, "group_agent", "2024-05-06 18:10", given=given)
    assert list(refusal.value.fields) == [left_out]


@pytest.mark.requirement("S3-26d", "S3-26e")
def test_the_summary_waits_for_every_check_then_reaches_the_deputy_once() -> None:
    told = agreed()
    supervision.list_candidates(at("2024-05-06 18:05"))
    with pytest.raises(Refused) as refusal:
        submit(told, "group_agent", "2024-05-06 18:08")
    assert refusal.value.code == Why.WRONG_STATE
    told.take(Order.mark_slow, "group_agent", "2024-05-06 18:10", given={"slow": True, **CHECKS, "remark": "缺工"})
    with pytest.raises(Refused):
        submit(told, "agent", "2024-05-06 18:12")
    summary = submit(told, "group_agent", "2024-05-06 18:20")
    assert (summary.orders, summary.submitted_at) == (1, at("2024-05-06 18:20"))
    assert told_to("slow_summary") == ["dgm"]
    row = SlowOrder.objects.get()
    assert (row.people_adequate, row.reviewed_by, row.remark) == (False, told.cast.staff["group_agent"], "缺工")
    assert record(told).is_slow
    with pytest.raises(Refused):
        submit(told, "group_agent", "2024-05-06 18:21")
    with pytest.raises(Refused):
        told.take(Order.mark_slow, "group_agent", "2024-05-06 18:30", given={"slow": False, **CHECKS})
    assert SlowSummary.objects.count() == 1


@pytest.mark.requirement("S3-26e")
def test_a_candidate_that_proves_not_slow_is_not_reported() -> None:
    told = agreed()
    supervision.list_candidates(at("2024-05-06 18:05"))
    told.take(Order.mark_slow, "group_agent", "2024-05-06 18:10", given={"slow": False, **CHECKS})
    with pytest.raises(Refused):
        submit(told, "group_agent", "2024-05-06 18:20")
    assert not SlowSummary.objects.exists()


@pytest.mark.requirement("S3-26f")
def test_the_deputy_urges_the_leader_who_is_told_and_the_promise_stands_in_the_history() -> None:
    told = agreed()
    words = {"channel": "phone", "content": "请增派两人", "promised": "明早八点到位"}
    with pytest.raises(Refused):
        told.take(Order.urge_leader, "group_agent", "2024-05-06 18:30", given=words)
    told.take(Order.urge_leader, "dgm", "2024-05-06 18:30", given=words)
    assert told_to("leader_urged") == ["leader_property_engineering"]
    assert Event.objects.get(code="complaints.order.urge_leader").data["given"] == words


def flagged(told: Story, when: str, *, slow: bool, risk: bool) -> None:
    given: dict[str, Any] = {"seriously_slow": slow, "escalation_risk": risk, "grounds": "业主欲上访"}
    told.take(Order.warn, "group_agent", when, given=given)


FORCE = {"leader": "李总", "members": "工程、物业各一人", "site": "1 栋", "starts_at": "2024-05-07 09:00"}
REPORT = {"arrived_at": "2024-05-07 09:05", "findings": "材料未到", "result": "当日进场"}


@pytest.mark.requirement("S3-27a")
def test_both_flags_call_the_general_manager_and_one_alone_does_not() -> None:
    told = agreed()
    flagged(told, "2024-05-06 18:00", slow=True, risk=False)
    assert told_to("task_force_due") == []
    with pytest.raises(Refused):
        told.take(Order.form_task_force, "gm", "2024-05-06 18:10", given=FORCE)
    flagged(told, "2024-05-06 18:20", slow=True, risk=True)
    flagged(told, "2024-05-06 18:25", slow=True, risk=True)
    assert told_to("task_force_due") == ["gm"]


@pytest.mark.requirement("S3-27a")
def test_the_task_force_is_formed_and_reports_from_the_site_with_photos() -> None:
    told = agreed()
    flagged(told, "2024-05-06 18:20", slow=True, risk=True)
    with pytest.raises(Refused):
        told.take(Order.report_task_force, "gm", "2024-05-06 18:30", ("site_photo",), given=REPORT)
    told.take(Order.form_task_force, "gm", "2024-05-06 18:30", given=FORCE)
    assert record(told).task_force_at == at("2024-05-06 18:30")
    with pytest.raises(Refused) as refusal:
        told.take(Order.report_task_force, "gm", "2024-05-07 11:00", given=REPORT)
    assert refusal.value.code == Why.MISSING_EVIDENCE
    told.take(Order.report_task_force, "gm", "2024-05-07 11:00", ("site_photo",), given=REPORT)
    facts = Event.objects.get(code="complaints.order.report_task_force").data
    assert facts["given"]["result"] == "当日进场"
    assert [proof["kind"] for proof in facts["proofs"]] == ["site_photo"]


@pytest.mark.requirement("S3-27a")
def test_at_a_special_level_the_task_force_needs_no_flag() -> None:
    told = agreed()
    told.take(Order.grade, "gm", "2024-05-06 17:00", given={"level": "major", "verification": "涉及安全"})
    told.take(Order.form_task_force, "gm", "2024-05-06 17:10", given=FORCE)
    assert record(told).task_force_at == at("2024-05-06 17:10")


@pytest.mark.requirement("S3-21f")
@pytest.mark.parametrize(
    ("leader", "person"), [("leader", "leader_property_engineering"), ("chairman", "chairman_property")]
)
def test_poor_handling_is_recorded_against_the_leader_who_is_told(leader: str, person: str) -> None:
    told = agreed()
    given = {"leader": leader, "facts": "两周未到场", "sanction": "通报批评并扣减年终奖"}
    with pytest.raises(Refused):
        told.take(Order.record_failure, HEAD, "2024-05-07 10:00", given=given)
    told.take(Order.record_failure, "dgm", "2024-05-07 10:00", given=given)
    entry = Sanction.objects.get()
    assert (entry.code, entry.clause, entry.person.name) == ("P9", "第二十一条", person)
    assert (entry.facts, entry.decision) == ("两周未到场", "通报批评并扣减年终奖")
    assert (entry.decided_by, entry.decided_at) == (told.cast.staff["dgm"], at("2024-05-07 10:00"))
    assert told_to("failure_recorded") == [person]
