"""One row in one handwritten statement: building it anew through the ORM cost more than the database took."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from shouwen.kernel.bulk import names


def insert(row: Model) -> None:
    """Write a new row; where the database gives the key, through the ORM. Raises IntegrityError as the ORM does."""
    if row.pk is None:
        row.save(force_insert=True)
        return
    statement, fields = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(statement, [_prepared(row, field, add=True) for field in fields])
    row._state.adding, row._state.db = False, connection.alias


def update(row: Model, changed: Sequence[str]) -> None:
    """Write these columns of an existing row."""
    meta = row._meta
    fields = [field for field in meta.concrete_fields if field.attname in changed]
    settings = ", ".join(f'"{field.column}" = %s' for field in fields)
    key = connection.ops.quote_name(str(_key(type(row)).column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {connection.ops.quote_name(meta.db_table)} SET {settings} WHERE {key} = %s",  # noqa: S608
            [*(_prepared(row, field, add=False) for field in fields), row.pk],
        )


@cache
def _insertion(model: type[Model]) -> tuple[str, list[Field[Any, Any]]]:
    fields = list(model._meta.concrete_fields)
    columns = names({str(field.column): "" for field in fields})
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({places})", fields  # noqa: S608 — names of our own columns


def _key(model: type[Model]) -> Field[Any, Any]:
    key = model._meta.pk
    if key is None:
        raise TypeError(f"{model.__name__} has no key")
    return key


def _prepared(row: Model, field: Field[Any, Any], *, add: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add), connection)
