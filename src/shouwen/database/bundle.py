"""Several statements in one message to the database: a round trip costs about as much as a small statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.db import connection

from shouwen.database.postgresql.base import DatabaseWrapper
from shouwen.database.prepared import Rows, Statement, Values

__all__ = ["Bundle", "Rows", "ask"]


def ask(statement: str, values: Values = ()) -> Rows:
    """The rows of one statement, with values for its ``%s`` or ``%(name)s``."""
    return _sent([(statement, values)])[0]


@dataclass
class Bundle:
    """Statements that are sent together, in the order they were added; each sees what those before it wrote.

    ``then`` gets the rows a statement returned, once all of them have arrived. A per cent sign in a statement is
    written twice.
    """

    _statements: list[tuple[Statement, Values]] = field(default_factory=list)
    _readers: list[Callable[[Rows], None] | None] = field(default_factory=list)

    def add(self, statement: str, values: Values = (), then: Callable[[Rows], None] | None = None) -> None:
        self._statements.append((statement, values))
        self._readers.append(then)

    def send(self) -> None:
        """Have everything done and read; then the bundle is empty. Raises what the database says of the first fault."""
        statements, readers = self._statements, self._readers
        self._statements, self._readers = [], []
        if not statements:
            return
        for read, rows in zip(readers, _sent(statements), strict=True):
            if read:
                read(rows)


def _sent(statements: Sequence[tuple[Statement, Values]]) -> list[Rows]:
    return cast(DatabaseWrapper, connection).send(statements)
