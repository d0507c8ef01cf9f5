"""Numbers that prove themselves."""

from __future__ import annotations

from shouwen.common.identifiers import Doubt, credit_code_doubts, resident_doubts, tidy


def test_a_sound_identity_number_raises_no_doubt() -> None:
    assert resident_doubts("11010519491231002X") == []


def test_a_wrong_check_sign_is_named() -> None:
    assert resident_doubts("110105194912310021") == [Doubt.CHECK_SIGN]


def test_made_up_regions_are_named_though_the_check_sign_is_right() -> None:
    assert resident_doubts("00000019900101000X") == [Doubt.REGION]


def test_a_day_that_never_was_is_named() -> None:
    assert Doubt.BIRTHDAY in resident_doubts("110105199002300021")


def test_another_document_has_another_shape() -> None:
    assert resident_doubts("E12345678") == [Doubt.SHAPE]


def test_credit_codes_are_checked_by_their_last_sign() -> None:
    assert credit_code_doubts("91350100M000100Y43") == []
    assert credit_code_doubts("91350100M000100Y44") == [Doubt.CHECK_SIGN]
    assert credit_code_doubts("91350100M000100Y4") == [Doubt.SHAPE]


def test_numbers_are_tidied_before_they_are_compared() -> None:
    assert tidy(" 110105 19491231-002x ") == "11010519491231002X"
