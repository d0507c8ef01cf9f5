"""Emergencies: told at once, timed step by step, reviewed at the end (S4-CMP-06)."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.complaints.crisis.panels import log_of
from shouwen.complaints.flows import Crisis, Handling, Order
from shouwen.improvement.models import SystemicIssue
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case, Event, Notice, Obligation
from shouwen.web.cases import panels
from shouwen.web.desk import noticed
from tests.complaints.handling import stage
from tests.factories.story import Story, at

pytestmark = pytest.mark.django_db
S = Crisis.State

ALARM = {
    "kind": "gathering", "grade": "iii", "place": "东门", "what": "二十余户业主聚集", "households": 23,
    "discovered_at": "2024-05-06 10:00", "first_action": "安管到场维持秩序",
}  # fmt: skip


def reported(told: Story | None = None, by: str = "agent", **more: Any) -> tuple[Story, Case]:
    told = told or stage.company()
    with clock.moved_to(at("2024-05-06 10:05")):
        place = moves.Place(told.cast.projects["P1"])
        done = moves.start(Crisis.report, place, by=told.cast.actor(by), given={**ALARM, **more})
    return told, done.case


def take(told: Story, case: Case, step: Step[Any], by: str, when: str, **given: Any) -> moves.Done:
    with clock.moved_to(at(f"2024-05-06 {when}")):
        return moves.take(step, case.pk, by=told.cast.actor(by), given=given)


def responding(told: Story, case: Case) -> None:
    commander = told.cast.staff["cs_manager"].pk
    given = {"commander": commander, "arrived_at": "2024-05-06 10:15", "first_measure": "与代表座谈"}
    take(told, case, Crisis.respond, "cs_manager", "10:20", **given, spokesperson="周主任")


def resolved() -> tuple[Story, Case]:
    told, case = reported()
    responding(told, case)
    said = {"counterpart": "customers", "channel": "in_person", "content": "当日十七时答复"}
    with pytest.raises(Refused):  # not a channel there is: refused, and nothing of it stays
        take(told, case, Crisis.log, "cs_manager", "10:29", **said)
    take(told, case, Crisis.log, "cs_manager", "10:30", **{**said, "channel": "visit"})
    take(told, case, Crisis.control, "cs_manager", "11:00", measures="业主已散去，推选代表")
    words = {"statement": "供水已恢复，按户减免", "informed": "街道、物业", "compensation": "3000", "losses": "500"}
    take(told, case, Crisis.resolve, "cs_manager", "17:00", **words)
    return told, case


@pytest.mark.requirement("S4-CMP-06")
def test_manager_and_deputy_are_told_at_the_instant_of_the_report_also_at_night() -> None:
    told, case = reported()
    told_to = Notice.objects.filter(code="crisis_reported", case=case)
    assert {(n.staff.name, n.channel) for n in told_to if n.staff} == {
        ("cs_manager", "inbox"), ("cs_manager", "sms"), ("deputy_gm", "inbox"), ("deputy_gm", "sms"),
    }  # fmt: skip
    assert {notice.at for notice in told_to} == {at("2024-05-06 10:05")}
    duty = Obligation.objects.get(case=case, code="RESPOND")
    assert (duty.debtor, duty.due_at) == (told.cast.staff["cs_manager"], at("2024-05-06 10:35"))


ON_THE_SPOT = {"arrived_at": "2024-05-06 10:15", "first_measure": "到场", "spokesperson": "周主任"}


def offered_the_command(case: Case) -> dict[str, Any]:
    return dict(panels.choices_for(Crisis.respond.code, "commander", case) or [])


@pytest.mark.requirement("S4-CMP-06")
def test_whoever_is_offered_is_put_in_command_and_told() -> None:
    told, case = reported()
    head = told.cast.staff["head_marketing"]
    assert str(head.pk) in offered_the_command(case)
    take(told, case, Crisis.respond, "cs_manager", "10:20", commander=head.pk, **ON_THE_SPOT)
    assert Event.objects.get(code=Crisis.respond.code).data["given"]["commander"] == head.pk
    assert Case.objects.get(pk=case.pk).crisis.commander == head
    assert set(Notice.objects.filter(code="crisis_command").values_list("staff", flat=True)) == {head.pk}


@pytest.mark.parametrize("who", ["cs_clerk", "agent", "gm"])
def test_nobody_else_is_put_in_command_told_or_named(who: str) -> None:
    told, case = reported()
    somebody = told.cast.staff[who]
    assert str(somebody.pk) not in offered_the_command(case)
    with pytest.raises(Refused) as refused:
        take(told, case, Crisis.respond, "cs_manager", "10:20", commander=somebody.pk, **ON_THE_SPOT)
    assert list(refused.value.fields) == ["commander"]
    assert not Notice.objects.filter(code="crisis_command").exists()


@pytest.mark.requirement("S4-CMP-06")
def test_without_a_deputy_of_the_company_the_vice_president_in_direct_charge_is_told() -> None:
    told = stage.company()
    told.cast.staff["deputy_gm"].appointments.all().delete()
    _told, case = reported(told)
    names = {n.staff.name for n in Notice.objects.filter(code="crisis_reported", case=case) if n.staff}
    assert names == {"cs_manager", "vice_president"}


@pytest.mark.requirement("S4-CMP-06")
def test_every_measure_stands_in_the_log_with_the_time_it_took() -> None:
    told, case = resolved()
    review = {"root_cause": "停水未预告", "improvement": "停水提前公告", "plan_revision": "增加备用水源"}
    take(told, case, Crisis.review, "cs_manager", "18:00", **review)
    log = log_of(Case.objects.get(pk=case.pk))
    instants = ["10:05", "10:20", "10:30", "11:00", "17:00", "18:00"]
    assert [entry.at for entry in log] == [at(f"2024-05-06 {one}") for one in instants]
    assert [entry.who for entry in log] == ["agent", *["cs_manager"] * 5]
    assert [entry.since_before for entry in log[:4]] == ["05:00", "15:00", "10:00", "30:00"]
    assert log[3].since_discovery.startswith("1 ")  # an hour since it was discovered
    assert "当日十七时答复" in log[2].text


@pytest.mark.requirement("S4-CMP-06")
def test_it_keeps_kind_grade_place_households_commander_speaker_losses_and_review() -> None:
    told, case = resolved()
    duty = Obligation.objects.get(case=case, code="REVIEW")
    assert (duty.due_at, Case.objects.get(pk=case.pk).state) == (at("2024-05-13 17:00"), S.RESOLVED)
    review = {
        "root_cause": "停水未预告",
        "improvement": "停水提前公告",
        "plan_revision": "增加备用水源",
        "is_systemic": True,
    }
    take(told, case, Crisis.review, "deputy_gm", "18:00", **review)
    found = Case.objects.get(pk=case.pk)
    crisis = found.crisis
    assert (crisis.kind, crisis.grade, crisis.place, crisis.households) == ("gathering", "iii", "东门", 23)
    assert (crisis.commander, crisis.spokesperson) == (told.cast.staff["cs_manager"], "周主任")
    assert (crisis.arrived_at, crisis.controlled_at) == (at("2024-05-06 10:15"), at("2024-05-06 11:00"))
    assert (crisis.losses, crisis.compensation, crisis.plan_revision) == (500, 3000, "增加备用水源")
    assert (found.state, found.closed_at) == (S.REVIEWED, at("2024-05-06 18:00"))
    assert SystemicIssue.objects.get().problem == "停水未预告"


def test_what_flares_up_again_is_no_longer_under_control_and_the_leadership_hears_of_it() -> None:
    told, case = reported()
    responding(told, case)
    take(told, case, Crisis.control, "cs_manager", "11:00", measures="已散去")
    take(told, case, Crisis.flare_up, "cs_assistant", "12:00", reason="再次聚集")
    found = Case.objects.get(pk=case.pk)
    assert (found.state, found.crisis.controlled_at) == (S.RESPONDING, None)
    again = Notice.objects.filter(code="crisis_reported", case=case, at=at("2024-05-06 12:00"), channel="inbox")
    assert {notice.staff.name for notice in again if notice.staff} == {"cs_manager", "deputy_gm"}


def test_nobody_arrives_before_the_discovery() -> None:
    told, case = reported()
    given = {"commander": told.cast.staff["cs_manager"].pk, "arrived_at": "2024-05-06 09:00", "first_measure": "到场"}
    with pytest.raises(Refused) as refused:
        take(told, case, Crisis.respond, "cs_manager", "10:20", **given, spokesperson="周主任")
    assert list(refused.value.fields) == ["arrived_at"]


def test_a_specialist_reports_but_does_not_declare_it_under_control() -> None:
    told, case = reported()
    responding(told, case)
    take(told, case, Crisis.note_action, "agent", "10:40", action="安抚业主")
    with pytest.raises(Refused) as refused:
        take(told, case, Crisis.control, "agent", "11:00", measures="散了")
    assert refused.value.code == Why.WRONG_ROLE


@pytest.mark.requirement("S4-CMP-06")
def test_while_it_is_out_of_hand_it_stands_on_the_leaderships_workbench() -> None:
    told, case = reported()
    deputy = told.cast.actor("deputy_gm")
    with clock.moved_to(at("2024-05-06 10:10")):
        shown = noticed.returned(deputy, [told.cast.staff["deputy_gm"].pk], leads=True)
    assert [one.case.pk for one in shown] == [case.pk]


@pytest.mark.requirement("S4-CMP-16")
def test_an_emergency_hands_its_complaint_to_a_supervision_order() -> None:
    told = stage.received()
    _told, case = reported(told)
    with pytest.raises(Refused) as refused:
        take(told, case, Crisis.escalate, "cs_manager", "10:21", reason="集团督办")
    assert refused.value.code == Why.WRONG_STATE
    assert told.complaint is not None
    take(told, case, Crisis.link, "cs_manager", "10:22", complaint=told.complaint.number)
    done = take(told, case, Crisis.escalate, "cs_manager", "10:25", reason="集团督办")
    order = Case.objects.get(parent=told.complaint, flow=Order.code)
    assert (done.opened, stage.handling(told).state) == ([order.number], Handling.State.ESCALATED)


def test_a_complaint_of_another_project_cannot_be_linked() -> None:
    told, case = reported()
    with pytest.raises(Refused) as refused:
        take(told, case, Crisis.link, "cs_manager", "10:22", complaint="TS-240506-999999")
    assert list(refused.value.fields) == ["complaint"]


@pytest.mark.parametrize("step", [Crisis.call_off, Crisis.escalate, Handling.escalate])
def test_alarms_are_called_off_and_orders_asked_for_one_by_one(step: Step[Any]) -> None:
    assert not step.in_bulk
