"""Many rows at once, by COPY. The ids are drawn first, so what was made is known without reading it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, models


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[int]:
    """Insert ``rows`` (values in the order of ``columns``, which must be all of them but the id); their ids in order.

    Names of tables and columns come from our own models, never from a file.
    """
    if not rows:
        return []
    table = model._meta.db_table
    ids = _take_ids(table, len(rows))
    with connection.cursor() as cursor:
        statement = f"COPY {table} (id, {', '.join(columns)}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for pk, row in zip(ids, rows, strict=True):
                copy.write_row((pk, *row))
    return ids


def reindex_later() -> None:
    """Until the end of the transaction the search tokens wait for ``reindex``."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL shouwen.reindex = 'later'")


def reindex(customers: Iterable[int]) -> None:
    """Write the search tokens of these customers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT customers_reindex(%s::bigint[])", [sorted(set(customers))])


def _take_ids(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [pk for (pk,) in cursor.fetchall()]
