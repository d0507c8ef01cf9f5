"""The stages of an import."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from shouwen.customers.models import Customer, CustomerPhone, Occupancy
from shouwen.customers.search import find
from shouwen.estate.models import Building, Project, Unit
from shouwen.kernel.errors import Refused
from shouwen.kernel.imports import batches
from shouwen.kernel.imports.models import ImportBatch
from shouwen.kernel.imports.rejects import rejected_workbook
from shouwen.people.roles import Department
from tests.factories import centre
from tests.factories.workbooks import xlsx

pytestmark = pytest.mark.django_db

HEADER = ["楼号", "单元", "房间", "业主名称", "手机号"]


@pytest.fixture
def project() -> Project:
    return centre.project()


def batch_of(project: Project | None, *rows: Sequence[object], ledger: str = "owners") -> ImportBatch:
    return batches.create_batch(xlsx(*rows), "台账.xlsx", ledger, None, project)


def taken_in(project: Project | None, *rows: Sequence[object], ledger: str = "owners") -> ImportBatch:
    batch = batch_of(project, *rows, ledger=ledger)
    batches.check(batch)
    batches.commit(batch)
    return batch


def refusals(batch: ImportBatch) -> dict[int, str]:
    return {row.number: row.problems[0]["message"] for row in batch.problem_rows.filter(is_refused=True)}


def test_a_ledger_becomes_units_people_numbers_and_relations(project: Project) -> None:
    batch = taken_in(project, HEADER, ["1", "1", "101", "王五", "19900000001"], ["1", "", "A01", "某某公司", ""])
    assert (batch.state, batch.rows, batch.done, batch.refused) == ("committed", 2, 2, 0)
    assert list(Unit.objects.order_by("code").values_list("code", flat=True)) == ["1-1-101", "1-A01"]
    wang = Customer.objects.get(name="王五")
    assert (wang.phones.get().number, wang.occupancies.get().unit.code) == ("19900000001", "1-1-101")
    assert Customer.objects.get(name="某某公司").kind == Customer.Kind.COMPANY


def test_who_was_imported_is_found_at_once(project: Project) -> None:
    taken_in(project, HEADER, ["1", "1", "101", "王五", "19900000001"])
    assert [one.customer and one.customer.name for one in find("ww", {project.pk})] == ["王五"]


def test_a_wrong_row_never_stops_a_good_one(project: Project) -> None:
    batch = taken_in(project, HEADER, ["1", "1", "101", "", ""], ["", "", "", "李四", ""], ["1", "1", "", "丁", ""],
                     ["1", "1", "102", "王五", "19900000001"])  # fmt: skip
    assert sorted(refusals(batch)) == [2, 4]
    assert set(Customer.objects.values_list("name", flat=True)) == {"李四", "王五"}


def test_blank_lines_and_notes_to_the_right_are_no_rows(project: Project) -> None:
    batch = batch_of(project, HEADER, [], ["", "", "", "", "", "", "说明"], ["1", "1", "101", "王五", "", "", "注意"])
    batches.check(batch)
    assert (batch.rows, batch.refused) == (1, 0)


def test_a_header_below_a_title_is_found(project: Project) -> None:
    batch = taken_in(project, ["示例花园统计表"], [], HEADER, ["1", "1", "101", "王五", ""])
    assert (batch.header_row, batch.done) == (3, 1)


def test_two_owners_in_one_cell_are_two_customers_with_their_own_numbers(project: Project) -> None:
    taken_in(project, HEADER, ["1", "1", "101", "王五、李四", "王五：19900000001、19900000002；李四：020-88888888"])
    held = {one.name: set(one.phones.values_list("number", flat=True)) for one in Customer.objects.all()}
    assert held == {"王五": {"19900000001", "19900000002"}, "李四": {"02088888888"}}
    assert Occupancy.objects.filter(unit__code="1-1-101").count() == 2


def test_an_owner_of_two_units_is_one_customer(project: Project) -> None:
    taken_in(project, HEADER, ["1", "1", "101", "王五", "19900000001"], ["1", "1", "102", "王五", "19900000001"])
    assert Customer.objects.get().occupancies.count() == 2


def test_namesakes_without_anything_in_common_are_two_customers(project: Project) -> None:
    taken_in(project, HEADER, ["1", "1", "101", "王五", "19900000001"], ["1", "1", "102", "王五", "19900000002"])
    assert Customer.objects.filter(name="王五").count() == 2


def test_the_same_file_twice_makes_nothing_new(project: Project) -> None:
    rows = [HEADER, ["1", "1", "101", "王五", "19900000001"], ["2", "1", "101", "李四", ""]]
    taken_in(project, *rows)
    again = taken_in(project, *rows)
    assert again.done == 2
    assert (Customer.objects.count(), CustomerPhone.objects.count(), Unit.objects.count()) == (2, 1, 2)
    assert all(not any(chunk.created.values()) for chunk in again.chunks.all())


def test_the_same_row_twice_in_a_file_is_refused_once(project: Project) -> None:
    batch = taken_in(project, HEADER, ["1", "1", "101", "王五", ""], ["1", "1", "101", "王五", ""])
    assert list(refusals(batch)) == [3]


def test_doubts_are_told_and_the_row_is_taken_in(project: Project) -> None:
    batch = taken_in(project, [*HEADER, "身份证号"], ["1", "1", "101", "王五", 12312312311.0, "000000199001010026"])
    assert (batch.doubtful, batch.refused, batch.done) == (1, 0, 1)
    assert CustomerPhone.objects.get().number == "12312312311"


def test_a_row_names_its_own_project() -> None:
    other = centre.project(name="云栖湾")
    batch = taken_in(
        None, ["小区", *HEADER], ["云栖湾", "1", "1", "101", "王五", ""], ["无此", "1", "1", "1", "李", ""]
    )
    assert Unit.objects.get().project == other
    assert list(refusals(batch)) == [3]


def test_without_any_project_the_rows_are_refused() -> None:
    assert list(refusals(taken_in(None, HEADER, ["1", "1", "101", "王五", ""]))) == [2]


def test_checking_takes_nothing_in(project: Project) -> None:
    batches.check(batch_of(project, HEADER, ["1", "1", "101", "王五", ""]))
    assert not Customer.objects.exists()
    assert not Unit.objects.exists()


def test_what_was_not_checked_cannot_be_committed(project: Project) -> None:
    with pytest.raises(Refused) as refused:
        batches.commit(batch_of(project, HEADER, ["1", "1", "101", "王五", ""]))
    assert refused.value.code == "wrong_state"


def test_a_required_column_without_a_header_is_named(project: Project) -> None:
    with override("en"), pytest.raises(Refused, match="Name"):
        batches.check(batch_of(project, ["楼号", "房间"], ["1", "101"]))


def test_another_mapping_can_be_chosen_and_must_fit(project: Project) -> None:
    batch = batch_of(project, ["楼号", "房间", "业主", "户主"], ["1", "101", "旧", "新"])
    with pytest.raises(Refused):
        batches.remap(batch, {"name": [9]})
    with pytest.raises(Refused):
        batches.remap(batch, {"nonsense": [0]})
    batches.remap(batch, {"building": [0], "room": [1], "name": [3]})
    assert batches.preview(batch)[0].columns["name"] == "新"


def test_the_preview_shows_the_first_rows_with_their_problems(project: Project) -> None:
    batch = batch_of(
        project, HEADER, ["1", "1", "101", "", ""], ["1", "1", "102", "王五", ""], ["1", "1", "103", "李", ""]
    )
    shown = batches.preview(batch, limit=2)
    assert [(row.number, row.is_refused) for row in shown] == [(2, True), (3, False)]
    assert shown[1].columns["name"] == "王五"


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_what_is_no_table_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        batches.create_batch(io.BytesIO(b"\xff\xfe\x00%PDF"), name, "owners", None)
    assert refused.value.code == "bad_payload"


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(Refused):
        batch_of(None, ["甲", "乙"], ["1", "2"])


def test_csv_of_an_old_office_program_is_read(project: Project) -> None:
    content = "楼号,单元,房间,业主名称,手机号\r\n1,1,101,王五,19900000001\r\n".encode("gb18030")
    batch = batches.create_batch(io.BytesIO(content), "台账.csv", "owners", None, project)
    batches.check(batch)
    batches.commit(batch)
    assert Customer.objects.get().name == "王五"


def test_a_stopped_import_keeps_what_is_in_and_goes_on_later(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ROWS_AT_ONCE", 2)
    batch = batch_of(project, HEADER, *(["1", "1", f"10{n}", f"业主{n}", ""] for n in range(5)))
    batches.check(batch)
    seen: list[tuple[int, int]] = []
    batches.commit(batch, lambda done, rows: seen.append((done, rows)), lambda: len(seen) == 1)
    assert (batch.state, batch.done, Customer.objects.count()) == ("cancelled", 2, 2)
    batches.commit(batch, lambda done, rows: seen.append((done, rows)))
    assert (batch.state, batch.done, Customer.objects.count()) == ("committed", 5, 5)
    assert seen == [(2, 5), (4, 5), (5, 5)]


def test_a_stop_asked_from_elsewhere_is_heard(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ROWS_AT_ONCE", 1)
    batch = batch_of(project, HEADER, *(["1", "1", f"10{n}", f"业主{n}", ""] for n in range(3)))
    batches.check(batch)
    batches.commit(batch, lambda _done, _rows: batches.request_stop(ImportBatch.objects.get(pk=batch.pk)))
    assert (batch.state, batch.done) == ("cancelled", 1)


def test_undo_takes_back_everything_the_batch_made_and_nothing_else(project: Project) -> None:
    before = centre.customer(centre.unit(project, "9-1-901"), name="先来", phone="19900000009")
    batch = taken_in(
        project, HEADER, ["9", "1", "901", "先来", "19900000008"], ["1", "1", "101", "王五", "19900000001"]
    )
    batches.undo(batch)
    assert (batch.state, batch.done, batch.kept) == ("undone", 0, 0)
    assert list(Customer.objects.all()) == [before]
    assert list(CustomerPhone.objects.values_list("number", flat=True)) == ["19900000009"]
    assert list(Building.objects.values_list("name", flat=True)) == ["9"]
    assert [one.customer for one in find("19900000009", {project.pk})] == [before]
    assert find("19900000008", None) == find("王五", None) == []


def test_undo_leaves_what_somebody_needs_and_says_how_much(project: Project) -> None:
    batch = taken_in(project, HEADER, ["1", "1", "101", "王五", "19900000001"])
    centre.occupy(centre.customer(name="后来"), Unit.objects.get())
    batches.undo(batch)
    assert batch.kept == 2
    assert list(Unit.objects.values_list("code", flat=True)) == ["1-1-101"]
    assert not Customer.objects.filter(name="王五").exists()


def test_a_customer_who_got_another_unit_since_then_stays(project: Project) -> None:
    batch = taken_in(project, HEADER, ["1", "1", "101", "王五", ""])
    centre.occupy(Customer.objects.get(), centre.unit(project))
    batches.undo(batch)
    assert Customer.objects.get().occupancies.count() == 1


def test_a_row_only_the_database_can_refuse_stays_alone() -> None:
    """A department bears the name of the second project: siblings of the tree must differ."""
    top = centre.group()
    region, serving = centre.regional_company(top, "江城公司"), centre.property_company(top, "江城物业")
    centre.department(region, Department.MARKETING)
    taken = region.children.get().name
    header = ["项目名称", "地区公司", "物业公司", "城市级别"]
    rows = [[name, region.name, serving.name, "省会"] for name in ("云栖湾", taken, "望江府")]
    batch = taken_in(None, header, *rows, ledger="projects")
    assert (batch.done, batch.refused) == (2, 1)
    assert list(refusals(batch)) == [3]
    assert set(Project.objects.values_list("name", flat=True)) == {"云栖湾", "望江府"}


def test_signs_no_database_can_hold_are_dropped(project: Project) -> None:
    content = "楼号,房间,业主\r\n1,101,王\x00五\r\n1,102,\x00\r\n".encode()
    batch = batches.create_batch(io.BytesIO(content), "a.csv", "owners", None, project)
    batches.check(batch)
    batches.commit(batch)
    assert Customer.objects.get().name == "王五"
    assert list(refusals(batch)) == [3]


def test_refused_rows_come_back_with_their_reason(project: Project) -> None:
    batch = taken_in(project, HEADER, ["1", "1", "101", "", "=1+1"], ["1", "1", "102", "王五", ""])
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(rejected_workbook(batch))).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0][:5] == HEADER
    assert rows[1][:6] == ["1", "1", "101", "", "=1+1", 2.0]
    assert str(rows[1][6]).strip()
    assert len(rows) == 2


def test_the_corrected_workbook_can_be_uploaded_again(project: Project) -> None:
    batch = taken_in(project, HEADER, ["1", "1", "101", "", "19900000001"])
    again = batches.create_batch(io.BytesIO(rejected_workbook(batch)), "again.xlsx", "owners", None, project)
    assert again.mapping == batch.mapping
