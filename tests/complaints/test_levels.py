"""Levels: proposed by many, decided by one; what follows for the chairman and the general manager (article 33)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shouwen.complaints import levels, special
from shouwen.complaints.flows import Order
from shouwen.complaints.models import (
    ChairmanUrging,
    Escalation,
    LevelProposal,
    OrderRecord,
    Sanction,
    SolutionItem,
    SpecialAssessment,
)
from shouwen.complaints.suggest import major_signs
from shouwen.kernel import clock, rulebook
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Notice, Obligation, PenaltyLine
from tests.factories import centre
from tests.factories.story import Story, agreed, at, issued, submitted

pytestmark = pytest.mark.django_db

GROUP = {"level": "group", "verification": "同一栋六户均渗水", "households": 6}
URGED = {"channel": "phone", "content": "请今日到场", "promised": "下午到场"}


def record(told: Story) -> OrderRecord:
    assert told.order is not None
    return OrderRecord.objects.select_related("case").get(case=told.order)


def special_order(level: str = "group", **changes: Any) -> Story:
    """An order graded before its issue at 11:10."""
    told = submitted(**changes)
    told.take(Order.endorse, "dgm", "2024-05-06 10:40", given={"opinion": "同意"})
    told.take(Order.grade, "gm", "2024-05-06 11:00", given=GROUP | {"level": level})
    told.take(Order.issue, "gm", "2024-05-06 11:10", given={"opinion": "签发"})
    return told


def told_to(code: str) -> list[str]:
    found = Notice.objects.filter(code=code, channel=Notice.Channel.INBOX).order_by("id")
    return [notice.staff.name for notice in found if notice.staff]


# ---- proposals and the verification ----------------------------------------------------------------------------------


@pytest.mark.requirement("S3-33a")
@pytest.mark.parametrize("who", ["agent", "group_agent", "dgm"])
def test_a_proposal_changes_nothing_until_the_general_manager_has_verified(who: str) -> None:
    told = submitted()
    told.take(Order.propose_level, who, "2024-05-06 10:25", given={"level": "group", "grounds": "疑似群体性"})
    assert record(told).level == "general"
    assert told_to("level_proposed") == ["gm"]
    told.take(Order.grade, "gm", "2024-05-06 10:30", given=GROUP)
    proposal = LevelProposal.objects.get()
    assert (record(told).level, proposal.decided_level, proposal.decided_at) == (
        "group",
        "group",
        at("2024-05-06 10:30"),
    )


@pytest.mark.requirement("S3-33a")
def test_the_same_level_is_proposed_once_and_only_by_those_who_may() -> None:
    told = submitted()
    given = {"level": "common", "grounds": "三户"}
    told.take(Order.propose_level, "agent", "2024-05-06 10:25", given=given)
    with pytest.raises(Refused):
        told.take(Order.propose_level, "dgm", "2024-05-06 10:26", given=given)
    with pytest.raises(Refused):
        told.take(Order.propose_level, "head_property_repair", "2024-05-06 10:27", given=given)
    assert LevelProposal.objects.count() == 1


@pytest.mark.requirement("S3-33a")
def test_a_verification_without_its_facts_is_refused() -> None:
    told = submitted()
    with pytest.raises(Refused) as refused:
        told.take(Order.grade, "gm", "2024-05-06 10:30", given={"level": "group"})
    assert refused.value.code == Why.BAD_PAYLOAD
    assert record(told).level == "general"


@pytest.mark.parametrize(
    ("demand", "signs"),
    [
        ("电梯坠落,老人受伤住院", ("受伤", "住院")),
        ("再不处理就找记者曝光", ("记者", "曝光")),
        ("漏水泡坏地板,要求赔偿12万元", ("12万元",)),
        ("漏水泡坏地板,要求赔偿9.9万元", ()),
        ("物业费每年2000000元太贵", ()),
        ("卫生间顶板渗水", ()),
    ],
)
def test_safety_media_and_a_large_claim_make_it_look_major(demand: str, signs: tuple[str, ...]) -> None:
    found = major_signs(demand, Decimal(100_000))
    assert [sign for sign in found if sign in signs or sign != "坠落"] == list(signs)


@pytest.mark.requirement("S3-33a")
def test_grave_words_propose_a_major_complaint_and_the_rulebook_says_what_a_large_claim_is() -> None:
    with rulebook.rehearsing({"complaints.level.major.claim": "5000"}):
        told = submitted(demand="漏水泡坏地板,要求赔偿6000元")
    proposal = LevelProposal.objects.get()
    assert (proposal.level, proposal.by, record(told).level) == ("major", None, "general")
    assert "6000元" in proposal.grounds


# ---- the chairman ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("S3-05b", "S3-33b")
def test_grading_makes_the_chairman_responsible_at_once_and_the_issue_goes_to_him() -> None:
    told = submitted()
    told.take(Order.endorse, "dgm", "2024-05-06 10:40", given={"opinion": "同意"})
    told.take(Order.grade, "gm", "2024-05-06 11:00", given=GROUP)
    told.take(Order.issue, "gm", "2024-05-06 11:10", given={"opinion": "签发"})
    assert record(told).responsible == told.cast.staff["chairman_property"]
    sms = Notice.objects.get(code="order_issued", channel=Notice.Channel.SMS)
    assert sms.staff == told.cast.staff["chairman_property"]


@pytest.mark.requirement("S3-05b")
def test_graded_after_the_issue_the_chairman_takes_over_what_is_owed() -> None:
    told = agreed()
    told.take(Order.grade, "gm", "2024-05-06 14:00", given=GROUP)
    chairman = told.cast.staff["chairman_property"]
    assert record(told).responsible == chairman
    assert Obligation.objects.get(code="T8", settled_at=None).debtor == chairman
    assert told_to("order_handed_on") == ["chairman_property"]


@pytest.mark.requirement("S3-21e")
def test_late_days_cost_the_chairman_once_and_the_leader_as_leader() -> None:
    told = special_order()
    told.sweep("2024-05-12 00:06")
    late = PenaltyLine.objects.filter(code="P15").order_by("id")
    paid = [(line.person.name, line.amount) for line in late if line.person]
    assert paid.count(("chairman_property", 100)) == 2
    assert paid.count(("leader_property_engineering", 50)) == 2
    assert len(paid) == 4


@pytest.mark.requirement("S3-21e")
def test_a_chairman_who_also_stands_in_as_leader_pays_once() -> None:
    told = special_order()
    OrderRecord.objects.update(leader=told.cast.staff["chairman_property"])
    told.sweep("2024-05-11 00:06")
    assert [line.person.name for line in PenaltyLine.objects.filter(code="P15") if line.person] == ["chairman_property"]


# ---- the special-assessment list -------------------------------------------------------------------------------------


@pytest.mark.requirement("S3-33c")
def test_a_special_order_is_listed_at_its_issue_and_only_the_general_manager_takes_it_off_with_a_reason() -> None:
    told = special_order()
    assert [row.order for row in special.listed_for(told.cast.actor("gm"))] == [record(told)]
    with pytest.raises(Refused):
        told.take(Order.remove_special, "dgm", "2024-05-07 09:00", given={"reason": "误列"})
    with pytest.raises(Refused):
        told.take(Order.remove_special, "gm", "2024-05-07 09:00", given={"reason": ""})
    told.take(Order.remove_special, "gm", "2024-05-07 09:01", given={"reason": "误列"})
    row = SpecialAssessment.objects.get()
    assert (row.removal_reason, row.removed_by, row.households) == ("误列", told.cast.staff["gm"], 6)
    assert list(special.listed_for(told.cast.actor("gm"))) == []
    assert list(special.listed_for(told.cast.actor("gm"), removed=True)) == [row]


@pytest.mark.requirement("S3-33c")
def test_graded_later_it_is_listed_then_and_graded_back_it_is_taken_off() -> None:
    told = issued()
    assert not SpecialAssessment.objects.exists()
    told.take(Order.grade, "gm", "2024-05-06 14:00", given=GROUP)
    assert SpecialAssessment.objects.get().households == 6
    told.take(Order.grade, "gm", "2024-05-06 15:00", given={"level": "general", "verification": "仅一户"})
    assert SpecialAssessment.objects.get().removal_reason == "仅一户"


@pytest.mark.requirement("S3-33c")
def test_the_month_knows_what_stood_on_the_list() -> None:
    told = special_order()
    in_may = special.special_in(at("2024-05-01 00:00"), at("2024-06-01 00:00"))
    assert [row.order for row in in_may] == [record(told)]
    assert not special.special_in(at("2024-04-01 00:00"), at("2024-05-01 00:00")).exists()


# ---- urging in person ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("S3-33d")
def test_from_the_day_after_the_issue_the_general_manager_owes_an_urging_every_day() -> None:
    told = special_order()
    gm = told.cast.actor("gm")
    assert special.to_urge(gm, at("2024-05-06 23:59")) == 0
    assert special.to_urge(gm, at("2024-05-07 08:30")) == 1
    told.take(Order.urge_chairman, "gm", "2024-05-07 09:00", given=URGED)
    assert special.to_urge(gm, at("2024-05-07 09:01")) == 0
    assert special.to_urge(gm, at("2024-05-08 08:30")) == 1
    assert told_to("chairman_urged") == ["chairman_property"]
    urged = ChairmanUrging.objects.get()
    assert (urged.by, urged.chairman.name) == (told.cast.staff["gm"], "chairman_property")


@pytest.mark.requirement("S3-33d")
def test_neither_the_deputy_nor_a_delegate_urges_for_the_general_manager() -> None:
    told = special_order()
    gm, stand_in = told.cast.staff["gm"], told.cast.staff["group_agent"]
    centre.delegate(gm, stand_in, at("2024-05-07 00:00"), at("2024-05-09 00:00"))
    for name in ("dgm", "group_agent"):
        with pytest.raises(Refused) as refused:
            told.take(Order.urge_chairman, name, "2024-05-07 09:00", given=URGED)
        assert refused.value.code == Why.WRONG_ROLE
    assert not ChairmanUrging.objects.exists()


@pytest.mark.requirement("S3-33d")
def test_the_days_without_urging_are_listed() -> None:
    told = special_order()
    told.take(Order.urge_chairman, "gm", "2024-05-08 09:00", given=URGED)
    order = record(told)
    missed = levels.days_not_urged(order, at("2024-05-10 12:00"), {clock.day_of(at("2024-05-08 09:00"))})
    assert [f"{day:%m-%d}" for day in missed] == ["05-07", "05-09"]


# ---- the special meeting ---------------------------------------------------------------------------------------------


MEETING = {"started_at": "2024-05-06 15:00", "ended_at": "2024-05-06 16:00"}
MINUTES = {"responsible": "何建川", "solution": "重做防水", "finish_at": "2024-05-09 18:00"}


@pytest.mark.requirement("S3-33e")
def test_the_regional_chairman_owes_the_meeting_from_the_issue_and_nobody_else_can_chair_it() -> None:
    told = special_order(type="marketing_contract")
    owed = told.owed("T13")
    assert (owed.debtor, owed.due_at) == (told.cast.staff["chairman_region"], at("2024-05-07 11:10"))
    other = told.cast.staff["head_marketing"].pk
    with pytest.raises(Refused) as refused:
        told.take(Order.hold_meeting, "chairman_region", "2024-05-06 17:00", given=MEETING | {"chair": other})
    assert "chair" in refused.value.fields
    with pytest.raises(Refused):
        told.take(Order.hold_meeting, "head_marketing", "2024-05-06 17:00", given=MEETING)
    told.take(
        Order.hold_meeting, "chairman_region", "2024-05-06 17:00",
        given=MEETING | {"chair": told.cast.staff["chairman_region"].pk, "attendees": "营销部、工程部"},
    )  # fmt: skip
    assert told.owed("T13").met_at == at("2024-05-06 15:00")


@pytest.mark.requirement("S3-33f")
def test_a_major_repair_complaint_is_the_property_companys_chairmans_meeting() -> None:
    told = special_order("major")
    assert told.owed("T13").debtor == told.cast.staff["chairman_property"]
    with pytest.raises(Refused):
        told.take(Order.hold_meeting, "chairman_region", "2024-05-06 17:00", given=MEETING)


@pytest.mark.requirement("S3-33g")
def test_minutes_need_a_person_for_every_solution() -> None:
    told = special_order()
    told.take(Order.hold_meeting, "chairman_property", "2024-05-06 17:00", given=MEETING)
    for wrong in ({"responsible": " "}, {"more": ["|更换管道|2024-05-12"]}, {"more": ["更换管道 2024-05-12"]}):
        with pytest.raises(Refused) as refused:
            told.take(Order.file_minutes, "chairman_property", "2024-05-06 18:00", given=MINUTES | wrong)
        assert refused.value.code == Why.BAD_PAYLOAD
    assert not SolutionItem.objects.exists()
    given = MINUTES | {"more": ["李工|更换管道|2024-05-12", "王工｜复查｜2024-05-13 10:00"]}
    told.take(Order.file_minutes, "chairman_property", "2024-05-06 18:00", given=given)
    assert [(item.responsible, item.finish_at) for item in SolutionItem.objects.order_by("id")] == [
        ("何建川", at("2024-05-09 18:00")),
        ("李工", at("2024-05-12 18:00")),
        ("王工", at("2024-05-13 10:00")),
    ]


@pytest.mark.requirement("S3-33h")
@pytest.mark.parametrize(("filed", "outcome"), [("2024-05-07 16:00", "met"), ("2024-05-07 16:00:01", "breached")])
def test_the_minutes_are_in_time_to_the_second_and_a_breach_stands_in_the_list(filed: str, outcome: str) -> None:
    told = special_order()
    told.take(Order.hold_meeting, "chairman_property", "2024-05-06 17:00", given=MEETING)
    told.take(Order.file_minutes, "chairman_property", filed, given=MINUTES)
    assert told.owed("T9").outcome == outcome
    row = special.rows_of(list(special.listed_for(told.cast.actor("gm"))), at("2024-05-08 00:00"))[0]
    assert row.minutes is not None
    assert row.minutes.is_breached is (outcome == "breached")


@pytest.mark.requirement("S3-33h")
@pytest.mark.parametrize("missing", MINUTES)
def test_minutes_without_one_of_the_three_contents_are_not_filed(missing: str) -> None:
    told = special_order()
    told.take(Order.hold_meeting, "chairman_property", "2024-05-06 17:00", given=MEETING)
    given = {name: value for name, value in MINUTES.items() if name != missing}
    with pytest.raises(Refused):
        told.take(Order.file_minutes, "chairman_property", "2024-05-06 18:00", given=given)
    assert told.owed("T9").outcome == "open"


# ---- the task force --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("S3-33i")
def test_at_a_special_level_the_task_force_is_due_at_once_without_any_flag() -> None:
    told = special_order()
    assert told_to("task_force_due") == ["gm"]
    row = special.rows_of(list(special.listed_for(told.cast.actor("gm"))), at("2024-05-06 12:00"))[0]
    assert row.needs_task_force
    force = {"leader": "周总", "members": "工程、客服", "site": "1栋", "starts_at": "2024-05-06 14:00"}
    told.take(Order.form_task_force, "gm", "2024-05-06 12:00", given=force)
    report = {"arrived_at": "2024-05-06 14:00", "findings": "管井渗漏", "result": "已关阀", "latitude": "31.2304"}
    with pytest.raises(Refused) as refused:
        told.take(Order.report_task_force, "group_agent", "2024-05-06 15:00", given=report)
    assert refused.value.code == Why.MISSING_EVIDENCE
    told.take(Order.report_task_force, "group_agent", "2024-05-06 15:00", ("site_photo",), given=report)
    order = record(told)
    assert order.task_force_reported_at == at("2024-05-06 15:00")
    again = special.rows_of(list(special.listed_for(told.cast.actor("gm"))), at("2024-05-06 16:00"))[0]
    assert not again.needs_task_force


# ---- out of the house ------------------------------------------------------------------------------------------------


BRAND = {"kind": "brand", "occurred_at": "2024-05-07 08:00", "facts": "本地论坛热帖"}


@pytest.mark.requirement("S3-33j")
def test_a_brand_event_by_slow_handling_proposes_a_severe_sanction_for_the_chairman() -> None:
    told = agreed()
    told.take(Order.record_escalation, "group_agent", "2024-05-07 09:00", given=BRAND | {"cause": "slow_solution"})
    sanction = Sanction.objects.get(code="P10")
    assert (sanction.person, sanction.order) == (told.cast.staff["chairman_property"], record(told))
    assert (sanction.decided_at, sanction.clause) == (None, "第三十三条")
    assert Escalation.objects.get().sanction == sanction
    assert set(told_to("complaint_escalated")) == {"gm", "chairman_property"}
    assert (record(told).has_brand_event, record(told).is_escalated) == (True, False)


@pytest.mark.requirement("S3-33j")
def test_the_cause_may_be_judged_later_and_another_cause_brings_no_sanction() -> None:
    told = agreed()
    hotline = {"kind": "hotline", "occurred_at": "2024-05-07 08:00", "facts": "12345 转办"}
    told.take(Order.record_escalation, "agent", "2024-05-07 09:00", given=hotline | {"cause": "attitude"})
    assert not Sanction.objects.filter(code="P10").exists()
    told.take(Order.record_escalation, "agent", "2024-05-07 09:10", given=BRAND)
    assert not Sanction.objects.filter(code="P10").exists()
    judged = {"cause": "slow_solution", "facts": "三日未到场"}
    with pytest.raises(Refused):
        told.take(Order.judge_escalation, "agent", "2024-05-07 10:00", given=judged)
    told.take(Order.judge_escalation, "gm", "2024-05-07 10:00", given=judged)
    assert Sanction.objects.get(code="P10").person == told.cast.staff["chairman_property"]
    with pytest.raises(Refused):
        told.take(Order.judge_escalation, "gm", "2024-05-07 10:01", given=judged)


def test_an_escalation_cannot_lie_ahead_and_proposes_a_higher_level() -> None:
    told = agreed()
    with pytest.raises(Refused):
        told.take(Order.record_escalation, "agent", "2024-05-07 07:59", given=BRAND)
    told.take(Order.record_escalation, "agent", "2024-05-07 08:00", given=BRAND)
    assert LevelProposal.objects.get().level == "major"


# ---- claims ----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("S3-34c")
def test_at_a_special_level_even_a_small_claim_is_the_chairmans() -> None:
    told = special_order()
    told.take(Order.raise_claim, "agent", "2024-05-06 12:00", given={"amount": 1000, "demand": "地板"})
    report = {"report": "属实", "proposal": "补偿"}
    told.take(Order.submit_claim_report, "head_property_repair", "2024-05-06 13:00", given=report)
    decision = {"approved": True, "amount": 800, "instruction": "补偿八百元"}
    with pytest.raises(Refused) as refused:
        told.take(Order.decide_claim, "leader_property_engineering", "2024-05-06 14:00", given=decision)
    assert refused.value.code == Why.WRONG_ROLE
    told.take(Order.decide_claim, "chairman_property", "2024-05-06 14:05", given=decision)
    assert record(told).claims.get().state == "approved"


@pytest.mark.requirement("S3-34b")
def test_nobody_approves_more_than_was_claimed() -> None:
    told = agreed()
    told.take(Order.raise_claim, "agent", "2024-05-06 14:00", given={"amount": 10_000, "demand": "地板"})
    report = {"report": "属实", "proposal": "补偿"}
    told.take(Order.submit_claim_report, "head_property_repair", "2024-05-06 15:00", given=report)
    leader = "leader_property_engineering"
    decision = {"approved": True, "amount": "10000.01", "instruction": "补偿"}
    with pytest.raises(Refused, match=r"10000\.00 .*10000\.01 ") as refused:
        told.take(Order.decide_claim, leader, "2024-05-06 16:00", given=decision)
    assert (list(refused.value.fields), record(told).claims.get().state) == (["amount"], "in_approval")
    told.take(Order.decide_claim, leader, "2024-05-06 16:05", given={**decision, "amount": 10_000})
    assert record(told).claims.get().approved_amount == 10_000


@pytest.mark.requirement("S3-34b")
def test_a_rejected_claim_pays_nothing_whatever_stands_in_its_amount() -> None:
    told = agreed()
    told.take(Order.raise_claim, "agent", "2024-05-06 14:00", given={"amount": 10_000, "demand": "地板"})
    report = {"report": "不属实", "proposal": "不予补偿"}
    told.take(Order.submit_claim_report, "head_property_repair", "2024-05-06 15:00", given=report)
    decision = {"approved": False, "amount": 500_000, "instruction": "不予补偿"}
    told.take(Order.decide_claim, "leader_property_engineering", "2024-05-06 16:00", given=decision)
    assert (record(told).claims.get().state, record(told).claims.get().approved_amount) == ("rejected", 0)
