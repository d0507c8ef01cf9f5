"""The workbooks of real companies, as they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from shouwen.customers.models import Customer, CustomerPhone, Occupancy
from shouwen.estate.models import Unit
from shouwen.kernel.errors import Refused
from shouwen.kernel.imports import batches
from shouwen.kernel.imports.ledger import all_ledgers
from shouwen.kernel.imports.models import ImportBatch
from shouwen.people.models import Staff
from tests.factories import centre
from tests.factories.workbooks import real

pytestmark = pytest.mark.django_db


def imported(name: str, ledger: str, sheet: str = "") -> ImportBatch:
    with real(name).open("rb") as file:
        batch = batches.create_batch(file, name, ledger, None, centre.project(), sheet)
    batches.check(batch)
    batches.commit(batch)
    return batch


def test_the_handover_register_of_flats_in_the_format_of_1997() -> None:
    batch = imported("legacy/收楼情况登记表_脱敏.xls", "owners", "住宅")
    assert (batch.header_row, batch.rows, batch.refused) == (3, 120, 0)
    first = Unit.objects.get(code="B1-301")
    assert (first.building.name, first.floor, first.handed_over_on) == ("B1", 3, date(2006, 3, 21))
    assert set(first.occupancies.values_list("customer__name", flat=True)) == {"王示例1", "刘示例1乙"}
    wang = Customer.objects.get(name="王示例1")
    assert set(wang.phones.values_list("number", flat=True)) == {"19900000001", "19900000002"}
    assert wang.identity_no == "00000019900101000X"
    assert not CustomerPhone.objects.filter(number__contains=".").exists()


def test_the_register_of_shops_has_units_without_a_building() -> None:
    batch = imported("legacy/收楼情况登记表_脱敏.xls", "owners", "商铺")
    assert (batch.header_row, batch.rows, batch.refused) == (2, 30, 0)
    shop = Unit.objects.get(code="A02")
    assert (shop.kind, shop.building.name, shop.handed_over_on) == (Unit.Kind.SHOP, "商铺", date(2005, 2, 20))
    assert set(Customer.objects.get(name="李商户2").phones.values_list("number", flat=True)) == {
        "19900000301", "02000000000",
    }  # fmt: skip


def test_bills_with_numbers_as_text_give_the_units() -> None:
    batch = imported("legacy/管理费账单_脱敏.xls", "units")
    assert batch.rows == 50
    assert Unit.objects.filter(code="B1-708").exists()
    assert Unit.objects.count() + batch.refused == 50


def test_the_fee_sheet_with_one_column_of_unit_numbers() -> None:
    batch = imported("legacy/管理费导入表_标准版.xls", "units")
    assert (batch.rows, batch.refused) == (40, 0)
    assert Unit.objects.get(code="A0-301").floor == 3


def test_rooms_with_owner_and_codes_to_the_right() -> None:
    batch = imported("microcommunity/importRoom.xlsx", "owners")
    assert (batch.rows, batch.refused, batch.done) == (1, 0, 1)
    held = Occupancy.objects.get()
    assert (held.unit.code, held.customer.name, held.relation) == ("1-1-1001", "示例业主甲", "owner")


@pytest.mark.parametrize("name", ["hc.xlsx", "hc20200610.xlsx", "wy.xlsx"])
def test_three_generations_of_one_template_give_their_rooms(name: str) -> None:
    batch = imported(f"microcommunity/{name}", "units", "房屋信息")
    assert batch.refused == 0
    assert batch.done == batch.rows == Unit.objects.count() > 0
    assert Unit.objects.get(code="1-1-1011").area is not None


@pytest.mark.parametrize("name", ["hc.xlsx", "hc20200610.xlsx", "wy.xlsx"])
def test_three_generations_of_one_template_give_their_owners(name: str) -> None:
    batch = imported(f"microcommunity/{name}", "owners", "业主信息")
    assert (batch.rows, batch.refused) == (5, 0)
    assert Customer.objects.get(name="张三1").phones.count() == 1


@pytest.mark.parametrize("name", ["hc.xlsx", "hc20200610.xlsx", "wy.xlsx"])
def test_three_generations_of_one_template_join_owners_and_rooms_by_the_owners_number(name: str) -> None:
    """业主信息 and 房屋信息 are two sheets; 业主编号 says whose room it is. No sheet is named, none is asked for."""
    batch = imported(f"microcommunity/{name}", "owners")
    assert batch.sheet == "业主信息"
    assert "房屋信息" in [one["sheet"] for one in batch.joined]
    assert (batch.rows, batch.refused, batch.done) == (5, 0, 5)
    held = Occupancy.objects.get(customer__name="张三1")
    assert (held.unit.code, held.unit.area, held.relation) == ("1-1-1012", Decimal("94.56"), "owner")
    assert batches.preview(batch)[1].joined.startswith("1")


@pytest.mark.parametrize("ledger", [one.code for one in all_ledgers()])
def test_every_real_workbook_is_read_or_refused_in_words(ledger: str) -> None:
    """Whatever is sent in as whatever: rows with reasons, or one sentence; never an error."""
    project, told = centre.project(), {}
    for path in sorted([*real("microcommunity").parent.rglob("*.xls"), *real("condo").parent.rglob("*.xlsx")]):
        with transaction.atomic(), path.open("rb") as file:
            try:
                batch = batches.create_batch(file, path.name, ledger, None, project)
                batches.check(batch)
                batches.commit(batch)
            except Refused as refused:
                told[path.name] = str(refused)
            else:
                told[path.name] = f"{batch.rows} {batch.refused} {batch.done}"
                assert batch.done + batch.refused == batch.rows, path.name
            transaction.set_rollback(True)
    assert len(told) == 20
    assert all(told.values())


def test_a_small_offices_sheet_with_numbers_no_plan_knows() -> None:
    batch = imported("property-web/业主导入模板.xlsx", "owners")
    assert (batch.rows, batch.refused, batch.doubtful) == (3, 0, 3)
    assert sorted(Unit.objects.values_list("code", flat=True)) == ["1-A-1234", "2-C-1234", "3-B-1234"]


def test_a_foreign_systems_contacts() -> None:
    batch = imported("condo/contact-import-example.xlsx", "owners")
    assert (batch.rows, batch.refused) == (5, 0)
    assert set(Unit.objects.values_list("kind", flat=True)) == {"flat", "parking", "other"}


def test_a_foreign_systems_staff_below_two_lines_of_instructions() -> None:
    batch = imported("condo/employee-import-example.xlsx", "staff")
    assert batch.header_row == 2
    assert (batch.rows, batch.refused, Staff.objects.count()) == (1, 1, 0)
