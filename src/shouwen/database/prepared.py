"""A handwritten statement as PostgreSQL keeps it for a session: parsed when it is first sent, planned once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

Rows = list[tuple[Any, ...]]
Statement = str
Values = Sequence[Any] | Mapping[str, Any]

_PLACE = re.compile(r"%(?:%|\((?P<name>\w+)\)s|s)")


@dataclass(frozen=True)
class Prepared:
    """``definition`` is sent once in a session, ``text`` with the values ``in_order`` whenever it is asked."""

    name: str
    definition: str
    text: str
    names: tuple[str, ...]  # of the values, where they have names

    def in_order(self, values: Values) -> Sequence[Any]:
        return [values[name] for name in self.names] if isinstance(values, Mapping) else values


@cache
def prepared(statement: Statement) -> Prepared:
    """The statement with ``%s`` or ``%(name)s`` for its values and ``%%`` for a per cent sign; it must be one alone."""
    names: list[str] = []
    count = 0

    def numbered(place: re.Match[str]) -> str:
        nonlocal count
        if place[0] == "%%":
            return "%"
        name = place["name"]
        if name is None:
            count += 1
            return f"${count}"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    body = _PLACE.sub(numbered, statement)
    name = f"sw_{sha256(statement.encode()).hexdigest()[:16]}"
    places = ", ".join(["%s"] * (count or len(names)))
    return Prepared(
        name, f"PREPARE {name} AS {body}", f"EXECUTE {name}" + (f" ({places})" if places else ""), tuple(names)
    )
