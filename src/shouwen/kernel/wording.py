"""How several words stand in one line, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

COMMA = pgettext_lazy("between the words of a list", ", ")
SEMICOLON = pgettext_lazy("between the clauses of a line", "; ")


def listed(words: Iterable[object], between: str | Promise = COMMA) -> str:
    """The words in one line: ``甲、乙`` in Chinese, ``a, b`` in English; with ``SEMICOLON``, clauses.

    For what is read now. What is kept or signed must not follow a reader's language and is joined where it is kept.
    """
    return str(between).join(str(word) for word in words)
