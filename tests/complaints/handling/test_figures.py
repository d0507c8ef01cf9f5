"""The figures of S4 §11.3 with the catalogue's own numbers, and the cases behind each."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from shouwen.complaints.indicators import reading
from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.models import ComplaintRecord, CoordinationRecord, CrisisRecord, HandlingRecord, MonthFigure
from shouwen.kernel import obligations
from shouwen.kernel.models import Case, Obligation
from tests.complaints.indicators.making import FIRST_OF_JUNE, Place
from tests.factories.story import at

pytestmark = pytest.mark.django_db
MAY = date(2024, 5, 1)
DUE = at("2024-05-20 18:00")


def handled(place: Place, *, repeats: ComplaintRecord | None = None, **values: object) -> HandlingRecord:
    """A handling written straight down: a figure needs dozens."""
    complaint = place.complaint(repeats=repeats, opened="2024-05-25 10:00" if repeats else "2024-05-06 10:00")
    case = place.case("complaints.handling", "closed", at("2024-05-06 10:00"), None, parent=complaint.case)
    return HandlingRecord.objects.create(
        case=case, complaint=complaint, received_at=at("2024-05-06 10:00"), due_at=DUE, **values
    )  # fmt: skip


def owing(case: Case, duty: str, met_at: datetime | None) -> None:
    flow, _, code = duty.rpartition(".")
    Obligation.objects.create(
        case=case, duty=duty, code=code, terms={}, started_at=at("2024-05-06 10:00"), due_at=DUE, met_at=met_at,
        outcome="met" if met_at and met_at <= DUE else "breached", settled_at=met_at,
    )  # fmt: skip
    assert flow


def figure(place: Place, code: str) -> MonthFigure:
    return MonthFigure.objects.get(report=freeze(MAY, FIRST_OF_JUNE), code=code, org=place.project.org)


def behind(place: Place, code: str) -> set[int]:
    found = reading.behind_a_place(freeze(MAY, FIRST_OF_JUNE), [code], place.project.org, None, limit=100)
    return {one.case_id for one in found}


@pytest.mark.requirement("S4-CMP-09")
def test_forty_due_and_thirty_eight_closed_in_time_make_95_percent() -> None:
    place = Place()
    late = [at("2024-05-20 18:00:01"), None]
    cases = [handled(place).case for _ in range(40)]
    for case, met in zip(cases, [*[DUE] * 38, *late], strict=True):
        owing(case, "complaints.handling.CLOSE", met)
    found = figure(place, "complaint_on_time_rate")
    assert (found.numerator, found.denominator, found.value) == (38, 40, Decimal("95.00"))
    assert behind(place, "complaint_on_time_rate") == {case.pk for case in cases}


@pytest.mark.requirement("S4-CMP-09")
def test_what_was_called_off_was_never_due() -> None:
    place = Place()
    owing(handled(place).case, "complaints.handling.CLOSE", DUE)
    called_off = handled(place).case
    owing(called_off, "complaints.handling.CLOSE", None)
    Obligation.objects.filter(case=called_off).update(outcome=Obligation.Outcome.CANCELLED)
    assert figure(place, "complaint_on_time_rate").denominator == 1


@pytest.mark.requirement("S4-SVC-17", "S4-CMP-04")
def test_ninety_eight_answers_of_a_hundred_in_time_make_98_percent_for_the_agent_too() -> None:
    place = Place()
    for number in range(100):
        owing(handled(place).case, "complaints.handling.REPLY", DUE if number < 98 else at("2024-05-21 09:00"))
    assert figure(place, "reply_24h_rate").value == Decimal("98.00")
    own = MonthFigure.objects.get(code="reply_24h_rate", agent=place.agent)
    assert (own.numerator, own.denominator) == (98, 100)


@pytest.mark.requirement("S4-CMP-09")
def test_twenty_nine_satisfied_of_thirty_make_96_67_percent() -> None:
    place = Place()
    for score in [*[5] * 20, *[4] * 9, 3]:
        handled(place, score=score, surveyed_at=at("2024-05-10 10:00"))
    handled(place)  # not asked yet
    assert figure(place, "service_satisfaction_rate").value == Decimal("96.67")


@pytest.mark.requirement("S4-CMP-09")
def test_one_of_twenty_closed_complaints_came_again_that_is_5_percent() -> None:
    place = Place()
    closed = [handled(place, concluded_at=at("2024-05-12 10:00")) for _ in range(20)]
    handled(place, repeats=closed[0].complaint)
    found = figure(place, "repeat_complaint_rate")
    assert (found.numerator, found.denominator, found.value) == (1, 20, Decimal("5.00"))


@pytest.mark.requirement("S4-CMP-09")
def test_complained_of_again_before_the_closing_is_not_after_it() -> None:
    place = Place()
    first = handled(place, concluded_at=at("2024-05-28 10:00"))
    handled(place, repeats=first.complaint)  # on the 25th
    assert figure(place, "repeat_complaint_rate").numerator == 0


@pytest.mark.requirement("S4-CMP-09")
def test_nothing_to_divide_by_is_a_dash_and_not_nought() -> None:
    place = Place()
    handled(place)
    report = freeze(MAY, FIRST_OF_JUNE)
    one = reading.of_place(report, place.project.org_id, ["complaint_on_time_rate"])["complaint_on_time_rate"]
    assert one.value is None


@pytest.mark.requirement("S4-CMP-05", "S4-CMP-06")
def test_complaints_caused_by_the_service_and_emergencies_are_counted() -> None:
    place = Place()
    blamed = handled(place, concluded_at=at("2024-05-12 10:00"), cause_kind="service_quality")
    handled(place, concluded_at=at("2024-05-12 10:00"), cause_kind="design")
    for state in ("reviewed", "false_alarm"):
        case = place.case("complaints.crisis", state, at("2024-05-06 10:00"), None)
        CrisisRecord.objects.create(case=case, kind="media", grade="iv", place="东门", discovered_at=case.opened_at)
    assert figure(place, "service_quality_complaints").value == 1
    assert behind(place, "service_quality_complaints") == {blamed.case_id}
    assert figure(place, "emergencies").value == 1


@pytest.mark.requirement("S4-CMP-03")
def test_eighteen_of_twenty_coordination_tasks_in_time_make_90_percent() -> None:
    place = Place()
    for number in range(20):
        case = place.case("complaints.coordination", "done", at("2024-05-06 10:00"), None)
        CoordinationRecord.objects.create(case=case, department="engineering", task="图纸", due_at=DUE)
        owing(case, "complaints.coordination.COORDINATE", DUE if number < 18 else None)
    assert figure(place, "coordination_done_rate").value == Decimal("90.00")
    assert obligations.is_open(Obligation.objects.latest("id"))
