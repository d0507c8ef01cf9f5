"""Names of buildings and units: from the spellings met in ledgers to parts, a code and one display text.

The parts are the truth. ``code`` and ``text`` are made from them once; neither is ever parsed back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shouwen.common.text import squeeze

_BUILDING = r"(?:栋|幢|座|号楼|楼|#)"
_DIGITS = {"零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PHASE = re.compile(r"^([一二三四五六七八九十]+期|第?\d+期|[A-Z]区|[\w]+?(?:组团|苑区))\s*")
_WORDED = re.compile(
    rf"^(?P<building>[A-Z]?\d+[A-Z]?|[A-Z]|[一二三四五六七八九十]+)\s*{_BUILDING}\s*-?\s*"
    r"(?:(?P<stair>[A-Z]|\d+|[一二三四五六七八九十]+)\s*(?:单元|门|梯)\s*-?\s*)?"
    r"(?:(?P<floor>-?\d+)\s*(?:层|楼)\s*-?\s*)?"
    r"(?P<room>[A-Z]{0,3}\d+[A-Z]?|[A-Z]\d*(?:-\d+)?)?\s*(?:室|房|号|铺)?$"
)
_TRAILING = re.compile(rf"\s*(?:{_BUILDING}|单元|室|房|铺)$")
_PIECE = re.compile(r"[A-Z0-9]+|[A-Z0-9]*[\u4e00-\u9fff]{1,4}[A-Z0-9]*")
_NUMBER_TAIL = re.compile(r"^(-?\d+)\.0+$")


@dataclass(frozen=True)
class UnitName:
    """The parts of a unit's name; a part that does not exist is "". ``phase`` is no part of the code."""

    building: str
    stair: str
    room: str
    phase: str = ""

    @property
    def code(self) -> str:
        """The parts that exist, joined: 1-1-101, 3-1502, A01."""
        return "-".join(part for part in (self.building, self.stair, self.room) if part)

    @property
    def text(self) -> str:
        """What people read: 1栋1单元101, 3栋1502, A01."""
        building = f"{self.building}栋" if self.building else ""
        stair = f"{self.stair}单元" if self.stair else ""
        return f"{building}{stair}{self.room}"

    @property
    def floor(self) -> int | None:
        """The floor that a room number of three or four digits tells (1502 → 15); None where it tells none."""
        return int(self.room[:-2]) if re.fullmatch(r"\d{3,4}", self.room) else None


def of_parts(building: str, stair: str, room: str, phase: str = "") -> UnitName:
    """From separate columns. Stair 0 means none (shops: 楼栋-0-商铺). ValueError without a room."""
    name = UnitName(part(building), part(stair), part(room), squeeze(phase))
    if not name.room:
        raise ValueError("a unit needs a room")
    return UnitName(name.building, "" if name.stair == "0" else name.stair, name.room, name.phase)


def part(cell: str) -> str:
    """One part from one cell: "3栋" → "3", "1.0" → "1", "二单元" → "2", "B-1" stays."""
    plain = _TRAILING.sub("", _NUMBER_TAIL.sub(r"\1", squeeze(cell).upper()))
    return _arabic(plain)


def parse(text: str) -> UnitName:
    """From one cell: 3栋2单元1203室, A-2-1203, 12-03, B1-3-301, 1203, C0001, 一期3号楼1502.

    Two parts are building and room, three are building, stair and room. ValueError when it is none of these.
    """
    plain = _NUMBER_TAIL.sub(r"\1", squeeze(text).upper())
    phase = _PHASE.match(plain)
    rest = plain[phase.end() :] if phase else plain
    found = _worded(rest) or _joined(rest)
    if found is None:
        raise ValueError(text)
    return of_parts(*found, phase=phase.group(1) if phase else "")


def _worded(plain: str) -> tuple[str, str, str] | None:
    match = _WORDED.match(plain)
    if match is None:
        return None
    # A villa is known by its number alone: the building is the room.
    building, stair, room = (_arabic(match.group(name) or "") for name in ("building", "stair", "room"))
    return (building, stair, room) if room else ("", stair, building)


def _joined(plain: str) -> tuple[str, str, str] | None:
    pieces = [piece for piece in re.split(r"[-_/ ]+", plain) if piece]
    if not 1 <= len(pieces) <= 3 or not all(_PIECE.fullmatch(piece) for piece in pieces):
        return None
    if not any(sign.isdigit() for sign in pieces[-1]):
        return None
    parts = [part(piece) for piece in pieces]
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    return (parts[0], "", parts[1]) if len(parts) == 2 else ("", "", parts[0])


def _arabic(numeral: str) -> str:
    """一 … 九十九 in digits; anything else unchanged."""
    if not numeral or not all(sign in _DIGITS or sign == "十" for sign in numeral):
        return numeral
    if "十" not in numeral:
        return "".join(str(_DIGITS[sign]) for sign in numeral)
    tens, _, ones = numeral.partition("十")
    return str((_DIGITS.get(tens, 1)) * 10 + _DIGITS.get(ones, 0))
