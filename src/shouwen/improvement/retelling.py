"""A closed case retold without its people: names, telephone numbers and rooms go, and it is looked at once more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# Seven digits or more, however they are grouped; a date is none.
_NUMBER: Final = re.compile(r"(?<!\d)(?<!\d-)(?!(?:19|20)\d\d-\d\d?-)\+?\d(?:[\d*]|[ -](?=[\d*])){5,}[\dXx*]")
_ROOMS: Final = (
    re.compile(r"\d{1,3}\s*(?:栋|幢|座|号楼)\s*(?:\d{1,3}\s*(?:单元|梯|座)\s*)?\d{2,4}\s*(?:室|房|号)?"),
    re.compile(r"(?<!\d)\d{1,3}-\d{1,3}-\d{2,4}(?!\d)"),
    re.compile(r"(?<!\d)\d{1,3}-\d{3,4}(?=室|房|号)"),
    re.compile(r"(?<!\d)\d{3,4}\s*(?:室|房)"),
)
_CALLED: Final = re.compile(r"[\u4e00-\u9fff](?=女士|先生|小姐|太太|师傅|阿姨)")
NOBODY, NO_NUMBER, NO_ROOM = "某", "〔号码〕", "〔房号〕"


def retold(text: str, hidden: Iterable[str]) -> str:
    """The text without what is hidden, without numbers that could call somebody, without rooms."""
    for secret in _secrets(hidden):
        text = _whole(secret).sub(_instead_of(secret), text)
    for room in _ROOMS:
        text = room.sub(NO_ROOM, text)
    text = _NUMBER.sub(NO_NUMBER, text)
    return _CALLED.sub(NOBODY, text)


def left_in(text: str, hidden: Iterable[str]) -> list[str]:
    """What still tells who it was; empty for a text that may be shown to all."""
    found = [secret for secret in _secrets(hidden) if _whole(secret).search(text)]
    found += [match.group() for pattern in (_NUMBER, *_ROOMS) for match in pattern.finditer(text)]
    return found


def _secrets(hidden: Iterable[str]) -> list[str]:
    """Longest first, so that a name within a longer one leaves nothing behind; single signs say nothing."""
    return sorted({secret.strip() for secret in hidden if len(secret.strip()) > 1}, key=lambda one: (-len(one), one))


def _instead_of(secret: str) -> str:
    if _NUMBER.fullmatch(secret):
        return NO_NUMBER
    return NO_ROOM if any(sign.isdigit() for sign in secret) else NOBODY


def _whole(secret: str) -> re.Pattern[str]:
    """The secret as such: the room 101 is not in the amount 1010."""
    before = r"(?<!\d)" if secret[0].isdigit() else ""
    after = r"(?!\d)" if secret[-1].isdigit() else ""
    return re.compile(before + re.escape(secret) + after)
