"""Several statements in one message to the database: a round trip costs about as much as a small statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]


@dataclass
class Bundle:
    """Statements that are sent together, in the order they were added; each sees what those before it wrote.

    ``then`` gets the rows a statement returned, once all of them have arrived. A statement's values are positional,
    and a per cent sign in it is written twice.
    """

    _statements: list[str] = field(default_factory=list)
    _values: list[Any] = field(default_factory=list)
    _readers: list[Callable[[Rows], None] | None] = field(default_factory=list)

    def add(self, statement: str, values: Sequence[Any] = (), then: Callable[[Rows], None] | None = None) -> None:
        self._statements.append(statement)
        self._values.extend(values)
        self._readers.append(then)

    def send(self) -> None:
        """Have everything done and read; then the bundle is empty. Raises what the database says of the first fault."""
        statements, values, readers = self._statements, self._values, self._readers
        self._statements, self._values, self._readers = [], [], []
        if not statements:
            return
        with connection.cursor() as cursor:
            cursor.execute(";\n".join(statements), values)
            answers = []
            for place, read in enumerate(readers):
                if place:
                    cursor.nextset()
                answers.append(cursor.fetchall() if read else [])
        for read, rows in zip(readers, answers, strict=True):
            if read:
                read(rows)
