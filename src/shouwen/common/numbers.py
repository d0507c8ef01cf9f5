"""Numbers as addresses and forms write them."""

from __future__ import annotations


def number_in(text: str | None, *, digits: int = 18) -> int | None:
    """The whole number written in ``text``, of at most so many digits (18 fit every column); None for anything else.

    ``²`` is a digit to ``str.isdigit`` and none to ``int``; ``isdecimal`` and ``int`` agree.
    """
    return int(text) if text and text.isdecimal() and len(text) <= digits else None
