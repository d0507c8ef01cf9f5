"""Numbers that prove themselves: resident identity cards (GB 11643) and unified social credit codes (GB 32100).

A wrong number is a doubt to show, never a reason to refuse a customer: old cards, passports and typing
errors all occur. So the functions say what is wrong and decide nothing.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_SIGNS = "10X98765432"
_RESIDENT = re.compile(r"\d{17}[\dX]")
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT = re.compile(rf"[{_CREDIT_SIGNS}]{{18}}")
_PROVINCES = frozenset(
    str(code)
    for codes in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72), (81, 84))
    for code in range(*codes)
)


class Doubt(Enum):
    """What is wrong with a number."""

    SHAPE = "shape"
    REGION = "region"
    BIRTHDAY = "birthday"
    CHECK_SIGN = "check_sign"


def resident_doubts(number: str) -> list[Doubt]:
    """Everything wrong with an 18-place resident identity number; [] when it is sound."""
    if not _RESIDENT.fullmatch(number):
        return [Doubt.SHAPE]
    doubts = [] if number[:2] in _PROVINCES else [Doubt.REGION]
    if not _is_day(number[6:14]):
        doubts.append(Doubt.BIRTHDAY)
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    if _CHECK_SIGNS[total % 11] != number[17]:
        doubts.append(Doubt.CHECK_SIGN)
    return doubts


def credit_code_doubts(number: str) -> list[Doubt]:
    """Everything wrong with a unified social credit code; [] when it is sound."""
    if not _CREDIT.fullmatch(number):
        return [Doubt.SHAPE]
    total = sum(_CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(number[:17]))
    sound = _CREDIT_SIGNS.index(number[17]) == (31 - total % 31) % 31
    return [] if sound else [Doubt.CHECK_SIGN]


def tidy(number: str) -> str:
    """The number without blanks and hyphens, letters in upper case."""
    return re.sub(r"[\s\-]", "", number).upper()


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
