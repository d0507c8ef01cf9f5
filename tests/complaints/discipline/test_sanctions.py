"""A sanction: proposed, heard, decided within the bounds of its clause, in effect, filed (S3 §4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shouwen.complaints.flows import Order, Sanctioning
from shouwen.complaints.models import Sanction
from shouwen.kernel import clock, jobs, moves
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import BonusBase, Notice, PenaltyLine
from tests.factories.sanctions import long_overdue, proposed, take
from tests.factories.story import at, story

pytestmark = pytest.mark.django_db

S = Sanctioning.State
LATER = "2024-05-14 09:00"  # after the three days in which the person may state


def refused_fields(told, sanction, by="gm", when=LATER, **given) -> list[str]:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as refusal:
        take(told, Sanctioning.decide, sanction.case_id, by, when, opinion="属实", **given)
    return list(refusal.value.fields)


@pytest.mark.requirement("S3-37f")
def test_the_person_is_heard_first_or_it_is_said_why_not() -> None:
    told = story()
    sanction = proposed(told, "P19", "head_engineering")
    assert Notice.objects.filter(code="sanction_proposed", staff=told.cast.staff["head_engineering"]).exists()
    assert refused_fields(told, sanction, when="2024-05-11 09:00", measures=["demotion"]) == ["unheard"]
    case = take(told, Sanctioning.state, sanction.case_id, "head_engineering", "2024-05-11 10:00", statement="材料中断")
    assert case.state == S.STATED
    case = take(told, Sanctioning.decide, case, "gm", "2024-05-11 11:00", measures=["demotion"], opinion="属实")
    sanction.refresh_from_db()
    assert (case.state, sanction.measures, sanction.statement) == (S.IN_EFFECT, ["demotion"], "材料中断")
    for code, who in (("sanction_decided", "head_engineering"), ("sanction_to_file", "hr_centre")):
        assert Notice.objects.filter(code=code, staff=told.cast.staff[who]).exists()


@pytest.mark.requirement("S3-37f")
@pytest.mark.parametrize("measure", ["warning", "fine"])
def test_a_discipline_case_knows_four_measures_only(measure: str) -> None:
    told = story()
    sanction = proposed(told, "P19", "head_engineering")
    assert refused_fields(told, sanction, measures=[measure]) == ["measures"]
    assert refused_fields(told, sanction, measures=[]) == ["measures"]
    for_all = ["pay_cut", "demotion", "removal", "dismissal"]
    take(told, Sanctioning.decide, sanction.case_id, "gm", LATER, measures=for_all, opinion="属实")


@pytest.mark.requirement("S3-11b")
def test_a_verified_fault_costs_a_grade_at_least() -> None:
    told = story()
    sanction = proposed(told, "P3", "agent")
    assert refused_fields(told, sanction, measures=["warning"]) == ["measures"]
    assert refused_fields(told, sanction, measures=["pay_cut"]) == ["grades"]
    take(told, Sanctioning.decide, sanction.case_id, "gm", LATER, measures=["pay_cut"], grades=2, opinion="属实")
    sanction.refresh_from_db()
    assert (sanction.grades, sanction.decided_by) == (2, told.cast.staff["gm"])


@pytest.mark.requirement("S3-36d")
def test_a_leader_is_not_demoted_and_pays_between_a_fifth_and_a_half() -> None:
    told = long_overdue()
    leader = Sanction.objects.get(code="P18")
    when = "2024-05-29 09:00"
    assert refused_fields(told, leader, when=when, measures=["demotion"]) == ["measures"]
    assert refused_fields(told, leader, when=when, percent=60) == ["percent"]
    assert refused_fields(told, leader, when=when, percent=19) == ["percent"]
    take(told, Sanctioning.decide, leader.case_id or 0, "gm", when, percent=30, measures=["pay_cut"], opinion="属实")
    assert PenaltyLine.objects.filter(code="P18", percent=30, person=leader.person).count() == 1


@pytest.mark.requirement("S3-36c")
def test_what_replaces_the_daily_fines_takes_them_back_as_negative_lines() -> None:
    told = long_overdue()
    owner = Sanction.objects.get(code="P17")
    BonusBase.objects.create(person=owner.person, month=at("2024-05-01 00:00").date(), amount=5000)
    fines = PenaltyLine.objects.filter(person=owner.person, code__in=["P15", "P16"])
    assert sum(line.amount for line in fines) == Decimal(2300)
    when = "2024-05-29 09:00"
    take(told, Sanctioning.decide, owner.case_id or 0, "gm", when, percent=80, opinion="属实", replaces_fines=True)
    assert sum(line.amount for line in fines.all()) == Decimal(0)
    assert PenaltyLine.objects.get(code="P17").amount == Decimal(4000)


@pytest.mark.requirement("S3-36c")
def test_a_decision_for_a_later_day_takes_effect_on_that_day() -> None:
    told = story()
    sanction = proposed(told, "P19", "head_engineering")
    given = {"measures": ["removal"], "opinion": "属实", "effective_on": "2024-06-01"}
    case = take(told, Sanctioning.decide, sanction.case_id or 0, "gm", LATER, **given)
    assert case.state == S.DECIDED
    with clock.moved_to(at("2024-06-01 00:11")):
        jobs.run_due(clock.now(), since=at("2024-05-31 00:00"), only=["complaints.sanctions"])
    case.refresh_from_db()
    assert case.state == S.IN_EFFECT


@pytest.mark.requirement("S3-33j")
def test_against_a_chairman_the_vice_president_decides_and_nobody_about_himself() -> None:
    told = story()
    sanction = proposed(told, "P10", "chairman_region")
    given = {"measures": [], "opinion": "通报批评"}
    with pytest.raises(Refused) as refusal:
        take(told, Sanctioning.decide, sanction.case_id or 0, "gm", LATER, **given)
    assert refusal.value.code == "wrong_role"
    assert take(told, Sanctioning.decide, sanction.case_id or 0, "vice_president", LATER, **given).state == S.IN_EFFECT
    own = proposed(told, "P9", "gm")
    with pytest.raises(Refused):
        take(told, Sanctioning.decide, own.case_id or 0, "gm", LATER, **given)


@pytest.mark.requirement("S3-I02")
def test_a_sanction_is_seen_by_the_group_and_the_person_and_by_nobody_else_at_the_place() -> None:
    told = story()
    sanction = proposed(told, "P3", "agent")
    seen = {
        who: visible_cases(Actor.of(told.cast.staff[who])).filter(pk=sanction.case_id).exists()
        for who in ("agent", "agent2", "chairman_region", "head_engineering", "gm", "hr_centre")
    }
    assert [who for who, sees in seen.items() if sees] == ["agent", "gm", "hr_centre"]


@pytest.mark.requirement("S3-04d")
def test_a_refusal_to_cooperate_is_on_the_register_decided_by_the_first_head() -> None:
    told = long_overdue()
    given = {"department": "engineering", "facts": "三次不接", "sanction": "通报批评"}
    told.take(Order.sanction_refusal, "head_property_repair", "2024-05-25 12:10", given=given)
    row = Sanction.objects.get(code="P1")
    assert row.case is not None
    assert (row.case.state, row.decision, row.decided_by) == (
        S.IN_EFFECT,
        "通报批评",
        told.cast.staff["head_property_repair"],
    )
    take(told, Sanctioning.file, row.case, "hr_centre", "2024-05-25 12:20", filed_under="2024-12")
    with pytest.raises(Refused):
        take(told, Sanctioning.file, row.case, "hr_centre", "2024-05-25 12:30", filed_under="2024-13")


@pytest.mark.requirement("S3-21f")
def test_poor_handling_beyond_one_order_is_brought_against_a_leader() -> None:
    told = long_overdue()
    assert told.order is not None
    leader = told.cast.staff["leader_property_engineering"]
    place = moves.Place(told.cast.projects["P1"], agent=leader)
    with clock.moved_to(at("2024-05-25 12:10")):
        with pytest.raises(Refused) as refusal:
            moves.start(
                Sanctioning.bring,
                place,
                by=told.cast.actor("gm"),
                given={"to": leader.pk, "orders": "DD-1", "facts": "多单逾期"},
            )
        assert list(refusal.value.fields) == ["orders"]
        given = {"to": leader.pk, "orders": told.order.number, "facts": "多单逾期"}
        done = moves.start(Sanctioning.bring, place, by=told.cast.actor("gm"), given=given)
    row = Sanction.objects.get(case=done.case)
    assert (row.code, row.order_id, row.person) == ("P9", told.order.pk, leader)
    take(told, Sanctioning.drop, done.case, "gm", "2024-05-26 09:00", reason="查无实据")
    assert Notice.objects.filter(code="sanction_dropped", staff=leader).exists()
