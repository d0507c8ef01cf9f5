"""Filling tables by the million: set-based, without triggers, indexes and foreign keys meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Field, Model

INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ANY(%s::text[]::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)
"""
UNIQUES = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = ANY(%s::text[]::regclass[]) AND contype = 'u'
"""


def insert(model: type[Model], source: str, values: dict[str, Any] | None = None, **columns: str) -> None:
    """INSERT … SELECT: the columns named as SQL expressions over ``source``, the others with the model's default."""
    parameters: dict[str, Any] = dict(values or {})
    chosen: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if field.attname in columns:
            chosen[field.attname] = columns.pop(field.attname)
        elif not _is_numbered(field):
            chosen[field.attname] = f"%({field.attname}_default)s"
            parameters[f"{field.attname}_default"] = field.get_db_prep_save(field.get_default(), connection)
    assert not columns, f"{model.__name__} has no {', '.join(columns)}"
    names = ", ".join(f'"{name}"' for name in chosen)
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(chosen.values())} FROM {source}'
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _is_numbered(field: Field[Any, Any]) -> bool:
    """The database gives the value itself."""
    return field.primary_key and field.get_internal_type() == "BigAutoField"


@contextmanager
def bare(models: Sequence[type[Model]]) -> Iterator[None]:
    """Within the block the tables have primary keys only and check nothing; afterwards all is as it was."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        cursor.execute(UNIQUES, [tables])
        uniques = cursor.fetchall()
        for table, name, _definition in uniques:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for table, name, definition in uniques:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for _name, definition in indexes:
            cursor.execute(definition)
        for model in models:
            _count_on(cursor, model)
        for table in tables:
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("RESET ALL")


def _count_on(cursor: Any, model: type[Model]) -> None:
    """The table's numbers go on after the highest that was given."""
    key = model._meta.pk
    if key is not None and _is_numbered(key):
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({key.column}), 0) + 1, false)"
            f" FROM {model._meta.db_table}",
            [model._meta.db_table, key.column],
        )
