"""Workbooks whose sheets belong together: owners on one, their rooms and parking spaces on others."""

from __future__ import annotations

import io

import pytest

from shouwen.customers.models import Customer
from shouwen.estate.models import Project, Unit
from shouwen.kernel.errors import Refused
from shouwen.kernel.imports import batches
from shouwen.kernel.imports.bounds import bounds_of
from shouwen.kernel.imports.models import ImportBatch
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from tests.factories import centre
from tests.factories.story import at
from tests.factories.workbooks import xlsx, xlsx_of

pytestmark = pytest.mark.django_db
OWNERS = [
    ["业主编号", "业主名称", "手机号"],
    [1, "甲", "19900000001"],
    [2, "乙", "19900000002"],
    [3, "丙", "19900000003"],
]
ROOMS = [
    ["房屋编号", "楼栋编号", "单元编号", "业主编号"],
    ["101", 1, 1, 1],
    ["102", 1, 1, 1],
    ["201", 1, 1, 2],
    ["301", 1, 1, ""],
]
PARKING = [["车位编码", "停车场类型", "业主编号"], ["C001", "地上停车位", 2]]


def taken(
    content: io.BytesIO, ledger: str = "owners", by: Staff | None = None, project: Project | None = None
) -> ImportBatch:
    batch = batches.create_batch(content, "hc.xlsx", ledger, by, project or centre.project())
    batches.check(batch)
    batches.commit(batch)
    return batch


def codes(name: str) -> list[str]:
    held = Customer.objects.get(name=name).occupancies.order_by("unit__code")
    return list(held.values_list("unit__code", flat=True))


def test_an_owner_gets_every_room_and_space_that_names_the_owners_number() -> None:
    batch = taken(xlsx_of({"业主信息": OWNERS, "房屋信息": ROOMS, "车位信息": PARKING}))
    assert (batch.rows, batch.done, batch.refused) == (3, 3, 0)
    assert codes("甲") == ["1-1-101", "1-1-102"]
    assert codes("乙") == ["1-1-201", "C001"]
    assert codes("丙") == [], "a person without a room is taken in all the same"
    assert Unit.objects.get(code="C001").kind == Unit.Kind.PARKING
    assert not Unit.objects.filter(code="1-1-301").exists(), "a room of nobody is the units' ledger's"


def test_what_is_wrong_on_another_sheet_is_said_at_the_owners_row() -> None:
    batch = taken(xlsx_of({"业主信息": OWNERS, "房屋信息": [ROOMS[0], ["", 1, 1, 1], ["201", 1, 1, 2]]}))
    assert (batch.done, batch.refused) == (2, 1)
    row = batch.problem_rows.get()
    assert (row.number, row.problems[0]["refuses"]) == (2, True)
    assert codes("乙") == ["1-1-201"]


def test_what_was_joined_is_undone_with_the_batch() -> None:
    batch = taken(xlsx_of({"业主信息": OWNERS, "房屋信息": ROOMS}))
    batches.undo(batch)
    assert not Customer.objects.exists()
    assert not Unit.objects.exists()


def test_the_preview_shows_what_the_other_sheets_add() -> None:
    batch = batches.create_batch(
        xlsx_of({"业主信息": OWNERS, "房屋信息": ROOMS}), "wy.xlsx", "owners", None, centre.project()
    )
    assert [one["sheet"] for one in batch.joined] == ["房屋信息"]
    assert "101" in batches.preview(batch)[0].joined
    assert batches.preview(batch)[2].joined == ""


# ---- how far an administrator's rows reach -----------------------------------------------------------------------


@pytest.mark.requirement("S3-I02")
def test_an_administrator_reaches_what_lies_below_the_own_posts() -> None:
    mine, other = centre.project(), centre.project()
    now = at("2024-05-06 09:00")
    regional = bounds_of(centre.holder(Role.ADMINISTRATOR, mine.region), now)
    assert (regional.hold_project(mine.pk), regional.hold_project(other.pk)) == (True, False)
    assert (regional.hold_org(mine.org_id), regional.hold_org(other.org_id)) == (True, False)
    serving = bounds_of(centre.holder(Role.ADMINISTRATOR, mine.property_company), now)
    assert serving.hold_project(mine.pk), "the property company's administrator fills the projects it serves"
    whole = bounds_of(centre.holder(Role.ADMINISTRATOR, centre.group_centre(centre.group())), now)
    assert whole.are_none
    assert not bounds_of(centre.staff(), now).hold_project(mine.pk), "without the post nothing"


@pytest.mark.requirement("S3-I02")
def test_nobody_is_given_a_post_beyond_the_administrators_bounds() -> None:
    mine, other = centre.project(name="自家"), centre.project(name="别家")
    sheet = xlsx(
        ["工号", "姓名", "部门", "岗位"],
        ["A1", "钱一", "自家", "project_agent"],
        ["A2", "孙二", "别家", "project_agent"],
    )
    batch = taken(sheet, "staff", centre.holder(Role.ADMINISTRATOR, mine.region), mine)
    assert batch.done == 2
    assert batch.doubtful == 1
    assert Staff.objects.get(staff_no="A1").appointments.filter(org=mine.org).exists()
    assert not Staff.objects.get(staff_no="A2").appointments.exists()
    assert other.org.name in str(batch.problem_rows.get().problems)


@pytest.mark.requirement("S3-I02")
def test_a_project_beyond_the_bounds_cannot_be_chosen_for_a_file() -> None:
    mine, other = centre.project(), centre.project()
    by = centre.holder(Role.ADMINISTRATOR, mine.region)
    with pytest.raises(Refused):
        batches.create_batch(xlsx(*OWNERS), "o.xlsx", "owners", by, other)
    assert not ImportBatch.objects.exists()
