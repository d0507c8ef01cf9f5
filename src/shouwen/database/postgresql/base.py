"""Django's PostgreSQL, with a cheaper look at a kept connection, and with statements planned once."""

from __future__ import annotations

import selectors
from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base

from shouwen.database.prepared import Rows, Statement, Values, prepared


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection of a thread."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._known: set[str] = set()  # names of what this session has prepared

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._known = set()
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """A server that went away leaves the end of its stream to be read; a live one that nobody asked says nothing.

        So a silent connection is usable without a round trip, and only one that has something to say is asked.
        """
        if self.connection is None or self.connection.closed:
            return False
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection.fileno(), selectors.EVENT_READ)
            is_silent = not selector.select(timeout=0)
        return is_silent or bool(super().is_usable())

    def send(self, statements: Sequence[tuple[Statement, Values]]) -> list[Rows]:
        """The rows of each statement (none where it returns none), all sent in one message.

        Raises what the database says of the first fault, as Django's errors.
        """
        calls = [prepared(statement) for statement, _values in statements]
        with self.cursor() as cursor:
            for call in calls:
                if call.name not in self._known:
                    cursor.execute(call.definition)
                    self._known.add(call.name)
            cursor.execute(
                ";\n".join(call.text for call in calls),
                [value for call, (_, values) in zip(calls, statements, strict=True) for value in call.in_order(values)],
            )
            answers = []
            for place in range(len(calls)):
                if place:
                    cursor.nextset()
                answers.append(cursor.fetchall() if cursor.rownumber is not None else [])
        return answers
