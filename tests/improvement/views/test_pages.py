"""The pages of the group's improvement work, as each person sees them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from shouwen.improvement import jobs
from shouwen.improvement.flows import MonthlyTraining, OptimisationMeasures, SystemicProblem
from shouwen.improvement.models import Attendance, ChecklistItem, Inspection, LibraryItem, SystemicIssue, Training
from shouwen.improvement.words import UnitKind
from shouwen.kernel import clock
from shouwen.people.models import Staff
from shouwen.rehearsal.scenario import instant_of
from tests.factories import centre
from tests.factories import improvement as made
from tests.factories.improvement import House
from tests.improvement.flows.test_systemic_issue import sent
from tests.improvement.flows.test_training import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


def browser(who: Staff) -> Client:
    made_client = Client(headers={"accept-language": "en"})
    made_client.force_login(who, backend="shouwen.people.login.StaffNumberOrPhone")
    return made_client


@contextmanager
def when(text: str) -> Iterator[None]:
    with clock.moved_to(instant_of(text)):
        yield


def page(who: Staff, address: str, at: str = "2024-05-10 15:00") -> str:
    with when(at):
        answer = browser(who).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def queries(who: Staff, address: str, at: str = "2024-05-10 15:00") -> int:
    client = browser(who)
    with when(at):
        client.get(address)  # what is asked once a session
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.requirement("S3-40a")
def test_a_unit_not_inspected_when_the_quarter_ended_stands_in_red(house: House) -> None:
    made.planned(house)
    now, later = "2024-06-30 12:00", "2024-07-01 09:00"
    assert "sw-chip-late" not in page(house.gm, "/improvement/inspections/", now)
    shown = page(house.gm, "/improvement/inspections/?quarter=2024-04-01", later)
    assert shown.count("sw-chip-late") == 5


@pytest.mark.requirement("S3-40d")
def test_the_assessment_shows_each_units_score_of_the_quarter(house: House) -> None:
    case = made.carried_out(house)
    shown = page(house.gm, "/improvement/assessment/")
    assert "95.00" in shown
    assert "2024 Q2" in shown
    assert case.number in shown
    assert "95.00" in page(house.specialist, "/improvement/assessment/")
    assert "95.00" not in page(centre.holder(made.Role.PROJECT_AGENT, house.projects[1]), "/improvement/assessment/")


@pytest.mark.requirement("S3-40a")
def test_the_sheet_on_site_keeps_what_was_typed_and_records_the_marks(house: House) -> None:
    case = made.planned(house)
    address = f"/improvement/inspections/{case.number}/carry-out/"
    items = made.checklist.items_for(UnitKind.PROJECT)
    typed = {f"points_{one.pk}": one.most for one in items} | {"summary": "总体良好", "key": "k1"}
    with when("2024-05-10 15:00"):
        first = browser(house.agent).post(address, {**typed, f"points_{items[0].pk}": ""})
        assert first.status_code == 422
        assert "总体良好" in first.content.decode()
        nothing = browser(house.agent).post(address, {"key": "k0"}).content.decode()
        assert "Still to fill in or to correct: Points of each line, Summary." in nothing
        done = browser(house.agent).post(address, typed)
        again = browser(house.agent).post(address, typed)
    assert (done.status_code, again.status_code) == (302, 302)
    assert Inspection.objects.get(pk=case.pk).marks.count() == len(items)
    assert browser(house.specialist).get(address).status_code == 403


@pytest.mark.requirement("S3-40b")
def test_the_group_words_its_checklist(house: House) -> None:
    client, address = browser(house.agent), "/improvement/checklist/project/"
    assert client.post(address, {"text": "", "most": "10"}).status_code == 422
    assert client.post(address, {"text": "便民药箱", "standard": "第八条", "most": "5"}).status_code == 302
    added = ChecklistItem.objects.get(text="便民药箱")
    assert "便民药箱" in client.get(address).content.decode()
    client.post(address, {"drop": added.pk})
    assert "便民药箱" not in client.get(address).content.decode()


@pytest.mark.requirement("S3-42b")
def test_an_addressed_unit_sees_what_was_sent_to_it_and_the_group_when_it_arrived(house: House) -> None:
    case = sent(house)
    shown = page(house.partner, "/improvement/systemic/", "2024-07-05 12:00")
    assert case.number in shown
    assert "Systemic problems" in shown
    house.take(OptimisationMeasures.receive, case, house.partner, "2024-07-05 16:30")
    report = page(house.gm, "/improvement/systemic/?quarter=2024-04-01", "2024-07-06 09:00")
    assert "16:30" in report
    assert "23" in report
    assert case.number not in page(house.chairman, "/improvement/systemic/", "2024-07-06 09:00")


@pytest.mark.requirement("S3-42c")
def test_an_unfiled_plan_is_late_on_the_report_after_the_fifteenth_day(house: House) -> None:
    sent(house)
    address = "/improvement/systemic/?quarter=2024-04-01"
    assert "1 late" not in page(house.gm, address, "2024-07-21 00:00")
    assert "1 late" in page(house.gm, address, "2024-07-21 00:00:01")


@pytest.mark.requirement("S3-44a")
def test_the_general_manager_calls_for_the_survey_without_waiting_for_october(house: House) -> None:
    with when("2024-05-10 15:00"):
        assert browser(house.agent).post("/improvement/surveys/").status_code == 403
        assert browser(house.gm).post("/improvement/surveys/").status_code == 302
        assert browser(house.gm).post("/improvement/surveys/").status_code == 403
    assert "2024" in page(house.gm, "/improvement/surveys/")


@pytest.mark.requirement("S3-45a")
def test_staff_sign_in_behind_the_code_and_take_the_exam(house: House) -> None:
    case = planned(house)
    token = Training.objects.get(pk=case.pk).token
    address = f"/improvement/sign-in/{token}/"
    client = browser(house.specialist)
    with when("2024-05-15 12:00"):
        assert "not open yet" in client.get(address).content.decode()
        assert client.post(address, {"what": "sign"}).status_code == 409
    with when("2024-05-15 13:50"):
        assert client.post(address, {"what": "sign"}).status_code == 302
        assert client.post(address, {"what": "exam", "answer_0": "1"}).status_code == 422
        assert client.post(address, {"what": "exam", "answer_0": "1", "answer_1": "0"}).status_code == 302
        assert "100.00 %" in client.get(address).content.decode()
        assert browser(house.chairman).get(address).status_code == 404
    place = Attendance.objects.get(staff=house.specialist)
    assert place.signed_at == instant_of("2024-05-15 13:50")


@pytest.mark.requirement("S3-45a")
def test_who_is_absent_can_be_exported(house: House) -> None:
    case = planned(house)
    with when("2024-05-15 13:50"):
        browser(house.specialist).post(
            f"/improvement/sign-in/{Training.objects.get(pk=case.pk).token}/", {"what": "sign"}
        )
        answer = browser(house.agent).get(f"/improvement/training/{case.number}/absent.xlsx")
        sheet = page(house.agent, f"/improvement/training/{case.number}/", "2024-05-15 13:50")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == sorted(one.staff_no for one in (house.gm, house.dgm, house.agent))
    assert "25.00 %" in sheet
    assert "<svg" in sheet


@pytest.mark.requirement("S3-45b")
def test_the_matrix_shows_which_subjects_the_year_has_covered(house: House) -> None:
    case = planned(house)
    address = "/improvement/training/subjects/?year=2024"
    assert "✓" not in page(house.gm, address, "2024-05-16 09:00")
    house.take(MonthlyTraining.hold, case, house.agent, "2024-05-15 17:00")
    shown = page(house.gm, address, "2024-05-16 09:00")
    assert shown.count("✓") == 2
    assert "Workflow" in shown.split("Not covered yet")[1][:200]


@pytest.mark.requirement("S3-45b")
def test_the_library_has_the_seven_subjects_and_free_ones(house: House) -> None:
    client = browser(house.agent)
    assert (
        client.post("/improvement/library/new/", {"category": "other", "title": "急救", "body": "…"}).status_code == 422
    )
    free = {"category": "other", "own_category": "急救常识", "title": "急救", "body": "心肺复苏"}
    assert client.post("/improvement/library/new/", free).status_code == 302
    shown = page(house.specialist, "/improvement/library/")
    for subject in (
        "Company rules",
        "Workflow",
        "Service etiquette",
        "FAQ",
        "Laws",
        "Skills",
        "Typical complaint cases",
    ):
        assert subject in shown
    assert "急救常识" in shown
    assert browser(house.specialist).get("/improvement/library/new/").status_code == 403
    assert browser(house.chairman).get("/improvement/library/").status_code == 403


def test_lists_ask_as_often_for_thirty_rows_as_for_one(house: House) -> None:
    sent(house)
    made.run(jobs.plan_the_inspections, "2024-10-01 00:10")
    made.run(jobs.call_for_the_training, "2024-07-01 08:05")
    made.run(jobs.call_for_the_survey, "2024-10-01 08:00")
    LibraryItem.objects.create(category="rules", title="1", by=house.gm, at=clock.now())
    addresses = ["inspections/", "assessment/", "systemic/?quarter=2024-04-01", "surveys/", "training/", "library/"]
    asked = [queries(house.gm, f"/improvement/{one}", "2024-10-05 09:00") for one in addresses]
    _thirty_of_each(house)
    assert [queries(house.gm, f"/improvement/{one}", "2024-10-05 09:00") for one in addresses] == asked


def _thirty_of_each(house: House) -> None:
    for number in range(30):
        project = centre.project(house.regions[0], serviced_by=house.property)
        project.launched_on = house.projects[0].launched_on
        project.save()
        LibraryItem.objects.create(category="rules", title=str(number), by=house.gm, at=clock.now())
        made.run(jobs.call_for_the_training, f"{2021 + number // 12}-{number % 12 + 1:02d}-01 08:05")
        made.run(jobs.call_for_the_survey, f"{2025 + number}-10-01 08:00")
        head = centre.holder(made.Role.DEPARTMENT_HEAD, house.property_group)
        issue = SystemicIssue.objects.get().case
        house.take(SystemicProblem.dispatch, issue, house.agent, "2024-07-07 09:00", to=head.pk)
    made.run(jobs.plan_the_inspections, "2024-10-01 00:10")


def test_a_project_stands_under_its_region_by_the_tables_own_class_which_a_phone_does_without() -> None:
    """Bootstrap's own indentation cannot be taken back where every row is a card."""
    row = {"name": "云溪湾", "population": 32, "asked": 12, "answers": 8, "rate": None, "mean": None, "band": None}
    line = render_to_string("improvement/_estimate.html", {"row": row, "strong": False})
    assert 'class="sw-2nd sw-under"' in line
    assert "ps-4" not in line
