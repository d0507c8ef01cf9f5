"""Appeals against penalties: upheld, or waived and set off in the right statement (S3-I05)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shouwen.kernel import clock, jobs
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Event, JobRun, Notice, PenaltyLine
from shouwen.payroll import appeals
from shouwen.payroll.models import PenaltyAppeal
from tests.factories.story import Story, at, issued, registered

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S3-I05")]

UPHELD, WAIVED = PenaltyAppeal.Decision.UPHELD, PenaltyAppeal.Decision.WAIVED
HEAD = "head_property_repair"


def charged() -> tuple[Story, PenaltyLine]:
    """An order whose head did not report progress on the 6th of May: 200 CNY."""
    told = issued()
    told.sweep("2024-05-06 18:01")
    return told, PenaltyLine.objects.get(code="P14")


def appeal(told: Story, line: PenaltyLine, when: str = "2024-05-07 09:00", by: str = HEAD) -> PenaltyAppeal:
    with clock.moved_to(at(when)):
        return appeals.appeal(line.pk, told.cast.staff[by], "系统故障")


def decide(
    told: Story, found: PenaltyAppeal, decision: PenaltyAppeal.Decision, when: str, by: str = "gm", reason: str = "属实"
) -> PenaltyAppeal:
    with clock.moved_to(at(when)):
        return appeals.decide_appeal(found.pk, told.cast.actor(by), decision, reason)


def statement(month: int, day: int) -> dict[str, object]:
    """The month's statement is sent; its figures."""
    with clock.moved_to(at(f"2024-{month:02}-{day} 23:50")):
        jobs.run_due(clock.now(), since=at("2024-05-31 23:49"))
    run: dict[str, object] = JobRun.objects.filter(job="payroll.statement").latest("slot").result
    return run


def test_the_person_appeals_the_general_manager_is_told_and_the_case_remembers() -> None:
    told, line = charged()
    found = appeal(told, line)
    assert list(appeals.open_appeals()) == [found]
    assert [n.staff.name for n in Notice.objects.filter(code="penalty_appealed", channel="inbox") if n.staff] == ["gm"]
    event = Event.objects.get(code="penalty.appealed")
    assert (event.case, event.staff, event.data["reason"]) == (told.order, told.cast.staff[HEAD], "系统故障")


def test_nobody_appeals_for_another_and_nobody_twice() -> None:
    told, line = charged()
    with pytest.raises(Refused) as refusal:
        appeal(told, line, by="agent")
    assert refusal.value.code == Why.NOT_FOUND
    appeal(told, line)
    with pytest.raises(Refused) as again:
        appeal(told, line)
    assert again.value.code == Why.WRONG_STATE


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_there_is_neither_appeal_nor_decision(reason: str) -> None:
    told, line = charged()
    with clock.moved_to(at("2024-05-07 09:00")), pytest.raises(Refused):
        appeals.appeal(line.pk, told.cast.staff[HEAD], reason)
    found = appeal(told, line)
    with pytest.raises(Refused):
        decide(told, found, WAIVED, "2024-05-08 09:00", reason=reason)


def test_only_the_groups_general_manager_decides_and_once() -> None:
    told, line = charged()
    found = appeal(told, line)
    for name in ("dgm", HEAD, "hr_centre"):
        with pytest.raises(Refused) as refusal:
            decide(told, found, WAIVED, "2024-05-08 09:00", by=name)
        assert refusal.value.code == Why.WRONG_ROLE
    decide(told, found, UPHELD, "2024-05-08 09:00")
    with pytest.raises(Refused):
        decide(told, found, WAIVED, "2024-05-08 09:01")


def test_an_upheld_penalty_stands_and_the_person_is_told() -> None:
    told, line = charged()
    decide(told, appeal(told, line), UPHELD, "2024-05-08 09:00")
    assert PenaltyLine.objects.filter(reverses=line).count() == 0
    assert Notice.objects.filter(code="appeal_decided", staff=told.cast.staff[HEAD]).exists()
    assert Event.objects.filter(code="penalty.upheld", case=told.order).exists()


def test_a_waiver_before_the_statement_cancels_within_the_same_month() -> None:
    told, line = charged()
    decide(told, appeal(told, line), WAIVED, "2024-05-20 09:00", reason="平台故障属实")
    undone = PenaltyLine.objects.get(reverses=line)
    assert (undone.amount, undone.on, undone.at, undone.arithmetic) == (-line.amount, line.on, line.at, "平台故障属实")


def test_a_waiver_after_the_statement_is_set_off_in_the_next_one() -> None:
    told = registered()
    told.sweep("2024-05-06 10:46")  # the complaint of 10:00 not submitted: three full blocks by 10:45
    lines = list(PenaltyLine.objects.filter(code="P7").order_by("id"))
    assert sum(line.amount for line in lines) == Decimal(300)
    found = [appeal(told, line, by="agent") for line in lines]
    assert statement(5, 31)["amount"] == "300.00"
    for one in found:
        decide(told, one, WAIVED, "2024-06-10 09:00")
    assert {line.at for line in PenaltyLine.objects.exclude(reverses=None)} == {at("2024-06-10 09:00")}
    assert statement(6, 30)["amount"] == "-300.00"


def test_what_a_statement_has_reported_can_no_longer_be_appealed_against() -> None:
    told, line = charged()
    statement(5, 31)
    with pytest.raises(Refused) as refusal:
        appeal(told, line, "2024-06-01 09:00")
    assert refusal.value.code == Why.WRONG_STATE


def test_the_general_managers_own_penalty_is_the_vice_presidents_to_decide() -> None:
    told, line = charged()
    own = PenaltyLine.objects.create(
        case=line.case, person=told.cast.staff["gm"], code="P8", clause="第十八条", amount=100, on=line.on, at=line.at,
        arithmetic="1 × 5′: 100", key="own",
    )  # fmt: skip
    found = appeal(told, own, by="gm")
    with pytest.raises(Refused):
        decide(told, found, WAIVED, "2024-05-08 09:00", by="gm")
    decide(told, found, UPHELD, "2024-05-08 09:00", by="vice_president")


def test_own_lines_are_listed_newest_first_and_say_whether_an_appeal_is_possible() -> None:
    told, line = charged()
    assert [one.pk for one in appeals.lines_of(told.cast.staff[HEAD])][0] == line.pk
    assert all(one.person == told.cast.staff[HEAD] for one in appeals.lines_of(told.cast.staff[HEAD]))
    assert appeals.can_appeal(line)
    appeal(told, line)
    assert not appeals.can_appeal(PenaltyLine.objects.get(pk=line.pk))
