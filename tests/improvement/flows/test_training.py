"""The monthly training: everybody, the seven subjects, sign-in, exam, coverage (第四十五条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shouwen.exchange import measures
from shouwen.improvement import attending, exams, jobs
from shouwen.improvement.flows import MonthlyTraining
from shouwen.improvement.models import Attendance, LibraryItem, Training
from shouwen.improvement.words import SEVEN
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, Notice
from shouwen.people.models import Appointment, Staff
from shouwen.people.roles import Role
from shouwen.rehearsal.scenario import instant_of
from tests.factories import centre
from tests.factories import improvement as made
from tests.factories.improvement import House

pytestmark = pytest.mark.django_db

BEGINS = "2024-05-15 14:00"
EXAM = ["几分钟内报批? | 15 | *30 | 60", "每日进展截止? | *18:00 | 20:00"]


@pytest.fixture
def house() -> House:
    return House()


def called(month: str = "2024-05") -> Case:
    made.run(jobs.call_for_the_training, f"{month}-01 08:05")
    return Training.objects.select_related("case").latest("month_on").case


def planned(house: House, proofs: Sequence[str] = ("training_material",), **changes: Any) -> Case:
    case = called()
    given = {
        "title": "首问责任制与服务礼仪",
        "categories": ["rules", "etiquette"],
        "held_at": BEGINS,
        "place": "集团一号会议室",
        "trainer": "李老师",
        "exam": EXAM,
        **changes,
    }
    house.take(MonthlyTraining.plan, case, house.agent, "2024-05-03 09:00", proofs, **given)
    return case


def place_of(case: Case, who: Staff) -> Attendance:
    token = Training.objects.get(pk=case.pk).token
    assert token is not None
    return attending.training_of(token, who)


@pytest.mark.requirement("S3-45a")
def test_on_the_first_of_each_month_the_group_gets_its_task(house: House) -> None:
    case = called()
    assert made.run(jobs.call_for_the_training, "2024-05-01 08:05") == {"called": 0}
    duty = made.owed(case, "TRAINING")
    assert (duty.due_at, duty.debtor_id in {house.gm.pk, house.dgm.pk}) == (instant_of("2024-06-01 00:00"), True)
    assert Notice.objects.filter(code="training_due", staff=house.agent).count() == 1


@pytest.mark.requirement("S3-45a")
def test_everybody_in_an_after_sales_post_is_expected_and_told_once(house: House) -> None:
    leaver = centre.staff()
    centre.appoint(leaver, Role.PROJECT_AGENT, house.projects[0], until=instant_of("2024-05-10 00:00"))
    centre.appoint(house.specialist, Role.DEPARTMENT_STAFF, house.projects[1])
    case = planned(house)
    expected = set(Attendance.objects.filter(training_id=case.pk).values_list("staff_id", flat=True))
    assert expected == {house.gm.pk, house.dgm.pk, house.agent.pk, house.specialist.pk}
    assert Notice.objects.filter(code="training_planned").count() == 4


@pytest.mark.requirement("S3-45b")
def test_a_training_names_one_of_the_seven_subjects_and_has_materials(house: House) -> None:
    for wrong in ({"categories": []}, {"categories": ["other"]}, {"proofs": ()}, {"from_library": [999]}):
        with pytest.raises(Refused):
            planned(house, **wrong)
    case = planned(house)
    material = LibraryItem.objects.get()
    assert (material.category, material.file is not None) == ("rules", True)
    assert list(Training.objects.get(pk=case.pk).materials.all()) == [material]
    assert len(SEVEN) == 7


@pytest.mark.requirement("S3-45a")
def test_coverage_is_who_signed_in_of_who_was_expected(house: House) -> None:
    posts = [centre.staff() for _ in range(116)]
    Appointment.objects.bulk_create(
        Appointment(staff=one, role=Role.PROJECT_AGENT, org=house.projects[0].org, starts_at=centre.LONG_AGO)
        for one in posts
    )
    case = planned(house)
    for one in posts[:114]:
        attending.sign_in(place_of(case, one), instant_of("2024-05-15 13:50"))
    house.take(MonthlyTraining.hold, case, house.agent, "2024-05-15 17:00")
    found = Training.objects.get(pk=case.pk)
    assert (found.expected, found.attended, found.coverage) == (120, 114, Decimal("95.00"))
    absent = Attendance.objects.filter(training_id=case.pk, signed_at=None)
    assert absent.count() == 6
    figure = measures.figure_named("training_rate")
    assert figure is not None
    assert figure.of(date(2024, 5, 1), [house.projects[0].org_id]) == {house.projects[0].org_id: (114, 117)}


@pytest.mark.requirement("S3-45a")
def test_the_sign_in_opens_an_hour_before_and_closes_with_the_count(house: House) -> None:
    case = planned(house)
    place = place_of(case, house.specialist)
    with pytest.raises(Refused):
        attending.sign_in(place, instant_of("2024-05-15 12:59:59"))
    with pytest.raises(Refused):
        house.take(MonthlyTraining.hold, case, house.agent, "2024-05-15 13:59")
    attending.sign_in(place, instant_of("2024-05-15 13:00"))
    attending.sign_in(place, instant_of("2024-05-15 14:30"))
    assert Attendance.objects.get(pk=place.pk).signed_at == instant_of("2024-05-15 13:00")
    house.take(MonthlyTraining.hold, case, house.agent, "2024-05-15 17:00")
    with pytest.raises(Refused):
        attending.sign_in(place_of(case, house.gm), instant_of("2024-05-15 17:01"))


def test_nobody_else_finds_anything_behind_the_code(house: House) -> None:
    case = planned(house)
    with pytest.raises(Refused) as refused:
        place_of(case, house.chairman)
    assert refused.value.code == "not_found"


@pytest.mark.requirement("S3-45a")
def test_the_exam_is_handed_in_once_by_who_signed_in(house: House) -> None:
    place = place_of(planned(house), house.specialist)
    at = instant_of("2024-05-15 16:00")
    with pytest.raises(Refused):
        attending.hand_in(place, {0: "1", 1: "0"}, at)
    attending.sign_in(place, instant_of("2024-05-15 13:30"))
    with pytest.raises(Refused):
        attending.hand_in(place, {0: "1"}, at)
    assert attending.hand_in(place, {0: "1", 1: "1"}, at) == Decimal("50.00")
    with pytest.raises(Refused):
        attending.hand_in(place, {0: "1", 1: "0"}, at)


def test_a_question_has_exactly_one_right_answer() -> None:
    for wrong in ("只有题目", "题目 | 甲 | 乙", "题目 | *甲 | *乙", "题目 | *甲", "题目 | *甲 | "):
        with pytest.raises(Refused):
            exams.questions_of([wrong])
    assert Training(questions=exams.questions_of(EXAM)).exam.splitlines() == EXAM


def test_planned_anew_who_signed_in_already_stays(house: House) -> None:
    case = planned(house)
    attending.sign_in(place_of(case, house.specialist), instant_of("2024-05-15 13:30"))
    again = {
        "title": "改到下午三点",
        "categories": ["law"],
        "held_at": "2024-05-15 15:00",
        "place": "二号",
        "trainer": "李",
    }
    library = list(LibraryItem.objects.values_list("pk", flat=True))
    house.take(MonthlyTraining.plan, case, house.agent, "2024-05-15 13:40", from_library=library, **again)
    assert Training.objects.get(pk=case.pk).expected == 4
    assert place_of(case, house.specialist).signed_at is not None
