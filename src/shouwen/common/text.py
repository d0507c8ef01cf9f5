"""Text as people type it, made comparable: one spelling, two-character pieces, pinyin initials."""

from __future__ import annotations

import string
import unicodedata
from functools import lru_cache
from itertools import islice, pairwise, product

from pypinyin import Style, lazy_pinyin, pinyin

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_GAPS = frozenset(" \t\n\r")
_MOST_READINGS = 4
_KEPT = frozenset(string.ascii_lowercase + string.digits)

# Surnames whose reading as a name differs from the everyday one; only the initial is kept.
_SURNAME_INITIALS = {
    "单": "s", "曾": "z", "仇": "q", "解": "x", "区": "o", "查": "z", "盖": "g", "朴": "p", "翟": "z",
    "覃": "q", "缪": "m", "员": "y", "折": "s", "乐": "y", "种": "c", "冼": "x", "幺": "y", "召": "s",
}  # fmt: skip
_DOUBLE_SURNAME_INITIALS = {"尉迟": "yc", "万俟": "mq", "长孙": "zs", "单于": "cy", "澹台": "tt", "宰父": "zf"}


def normalise(text: str) -> str:
    """One spelling: compatibility forms folded (NFKC), Latin letters in lower case.

    Only A–Z are lowered, because the database's ``lower`` depends on its locale and ours must not.
    """
    return unicodedata.normalize("NFKC", text).translate(_LOWER)


def bigrams(text: str) -> list[str]:
    """Every two neighbouring characters of the normalised text, gaps left out; [] for one character.

    ``shouwen_bigrams`` in the database gives the same, so an index on it answers what this asks.
    """
    plain = normalise(text)
    return [a + b for a, b in pairwise(plain) if a not in _GAPS and b not in _GAPS]


def initials(name: str, *, person: bool = False) -> str:
    """The pinyin initials, lower case: 云溪湾 → yxw. Letters and digits stay, everything else is dropped.

    With ``person`` the surname is read as a surname: 曾晓林 → zxl.
    """
    plain = normalise(name)
    head = _surname(plain) if person else ""
    tail = "".join(lazy_pinyin(plain[len(head) :], style=Style.FIRST_LETTER))
    return "".join(sign for sign in _surname_initials(head) + tail if sign in _KEPT)


def readings(name: str, *, person: bool = False) -> str:
    """The initials in every usual reading, the likeliest first, with blanks between: 云栖湾 → "yqw yxw".

    At most four readings, so that a long name of many-voiced characters stays short.
    """
    plain = normalise(name)
    voices = [dict.fromkeys(sign[:1] for sign in _voices(one) if sign[:1] in _KEPT) for one in plain]
    others = product(*(list(voice) for voice in voices if voice))
    found = dict.fromkeys([initials(name, person=person), *map("".join, islice(others, _MOST_READINGS))])
    return " ".join([reading for reading in found if reading][:_MOST_READINGS])


@lru_cache(maxsize=8192)
def _voices(character: str) -> tuple[str, ...]:
    return tuple(pinyin(character, style=Style.FIRST_LETTER, heteronym=True)[0])


def _surname(plain: str) -> str:
    if plain[:2] in _DOUBLE_SURNAME_INITIALS:
        return plain[:2]
    return plain[:1] if plain[:1] in _SURNAME_INITIALS else ""


def _surname_initials(surname: str) -> str:
    return _DOUBLE_SURNAME_INITIALS.get(surname) or _SURNAME_INITIALS.get(surname, "")


def is_chinese(text: str) -> bool:
    """Whether any character is a Chinese ideograph."""
    return any("㐀" <= sign <= "鿿" or "\U00020000" <= sign <= "\U0003ffff" for sign in text)


def squeeze(text: str) -> str:
    """The text of a cell: compatibility forms folded, gaps of any kind made one blank, ends trimmed."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())
