"""The register, its counts and workbooks, the pages of the case, the navigation, the report of an emergency."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from shouwen.complaints import sheets
from shouwen.complaints.flows import Crisis, Handling
from shouwen.complaints.handling import register
from shouwen.complaints.handling.register import Asked
from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.models import CrisisRecord, HandlingRecord
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.web.models import Export
from tests.complaints.handling import stage
from tests.complaints.indicators.making import Place
from tests.factories.story import Story, at

pytestmark = pytest.mark.django_db


def browser(staff: Staff) -> Client:
    made = Client()
    made.force_login(staff, backend="shouwen.people.login.StaffNumberOrPhone")
    return made


def page(told: Story, who: str, address: str, when: str = "2024-05-09 10:00") -> Any:
    with clock.moved_to(at(when)):
        return browser(told.cast.staff[who]).get(address)


@pytest.mark.requirement("S4-CMP-11")
def test_what_is_registered_stands_in_the_register() -> None:
    told = stage.registered()
    shown = page(told, "cs_manager", "/complaints/handled/").content.decode()
    assert stage.handling(told).number in shown
    assert "陈女士" not in shown


@pytest.mark.parametrize("query", ["before=²", "project=²", "month=9999-12", "month=0001-01", "of=%0Ax", "by=x"])
@pytest.mark.parametrize("address", ["/complaints/handled/", "/complaints/handled.xlsx"])
def test_an_address_that_makes_no_sense_shows_the_whole_register(address: str, query: str) -> None:
    told = stage.company()
    assert page(told, "cs_manager", f"{address}?{query}").status_code == 200


@pytest.mark.requirement("S4-CMP-15")
def test_what_has_no_summary_is_listed_until_it_has_one() -> None:
    told = stage.closed()
    number = stage.handling(told).number
    assert number in page(told, "cs_assistant", "/complaints/handled/?of=unsummarised").content.decode()
    stage.take(told, Handling.summarise, "cs_assistant", "2024-05-09 09:00", **stage.SUMMARY)
    assert number not in page(told, "cs_assistant", "/complaints/handled/?of=unsummarised").content.decode()


@pytest.mark.requirement("S4-CMP-16", "S4-CMP-05")
def test_the_register_of_outcomes_leaves_as_a_workbook_and_that_is_on_record() -> None:
    told = stage.summarised()
    answer = page(told, "cs_manager", "/complaints/handled.xlsx?month=2024-05")
    rows = [
        [str(cell) for cell in row if cell is not None] for row in load_workbook(BytesIO(answer.content)).active.values
    ]
    found = next(row for row in rows if stage.handling(told).number in row)
    assert {"闭水试验合格", "已修复，请查看", "逐户检查同型接口", "卫生间顶板渗水"} <= set(found)
    assert "陈女士" not in found
    assert (Export.objects.get().flow, Export.objects.get().rows) == ("complaints.handling", 1)


@pytest.mark.requirement("S4-CMP-16", "S4-CMP-06")
def test_emergencies_have_their_register_and_workbook() -> None:
    told = stage.company()
    place = Place(project=told.cast.projects["P1"])
    case = place.case("complaints.crisis", "reviewed", at("2024-05-06 10:00"), at("2024-05-06 18:00"))
    CrisisRecord.objects.create(
        case=case, kind="media", grade="ii", place="东门", what="记者采访", discovered_at=case.opened_at
    )
    assert case.number in page(told, "deputy_gm", "/complaints/handled/?of=emergencies").content.decode()
    answer = page(told, "deputy_gm", "/complaints/handled.xlsx?of=emergencies")
    values = [cell for row in load_workbook(BytesIO(answer.content)).active.values for cell in row]
    assert {case.number, "记者采访", "东门"} <= set(values)


@pytest.mark.requirement("S4-CMP-16")
def test_counts_by_category_department_project_and_month_open_into_their_complaints() -> None:
    told = stage.closed(cause_kind="service_quality")
    manager, project = told.cast.actor("cs_manager"), told.cast.projects["P1"]
    with clock.moved_to(at("2024-05-09 10:00")):
        found = register.handled(manager, Asked())
        lines = {
            by: register.counts(found, by, {project.pk: project.name})
            for by in ("category", "department", "project", "month")
        }
    values = {
        by: [(line.value, line.received, line.closed, line.satisfied, line.by_service) for line in some]
        for by, some in lines.items()
    }
    assert values == {
        "category": [("maintenance", 1, 1, 1, 1)],
        "department": [("property_repair", 1, 1, 1, 1)],
        "project": [(str(project.pk), 1, 1, 1, 1)],
        "month": [("2024-05", 1, 1, 1, 1)],
    }
    shown = page(told, "cs_manager", "/complaints/handled/?by=department").content.decode()
    assert "department=property_repair" in shown
    narrowed = page(told, "cs_manager", "/complaints/handled/?by=department&department=engineering").content.decode()
    assert stage.handling(told).number not in narrowed


@pytest.mark.requirement("S4-CMP-16")
def test_without_a_month_the_one_under_way_is_counted_and_by_month_a_year() -> None:
    told = stage.closed()
    case = stage.handling(told)
    this_month = page(told, "cs_manager", "/complaints/handled/").content.decode()
    assert "month=2024-05&amp;category=maintenance" in this_month
    a_month_later = page(told, "cs_manager", "/complaints/handled/", "2024-06-03 10:00").content.decode()
    assert case.number in a_month_later  # the list goes back for ever
    assert "category=maintenance" not in a_month_later
    by_month = page(told, "cs_manager", "/complaints/handled/?by=month", "2025-04-30 10:00").content.decode()
    assert "month=2024-05" in by_month
    a_year_later = page(told, "cs_manager", "/complaints/handled/?by=month", "2025-05-01 10:00").content.decode()
    assert "month=2024-05" not in a_year_later


@pytest.mark.requirement("S4-CMP-16")
@pytest.mark.parametrize(("fit", "rows", "says"), [(1, 1, True), (2, 2, False)])
def test_a_workbook_that_does_not_hold_all_says_so(
    fit: int, rows: int, says: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = stage.closed()
    stage.received(told)
    monkeypatch.setattr(sheets, "MOST_ROWS", fit)
    answer = page(told, "cs_manager", "/complaints/handled.xlsx")
    first_cells = [row[0] for row in load_workbook(BytesIO(answer.content)).active.values]
    assert ("未完整导出" in first_cells) is says
    assert sum(str(cell).startswith("KS-") for cell in first_cells) == rows


@pytest.mark.requirement("S4-CMP-09")
def test_the_months_figures_stand_above_the_register_and_open() -> None:
    told = stage.closed()
    freeze(date(2024, 5, 1), at("2024-05-09 05:00"))
    region = told.cast.projects["P1"].region_id
    address = reverse("complaints:figure", args=["2024-05", "service_satisfaction_rate", region])
    assert address in page(told, "cs_manager", "/complaints/handled/").content.decode()
    assert stage.handling(told).number in page(told, "cs_manager", address).content.decode()


def test_on_a_phone_each_figure_is_a_line_of_its_own_with_what_its_numbers_are() -> None:
    told = stage.closed()
    freeze(date(2024, 5, 1), at("2024-05-09 05:00"))
    shown = page(told, "cs_manager", "/complaints/handled/").content.decode()
    table = shown.split("2024-05 指标")[1].split("</table>")[0]
    assert '<table class="sw-table sw-table-stack">' in table
    rows = table.split("<tr>")[2:]
    assert len(rows) > 3
    assert {tuple(re.findall(r'data-head="([^"]+)"', row)) for row in rows} == {("指标", "取值", "分子 / 分母")}
    assert all(row.count("sw-num sw-nowrap") == 2 for row in rows)  # a share is not broken before its %


def test_nobody_finds_the_complaints_of_another_company() -> None:
    stage.closed()
    elsewhere = Place()
    elsewhere.complaint()
    with clock.moved_to(at("2024-05-09 10:00")):
        assert list(register.handled(Actor.of(elsewhere.agent), Asked())) == []


@pytest.mark.parametrize("of", ["handled", "unsummarised", "emergencies"])
def test_the_register_asks_no_more_questions_for_thirty_rows_than_for_one(of: str) -> None:
    told = stage.company()
    place = Place(project=told.cast.projects["P1"])

    def add(count: int) -> None:
        for _ in range(count):
            complaint = place.complaint()
            case = place.case("complaints.handling", "closed", at("2024-05-06 10:00"), None, parent=complaint.case)
            HandlingRecord.objects.create(
                case=case, complaint=complaint, received_at=case.opened_at, due_at=case.opened_at
            )
            alarm = place.case("complaints.crisis", "reviewed", at("2024-05-06 10:00"), at("2024-05-06 18:00"))
            CrisisRecord.objects.create(
                case=alarm, kind="media", grade="ii", place="东门", discovered_at=alarm.opened_at
            )

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert page(told, "cs_manager", f"/complaints/handled/?of={of}").status_code == 200
        return len(asked)

    add(1)
    page(told, "cs_manager", f"/complaints/handled/?of={of}")
    one = questions()
    add(30)
    assert questions() == one


@pytest.mark.requirement("S4-CMP-08")
def test_the_page_of_a_handling_shows_the_six_steps_and_offers_what_is_next() -> None:
    told = stage.transferred()
    shown = page(told, "cs_assistant", f"/cases/{stage.handling(told).number}/", "2024-05-06 10:30").content.decode()
    for word in ("接收", "登记", "调查", "处理", "反馈", "总结"):
        assert word in shown
    form = page(told, "head_property_repair", f"/cases/{stage.handling(told).number}/investigate/", "2024-05-06 10:30")
    assert form.status_code == 200


@pytest.mark.requirement("S4-CMP-04")
def test_an_answer_that_is_late_is_marked_on_the_page() -> None:
    told = stage.registered()
    number = stage.handling(told).number
    mark = "未在时限内首次回复客户"
    assert mark not in page(told, "cs_assistant", f"/cases/{number}/", "2024-05-07 09:40").content.decode()
    assert mark in page(told, "cs_assistant", f"/cases/{number}/", "2024-05-07 09:41").content.decode()


@pytest.mark.requirement("S4-CMP-01")
def test_the_companys_desk_takes_complaints_at_the_counter() -> None:
    told = stage.company()
    assert page(told, "cs_clerk", "/complaints/intake/").status_code == 200
    assert page(told, "deputy_gm", "/complaints/intake/").status_code == 403


@pytest.mark.requirement("S4-CMP-06")
def test_an_emergency_is_reported_from_a_form_that_keeps_what_was_typed() -> None:
    told = stage.company()
    agent, project = browser(told.cast.staff["agent"]), told.cast.projects["P1"]
    with clock.moved_to(at("2024-05-06 10:05")):
        assert agent.get("/complaints/emergency/").status_code == 200
        given = {
            "given-kind": "safety",
            "given-grade": "ii",
            "given-place": "3 栋电梯",
            "given-what": "困人两名",
            "given-project": str(project.pk),
        }
        half = agent.post("/complaints/emergency/", {**given, "given-grade": ""})
        assert half.status_code == 422
        assert "困人两名" in half.content.decode()
        sent = {**given, "key": "one-alarm"}
        first = agent.post("/complaints/emergency/", sent)
        again = agent.post("/complaints/emergency/", sent)
    case = Case.objects.get(flow=Crisis.code)
    assert (first.headers["Location"], again.headers["Location"]) == (f"/cases/{case.number}/",) * 2


@pytest.mark.requirement("S4-CMP-06")
def test_the_leadership_sees_an_open_emergency_in_its_navigation() -> None:
    told = stage.company()
    place = Place(project=told.cast.projects["P1"])
    case = place.case("complaints.crisis", "reported", at("2024-05-06 10:00"), None)
    CrisisRecord.objects.create(case=case, kind="media", grade="ii", place="东门", discovered_at=case.opened_at)
    shown = page(told, "deputy_gm", "/complaints/handled/?of=emergencies").content.decode()
    assert "flow=complaints.crisis" in shown
