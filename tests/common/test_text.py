"""Text made comparable."""

from __future__ import annotations

import pytest

from shouwen.common import text


def test_full_width_letters_and_capitals_are_one_spelling() -> None:
    assert text.normalise("ＡＢｃ１２　栋") == "abc12 栋"


def test_bigrams_are_neighbours_and_never_cross_a_gap() -> None:
    assert text.bigrams("卫生间 漏水") == ["卫生", "生间", "漏水"]


def test_one_character_has_no_bigram() -> None:
    assert text.bigrams("漏") == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("陈晓林", "cxl"), ("曾晓林", "zxl"), ("尉迟恭", "ycg"), ("阿·不都", "abd"), ("John", "john"), ("", "")],
)
def test_a_person_is_found_by_the_initials_of_the_name(name: str, expected: str) -> None:
    assert text.initials(name, person=True) == expected


def test_a_character_of_two_voices_is_found_by_both() -> None:
    assert text.readings("云栖湾").split() == ["yqw", "yxw"]


def test_readings_stay_few_however_many_voices_there_are() -> None:
    assert len(text.readings("长长长长长长长长").split()) == 4


def test_cells_lose_line_breaks_and_double_blanks() -> None:
    assert text.squeeze(" 3栋 \n　2单元 ") == "3栋 2单元"


def test_chinese_is_told_from_latin() -> None:
    assert text.is_chinese("a陈")
    assert not text.is_chinese("cxl3-1502")
