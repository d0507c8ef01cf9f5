"""The ledgers of the centre beside owners, and how a domain adds one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from shouwen.estate.models import Building, Project, Unit
from shouwen.kernel.imports import batches
from shouwen.kernel.imports.ledger import Ledger, all_ledgers, ledger_named, register
from shouwen.kernel.imports.models import ImportBatch
from shouwen.people.models import Staff
from shouwen.people.roles import CityTier, OrgKind, Role
from tests.factories import centre
from tests.factories.workbooks import xlsx

pytestmark = pytest.mark.django_db


def taken_in(ledger: str, project: Project | None, *rows: Sequence[object]) -> ImportBatch:
    batch = batches.create_batch(xlsx(*rows), "台账.xlsx", ledger, None, project)
    batches.check(batch)
    batches.commit(batch)
    return batch


def refused_rows(batch: ImportBatch) -> list[int]:
    return list(batch.problem_rows.filter(is_refused=True).order_by("number").values_list("number", flat=True))


def test_units_come_with_building_phase_floor_area_and_day() -> None:
    header = ["期", "楼号", "单元", "房间", "建筑面积（㎡）", "交楼日期", "房屋类型"]
    taken_in("units", centre.project(), header, ["一期", "3栋", 1.0, "1502室", "94.56", "2006年3月20日", 110.0])
    unit = Unit.objects.get()
    assert (unit.code, unit.text, unit.floor) == ("3-1-1502", "3栋1单元1502", 15)
    assert (str(unit.area), unit.handed_over_on, unit.kind) == ("94.56", date(2006, 3, 20), Unit.Kind.FLAT)
    assert unit.building.phase is not None
    assert unit.building.phase.name == "一期"


def test_a_unit_twice_in_a_file_is_refused_the_second_time() -> None:
    batch = taken_in("units", centre.project(), ["楼号", "房间"], ["1", "101"], ["1栋", "101室"])
    assert refused_rows(batch) == [3]
    assert Unit.objects.count() == 1


def test_units_of_two_projects_may_share_a_code() -> None:
    rows = [["项目", "楼号", "房间"], ["甲苑", "1", "101"], ["乙苑", "1", "101"]]
    centre.project(name="甲苑")
    centre.project(name="乙苑")
    assert refused_rows(taken_in("units", None, *rows)) == []
    assert Building.objects.count() == Unit.objects.count() == 2


def test_an_area_that_is_no_number_is_left_out_and_told() -> None:
    batch = taken_in("units", centre.project(), ["楼号", "房间", "建筑面积"], ["1", "101", "约九十"], ["1", "102", -3])
    assert (batch.doubtful, batch.refused) == (2, 0)
    assert set(Unit.objects.values_list("area", flat=True)) == {None}


def test_projects_join_companies_that_are_there() -> None:
    top = centre.group()
    region, serving = centre.regional_company(top, "江城公司"), centre.property_company(top, "江城物业")
    header = ["项目名称", "地区公司", "物业公司", "城市级别", "开盘日期"]
    batch = taken_in(
        "projects", None, header,
        ["云栖湾", "江城公司", "江城物业", "三线", "2019-05-01"],
        ["云栖湾", "江城公司", "江城物业", "省会", ""],
        ["望江府", "无此公司", "江城物业", "省会", ""],
        ["听涛苑", "江城公司", "江城物业", "一线", ""],
    )  # fmt: skip
    made = Project.objects.get()
    assert (made.region, made.property_company, made.city_tier) == (region, serving, CityTier.THIRD_TIER)
    assert (made.org.kind, made.org.parent, made.pinyin) == (OrgKind.PROJECT, region, "yqw yxw")
    assert refused_rows(batch) == [3, 4, 5]


def test_undoing_projects_takes_their_nodes_back() -> None:
    top = centre.group()
    centre.regional_company(top, "江城公司")
    centre.property_company(top, "江城物业")
    header = ["项目名称", "地区公司", "物业公司", "城市级别"]
    batch = taken_in("projects", None, header, ["云栖湾", "江城公司", "江城物业", "省会"])
    batches.undo(batch)
    assert batch.kept == 0
    assert not Project.objects.exists()


def test_staff_get_a_closed_login_and_the_post_the_row_tells() -> None:
    region = centre.regional_company(name="江城公司")
    header = ["工号", "姓名", "手机", "部门", "岗位"]
    batch = taken_in(
        "staff", None, header,
        ["A1", "周敏", 19900000001.0, "江城公司", "chairman"],
        ["A2", "陈志伟", "", "无此部门", "什么都管"],
        ["A1", "重号", "", "", ""],
        ["", "无号", "", "", ""],
    )  # fmt: skip
    zhou = Staff.objects.get(staff_no="A1")
    assert (zhou.name, zhou.phone, zhou.has_usable_password()) == ("周敏", "19900000001", False)
    post = zhou.appointments.get()
    assert (post.org, post.role, post.starts_at) == (region, Role.CHAIRMAN, batch.uploaded_at)
    assert not Staff.objects.get(staff_no="A2").appointments.exists()
    assert refused_rows(batch) == [4, 5]


def test_nobody_becomes_general_manager_of_the_group_by_a_row_of_a_company() -> None:
    centre.regional_company(name="江城公司")
    header = ["工号", "姓名", "部门", "岗位"]
    taken_in("staff", None, header, ["A1", "周敏", "江城公司", "group_gm"])
    assert not Staff.objects.get(staff_no="A1").appointments.exists()


def test_staff_without_a_number_log_in_with_the_phone() -> None:
    taken_in("staff", None, ["姓名", "手机"], ["周敏", "19900000001"])
    assert Staff.objects.get().staff_no == "19900000001"


def test_the_centres_ledgers_are_known_by_their_codes() -> None:
    assert {"projects", "units", "owners", "staff"} <= {ledger.code for ledger in all_ledgers()}
    assert ledger_named("units").code == "units"


def test_two_ledgers_of_one_code_are_a_mistake_of_the_program() -> None:
    units: type[Ledger[object]] = ledger_named("units")
    with pytest.raises(ValueError, match="units"):
        register(units)
