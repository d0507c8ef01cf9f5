"""Telephone numbers as they stand in ledgers: several in a cell, with names, as numbers, with blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

from shouwen.common.text import squeeze

_MOBILE = re.compile(r"1[3-9]\d{9}")
_SPREADSHEET_TAIL = re.compile(r"\.0+$")
_NUMBER = re.compile(r"\+?\d(?:[\d \-()]*\d)?")
_LABEL = re.compile(r"^\s*(?:(?P<named>[^:]{0,20}[^\d:][^:]{0,20}):|(?P<bare>[^\d:+()]{1,20}))(?P<rest>.*)$")
_SEPARATORS = re.compile(r"[、,;/|\n]+")
_SHORTEST, _LONGEST = 3, 20


@dataclass(frozen=True)
class LabelledNumber:
    """One number of a cell and the name written before it ("" without one)."""

    label: str
    number: str


def compact(text: str) -> str:
    """The number as it is stored: digits only, a leading + only before a foreign country code.

    ``+86 199-0000-0001`` → ``19900000001``; ``020-8888 8888`` → ``02088888888``; short codes such as 12345
    and numbers that no plan knows stay as their digits. "" when there is no number in the text.
    """
    plain = _SPREADSHEET_TAIL.sub("", squeeze(text))
    digits = re.sub(r"\D", "", plain)
    if _MOBILE.fullmatch(digits):
        return digits
    if not _SHORTEST <= len(digits) <= _LONGEST:
        return ""
    return _planned(plain) or (f"+{digits}" if plain.startswith("+") else digits)


def is_valid(number: str) -> bool:
    """Whether a Chinese or international numbering plan knows the number. 12345 and 95598 are not known."""
    if _MOBILE.fullmatch(number):
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))
    except phonenumbers.NumberParseException:
        return False


def numbers_in(cell: str) -> list[LabelledNumber]:
    """Every number of a cell in its order, each once: ``王：199…、199…；李：020-8…``.

    A name counts for the numbers after it until the next name.
    """
    found: dict[str, LabelledNumber] = {}
    label = ""
    for line in re.split(r"[\r\n]+", cell):
        for piece in _SEPARATORS.split(squeeze(line)):
            found_label, rest = _label_and_rest(piece)
            label = found_label or label
            for number in _numbers_of(rest):
                found.setdefault(number, LabelledNumber(label, number))
    return list(found.values())


def _label_and_rest(piece: str) -> tuple[str, str]:
    match = _LABEL.match(piece)
    if match is None:
        return "", piece
    return (match["named"] or match["bare"] or "").strip(), match["rest"]


def _numbers_of(piece: str) -> list[str]:
    """A piece holds one number, or several mobiles with blanks between them."""
    digits_and_gaps = _NUMBER.findall(_SPREADSHEET_TAIL.sub("", piece))
    numbers: list[str] = []
    for run in digits_and_gaps:
        words = run.split()
        several = len(words) > 1 and all(len(re.sub(r"\D", "", word)) >= 7 for word in words)
        numbers += [compact(word) for word in (words if several else [run])]
    return [number for number in numbers if number]


def _planned(plain: str) -> str:
    try:
        parsed = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    if parsed.country_code == 86:
        national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        return re.sub(r"\D", "", national)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
