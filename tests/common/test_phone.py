"""Telephone numbers as they stand in ledgers."""

from __future__ import annotations

import pytest

from shouwen.common import phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("19900000007.0", "19900000007"),
        ("+86 199-0000-0001", "19900000001"),
        ("０２０-８８８８ ８８８８", "02088888888"),
        ("(020)88888888", "02088888888"),
        ("400-812-3123", "4008123123"),
        ("12345", "12345"),
        ("95598", "95598"),
        ("+44 20 7946 0958", "+442079460958"),
        ("12312312311", "12312312311"),
        ("无", ""),
        ("12", ""),
    ],
)
def test_a_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert phone.compact(typed) == stored


def test_short_codes_are_kept_though_no_plan_knows_them() -> None:
    assert not phone.is_valid("12345")
    assert phone.is_valid("19900000007")
    assert phone.is_valid("02088888888")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("王示例1：19900000001、19900000002", [("王示例1", "19900000001"), ("王示例1", "19900000002")]),
        ("王：19900000001；李：020-88888888", [("王", "19900000001"), ("李", "02088888888")]),
        ("19900000301/020-88888888", [("", "19900000301"), ("", "02088888888")]),
        ("张三13800138000", [("张三", "13800138000")]),
        ("13800138000 13900139000", [("", "13800138000"), ("", "13900139000")]),
        ("138 0013 8000", [("", "13800138000")]),
        ("13800138000\n13800138000", [("", "13800138000")]),
        ("/", []),
        ("", []),
    ],
)
def test_a_cell_gives_every_number_once_with_its_name(cell: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.label, found.number) for found in phone.numbers_in(cell)] == expected
