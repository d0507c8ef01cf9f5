"""One row in one handwritten statement: building it anew through the ORM cost more than the database took."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

from shouwen.database.bundle import Bundle, Rows
from shouwen.kernel.bulk import names

M = TypeVar("M", bound=Model)


def insert(row: Model, bundle: Bundle) -> None:
    """Add the writing of a new row to the bundle; where the database gives the key, the row has it once it is sent.

    IntegrityError comes with the sending.
    """
    statement, fields = _insertion(type(row), named=row.pk is not None)

    def name(written: Rows) -> None:
        row.pk = written[0][0]

    bundle.add(statement, [_prepared(row, field, add=True) for field in fields], name if row.pk is None else None)
    row._state.adding, row._state.db = False, connection.alias


def update(row: Model, changed: Sequence[str], bundle: Bundle) -> None:
    """Add the writing of these columns of an existing row to the bundle."""
    meta = row._meta
    fields = [field for field in meta.concrete_fields if field.attname in changed]
    settings = ", ".join(f'"{field.column}" = %s' for field in fields)
    key = connection.ops.quote_name(str(_key(type(row)).column))
    bundle.add(
        f"UPDATE {connection.ops.quote_name(meta.db_table)} SET {settings} WHERE {key} = %s",  # noqa: S608
        [*(_prepared(row, field, add=False) for field in fields), row.pk],
    )


def selection(model: type[Model], which: str) -> str:
    """A statement that reads rows for ``made``; ``which`` is all that follows the table's name."""
    columns = names({str(field.column): "" for field in model._meta.concrete_fields})
    return f"SELECT {columns} FROM {connection.ops.quote_name(model._meta.db_table)} {which}"  # noqa: S608 — our own columns


def made(model: type[M], row: Sequence[Any]) -> M:
    """The object of a row that was read by ``selection``."""
    values = list(row)
    for place, read in _readings(model):
        values[place] = read(values[place], None, connection)
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], values)


@cache
def _readings(model: type[Model]) -> Sequence[tuple[int, Callable[..., Any]]]:
    """Where a row's value is not yet what the field gives, as JSON is text; and how the field reads it."""
    read = [getattr(field, "from_db_value", None) for field in model._meta.concrete_fields]
    return [(place, reading) for place, reading in enumerate(read) if reading is not None]


@cache
def _insertion(model: type[Model], *, named: bool) -> tuple[str, list[Field[Any, Any]]]:
    """The statement and the fields it writes; a row not yet ``named`` gets its key from the database."""
    key = _key(model)
    fields = [field for field in model._meta.concrete_fields if named or field is not key]
    columns = names({str(field.column): "" for field in fields})
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    returning = "" if named else f" RETURNING {connection.ops.quote_name(str(key.column))}"
    return f"INSERT INTO {table} ({columns}) VALUES ({places}){returning}", fields  # noqa: S608 — our own columns


def _key(model: type[Model]) -> Field[Any, Any]:
    key = model._meta.pk
    if key is None:
        raise TypeError(f"{model.__name__} has no key")
    return key


def _prepared(row: Model, field: Field[Any, Any], *, add: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add), connection)
