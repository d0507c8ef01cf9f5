"""Which header means which column."""

from __future__ import annotations

import pytest

from shouwen.kernel.imports.ledger import Column, ledger_named
from shouwen.kernel.imports.mapping import missing, recognises, suggest

OWNERS = ledger_named("owners").columns


def test_headers_are_known_by_chinese_and_english_synonyms() -> None:
    assert suggest(OWNERS, ["楼号", "Entrance", "房间（号）", "业主名称*", "PHONES"]) == {
        "building": [0], "stair": [1], "room": [2], "name": [3], "phone": [4],
    }  # fmt: skip


def test_a_synonym_within_a_longer_header_is_recognised() -> None:
    assert suggest(OWNERS, ["备注2业主、住户联系电话", "备注3业主身份证号码"]) == {"phone": [0], "identity": [1]}


def test_the_surer_header_wins_whatever_the_order() -> None:
    assert suggest(OWNERS, ["名称", "业主姓名"])["name"] == [1]


def test_of_two_equal_headers_the_first_is_read() -> None:
    assert suggest(OWNERS, ["建筑面积", "建筑面积"]) == {"area": [0]}


def test_every_column_of_numbers_is_read() -> None:
    assert suggest(OWNERS, ["手机", "姓名", "联系电话"])["phone"] == [0, 2]


@pytest.mark.parametrize(
    "header", ["", "   ", "序号", "只有手机号码的说明文字很长很长很长很长很长很长很长很长不是表头"]
)
def test_what_is_no_header_is_not_recognised(header: str) -> None:
    assert not recognises(OWNERS, header)


def test_required_columns_without_a_header_are_named() -> None:
    assert [column.name for column in missing(OWNERS, suggest(OWNERS, ["楼号", "房间"]))] == ["name"]


def test_short_synonyms_are_not_looked_for_within_headers() -> None:
    assert suggest((Column("house", "", ("房屋",)),), ["房屋费用"]) == {}
