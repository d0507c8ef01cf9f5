"""Names of units in the spellings met in ledgers."""

from __future__ import annotations

import pytest

from shouwen.common import unitname


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("3栋2单元1203室", "3-2-1203"),
        ("3幢1502", "3-1502"),
        ("3#1502", "3-1502"),
        ("A座1203", "A-1203"),
        ("三栋二单元301", "3-2-301"),
        ("十二号楼301", "12-301"),
        ("A-2-1203", "A-2-1203"),
        ("a-2-1203", "A-2-1203"),
        ("12-03", "12-03"),
        ("B1-3-301", "B1-3-301"),
        ("１－１－１０１", "1-1-101"),
        ("1203", "1203"),
        ("1101.0", "1101"),
        ("C0001", "C0001"),
        ("A0-301", "A0-301"),
        ("1-0-A01", "1-A01"),
        ("8号楼", "8"),
        ("一期3幢2单元5层503室", "3-2-503"),
    ],
)
def test_spellings_of_one_cell_give_one_code(typed: str, code: str) -> None:
    assert unitname.parse(typed).code == code


@pytest.mark.parametrize("typed", ["云栖湾", "10 Downing Street", "", "陈晓林", "1-2-3-4"])
def test_what_is_no_unit_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        unitname.parse(typed)


def test_the_phase_is_kept_beside_the_code() -> None:
    assert unitname.parse("二期3号楼1502") == unitname.UnitName("3", "", "1502", "二期")


def test_parts_come_from_columns_with_or_without_their_words() -> None:
    assert unitname.of_parts("1栋", "2单元", "1001室").code == "1-2-1001"
    assert unitname.of_parts("1.0", "1.0", "1001.0").code == "1-1-1001"


def test_stair_nought_means_no_stair() -> None:
    assert unitname.of_parts("1", "0", "A01").stair == ""


def test_a_unit_without_a_room_is_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        unitname.of_parts("1", "1", " ")


def test_people_read_building_stair_and_room() -> None:
    assert unitname.of_parts("3", "2", "1502").text == "3栋2单元1502"
    assert unitname.of_parts("", "", "A01").text == "A01"


@pytest.mark.parametrize(("room", "floor"), [("1502", 15), ("301", 3), ("A01", None), ("8", None)])
def test_the_floor_is_told_by_the_room_or_not_at_all(room: str, floor: int | None) -> None:
    assert unitname.of_parts("1", "", room).floor == floor
