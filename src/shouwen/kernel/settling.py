"""Up to which id a table of which rows are only added can no longer change below.

Ids are given out before they are committed, so a reader could pass an id whose transaction is still open and never
see it. A settled id is one below which nothing can appear any more. Writers are neither blocked nor slowed.
"""

from __future__ import annotations

import time

from django.db import connection

PATIENCE = 2.0  # seconds to wait for writers; then the caller asks again
LOOK_EVERY = 0.02

# The lock on the table is taken before an id is drawn and kept to the transaction's end.
_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = %s::regclass AND mode = 'RowExclusiveLock'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
"""


def last_id(table: str) -> int:
    """The last id given out in one of our own tables, committed or not; 0 before the first."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT last_value - (NOT is_called)::int FROM "{table}_id_seq"')  # noqa: S608 — our own name
        return int(cursor.fetchone()[0])


def settled_id(table: str, patience: float = PATIENCE) -> int | None:
    """The last id given out in ``table`` once all who wrote then have ended; None after ``patience`` seconds.

    ``table`` is one of our own, with its ids from the sequence ``<table>_id_seq``.
    """
    until = time.monotonic() + patience
    last = last_id(table)
    with connection.cursor() as cursor:
        awaited: set[str] | None = None
        while True:
            cursor.execute(_WRITERS, [table])
            writing = {row[0] for row in cursor.fetchall()}
            awaited = writing if awaited is None else awaited & writing
            if not awaited:
                return last
            if time.monotonic() >= until:
                return None
            time.sleep(LOOK_EVERY)
