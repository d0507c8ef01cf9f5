"""Clues, investigations, complaints about specialists, violations other domains find (articles 10, 11, 37, 40)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.complaints import sanctions
from shouwen.complaints.discipline import clues, violations
from shouwen.complaints.flows import AboutAgent, Discipline, Order
from shouwen.complaints.models import AgentComplaint, DisciplineRecord, Sanction
from shouwen.exchange.violations import Violation
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, Notice
from shouwen.web.desk.noticed import just_now
from tests.factories.sanctions import long_overdue, proposed, take
from tests.factories.story import Story, agreed, at, issued, story

pytestmark = pytest.mark.django_db

S = Discipline.State


def searched(when: str) -> int:
    with clock.moved_to(at(when)):
        return clues.search(clock.now())


def reported(told: Story, cause: str, who: str) -> Case:
    person = told.cast.staff[who]
    with clock.moved_to(at("2024-05-25 12:30")):
        place = sanctions.place_for(person.pk, None, clock.now())
        given = {"cause": cause, "to": person.pk, "facts": "多次"}
        return moves.start(Discipline.report, place, by=told.cast.actor("group_agent"), given=given).case


@pytest.mark.requirement("S3-37b")
def test_the_sixteenth_late_day_is_a_clue_once() -> None:
    told = long_overdue()
    assert searched("2024-05-26 00:20") == 1
    assert searched("2024-05-27 00:20") == 0
    record = DisciplineRecord.objects.get()
    assert (record.cause, record.person) == ("delay", told.cast.staff["head_property_repair"])
    assert not Sanction.objects.filter(code="P19").exists()


@pytest.mark.requirement("S3-37c")
def test_a_call_back_that_contradicts_the_visit_is_a_clue_to_false_work() -> None:
    told = long_overdue()
    blocked = {"kind": "refused", "visited_at": "2024-05-25 12:00", "facts": "拒绝"}
    told.take(Order.record_blocked, "head_property_repair", "2024-05-25 12:10", given=blocked)
    denied = {"outcome": "denied", "next_visit_at": "2024-05-25 16:00", "note": "从未拒绝"}
    told.take(Order.call_back, "group_agent", "2024-05-25 12:20", given=denied)
    searched("2024-05-26 00:20")
    assert DisciplineRecord.objects.filter(cause="false_work", source="call_back").count() == 1


@pytest.mark.requirement("S3-37c")
def test_a_customer_who_denies_the_signature_opens_a_clue_with_the_order_at_once_and_the_centre_is_told() -> None:
    told = long_overdue()
    told.take(Order.deny_signature, "agent", "2024-05-25 12:10", given={"note": "我没有签过字"})
    record = DisciplineRecord.objects.get(source="signature")
    assert (record.cause, record.order, record.person) == (
        "false_work",
        told.order.order,  # type: ignore[union-attr]
        told.cast.staff["head_property_repair"],
    )
    hearing = set(Notice.objects.filter(code="grave_clue").values_list("staff__name", flat=True))
    assert hearing == {"group_agent", "dgm"}
    searched("2024-05-26 00:20")
    assert DisciplineRecord.objects.filter(cause="false_work").count() == 1


@pytest.mark.requirement("S3-37c")
def test_what_is_said_in_confidence_is_no_news_on_the_accused_persons_workbench() -> None:
    told = long_overdue()
    told.take(Order.deny_signature, "agent", "2024-05-25 12:10", given={"note": "我没有签过字"})

    def heard(name: str) -> list[str]:
        return [str(one.title) for one in just_now(Actor.of(told.cast.staff[name]))]

    said = str(Order.deny_signature.title)
    assert any(said in text for text in heard("gm"))
    assert any(said in text for text in heard("agent"))  # the own words
    assert not any(said in text for text in heard("head_property_repair"))


def test_nobody_can_deny_what_was_never_signed() -> None:
    told = issued()
    with pytest.raises(Refused):
        told.take(Order.deny_signature, "agent", "2024-05-06 12:10", given={"note": "没有签过"})


@pytest.mark.requirement("S3-24h", "S3-24i")
@pytest.mark.parametrize(("answer", "source", "grave"), [("smoked", "conduct", False), ("took_gifts", "gift", True)])
def test_what_the_customer_saw_in_the_home_is_a_clue_with_the_group(answer: str, source: str, grave: bool) -> None:  # noqa: FBT001
    told = agreed()
    photos = ("completion_signed", "photo_before", "photo_during", "photo_after")
    done = {"site_cleared": True}
    told.take(Order.apply_closure, "head_property_repair", "2024-05-07 11:00", photos, given=done)
    given = {"score": 3, "solved": True, answer: True}
    told.take(Order.verify_closure, "agent", "2024-05-07 11:10", given=given)
    assert DisciplineRecord.objects.get().source == source
    assert Notice.objects.filter(code="grave_clue").exists() is grave


@pytest.mark.requirement("S3-37d")
def test_the_sanction_of_a_refusal_turns_into_one_case_whoever_presses_first() -> None:
    told = long_overdue()
    refusal = {"department": "engineering", "facts": "三次不接", "sanction": "通报"}
    told.take(Order.sanction_refusal, "head_property_repair", "2024-05-25 12:10", given=refusal)
    sanction = Sanction.objects.get(code="P1")
    with clock.moved_to(at("2024-05-25 12:20")):
        first = clues.open_from(sanction, clock.now())
        assert clues.open_from(sanction, clock.now()) == first
    searched("2024-05-26 00:20")
    assert DisciplineRecord.objects.get(cause="shirking").case == first
    with pytest.raises(Refused), clock.moved_to(at("2024-05-26 09:00")):
        clues.open_from(proposed(told, "P3", "agent"), clock.now())


@pytest.mark.requirement("S3-37d")
def test_a_sanctioned_refusal_and_a_second_reassignment_are_clues_to_shirking() -> None:
    told = long_overdue()
    refusal = {"department": "engineering", "facts": "三次不接", "sanction": "通报"}
    told.take(Order.sanction_refusal, "head_property_repair", "2024-05-25 12:10", given=refusal)
    for minute, department in (("20", "engineering"), ("30", "property_repair")):
        given = {"first_department": department, "reason": "推诿"}
        told.take(Order.reassign, "gm", f"2024-05-25 12:{minute}", given=given)
    searched("2024-05-26 00:20")
    found = DisciplineRecord.objects.filter(cause="shirking").values_list("source", "person__name")
    assert set(found) == {("cooperation", "head_engineering"), ("reassigned", "head_property_repair")}


def test_the_search_goes_back_a_month_however_much_is_on_record() -> None:
    long_overdue()
    proposed_at = Sanction.objects.filter(code="P17").earliest("proposed_at").proposed_at
    with clock.moved_to(proposed_at + clues.LOOKS_BACK + timedelta(seconds=1)):
        assert clues.search(clock.now()) == 0
    with clock.moved_to(proposed_at + clues.LOOKS_BACK):
        assert clues.search(clock.now()) == 1


@pytest.mark.requirement("S3-37d")
def test_who_passed_it_on_first_may_be_long_ago() -> None:
    told = long_overdue()
    for day, department in (("2024-05-25", "engineering"), ("2024-07-25", "property_repair")):
        given = {"first_department": department, "reason": "推诿"}
        told.take(Order.reassign, "gm", f"{day} 12:20", given=given)
    searched("2024-07-26 00:20")
    assert DisciplineRecord.objects.filter(cause="shirking", source="reassigned").count() == 1


def test_what_is_known_is_looked_up_at_once() -> None:
    told = long_overdue()
    searched("2024-05-26 00:20")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert searched("2024-05-27 00:20") == 0
        return len(asked)

    one = questions()
    first = Sanction.objects.filter(code="P17").earliest("id")
    for person in ("agent", "agent2", "dgm"):
        Sanction.objects.create(
            order=first.order, code="P17", clause=first.clause, person=told.cast.staff[person], facts="超期",
            proposed_at=first.proposed_at,
        )  # fmt: skip
    searched("2024-05-26 00:30")
    assert DisciplineRecord.objects.filter(source="overdue").count() == 4
    assert questions() == one


@pytest.mark.requirement("S3-37a", "S3-37e")
@pytest.mark.parametrize(("cause", "who"), [("uncorrected", "head_engineering"), ("covering", "agent")])
def test_a_clue_is_investigated_and_only_with_a_report_it_leads_to_a_proposal(cause: str, who: str) -> None:
    told = long_overdue()
    case = reported(told, cause, who)
    assert not visible_cases(Actor.of(told.cast.staff[who])).filter(pk=case.pk).exists()
    take(told, Discipline.investigate, case, "group_agent", "2024-05-25 13:00")
    with pytest.raises(Refused) as refusal:
        take(told, Discipline.substantiate, case, "dgm", "2024-05-25 14:00", findings="属实")
    assert refusal.value.code == "missing_evidence"
    proofs = ("investigation_report",)
    case = take(told, Discipline.substantiate, case, "dgm", "2024-05-25 14:00", findings="属实", proofs=proofs)
    proposal = Sanction.objects.get(code="P19")
    assert (case.state, proposal.person) == (S.SUBSTANTIATED, told.cast.staff[who])
    assert DisciplineRecord.objects.get(case=case).sanction == proposal


@pytest.mark.requirement("S3-11a")
def test_a_complaint_about_a_specialist_never_reaches_the_accused() -> None:
    told = story()
    accused = told.cast.staff["agent"]
    place = moves.Place(told.cast.projects["P1"], agent=told.cast.staff["agent2"])
    given = {"to": accused.pk, "fault": "attitude", "customer_name": "李先生", "words": "态度差"}
    with clock.moved_to(at("2024-05-06 10:00")):
        with pytest.raises(Refused):
            moves.start(AboutAgent.report, place, by=told.cast.actor("agent"), given=given)
        case = moves.start(AboutAgent.report, place, by=told.cast.actor("agent2"), given=given).case
    seen = [w for w in ("agent", "agent2", "group_agent") if visible_cases(told.cast.actor(w)).filter(pk=case.pk)]
    assert seen == ["group_agent"]
    assert not Notice.objects.filter(staff=accused).exists()
    take(told, AboutAgent.investigate, case, "group_agent", "2024-05-06 11:00")
    verdict = {"findings": "监控属实", "answer": "已致歉"}
    take(told, AboutAgent.verify, case, "group_agent", "2024-05-06 12:00", **verdict)
    record = AgentComplaint.objects.get(case=case)
    assert record.sanction is not None
    assert (record.sanction.code, record.sanction.person) == ("P3", accused)


@pytest.mark.requirement("S3-11a")
def test_what_is_not_verified_costs_nothing() -> None:
    told = story()
    place = moves.Place(told.cast.projects["P1"])
    given = {"to": told.cast.staff["agent"].pk, "fault": "poor_work", "customer_name": "李", "words": "慢"}
    with clock.moved_to(at("2024-05-06 10:00")):
        case = moves.start(AboutAgent.report, place, by=told.cast.actor("group_agent"), given=given).case
    take(told, AboutAgent.investigate, case, "group_agent", "2024-05-06 11:00")
    take(told, AboutAgent.reject, case, "group_agent", "2024-05-06 12:00", findings="不实", answer="已说明")
    assert not Sanction.objects.exists()


def said(told: Story, code: str, key: str = "check:1") -> Violation:
    return Violation(
        key=key,
        person_id=told.cast.staff["agent"].pk,
        clause="第十条",
        ref="S3-10b",
        code=code,
        kind="失职问责",
        facts="上班玩手机",
        at=at("2024-05-06 09:30"),
        evidence_ids=(7,),
        project_id=told.cast.projects["P1"].pk,
    )


@pytest.mark.requirement("S3-10b")
def test_a_violation_on_the_video_proposes_one_sanction_with_its_evidence() -> None:
    told = story()
    with clock.moved_to(at("2024-05-06 17:00")):
        violations.hear(said(told, "P2"))
        violations.hear(said(told, "P2"))
    row = Sanction.objects.get()
    assert (row.code, row.kind, row.evidence_ids, row.person) == ("P2", "失职问责", [7], told.cast.staff["agent"])


@pytest.mark.requirement("S3-37f")
def test_a_violation_of_the_quarterly_inspection_is_a_clue_first() -> None:
    told = story()
    with clock.moved_to(at("2024-05-06 17:00")):
        violations.hear(said(told, "P20"))
        violations.hear(said(told, "P20"))
        with pytest.raises(ValueError, match="P7"):
            violations.hear(said(told, "P7"))
    assert DisciplineRecord.objects.get().evidence_ids == [7]
    assert not Sanction.objects.exists()
