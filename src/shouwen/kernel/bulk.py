"""Many rows in one statement: handed to the database as one JSON document, which it unfolds by itself.

Against arrays (unnest), whose elements are quoted one by one, and how the document is written: docs/decisions/0007.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic_core import to_json

Columns = Mapping[str, str]


def recordset(columns: Columns) -> str:
    """``v(column, …, place)``: the rows of one JSON parameter, in their order, with each row's place from 1 on."""
    typed = ", ".join(f'"{name}" {"text" if kind == "jsonb" else kind}' for name, kind in columns.items())
    chosen = ", ".join(f'"{name}"::jsonb' if kind == "jsonb" else f'"{name}"' for name, kind in columns.items())
    rows = f"ROWS FROM (json_to_recordset(%s::json) AS ({typed})) WITH ORDINALITY AS r({names(columns)}, place)"
    return f"(SELECT {chosen}, place FROM {rows}) AS v"  # noqa: S608 — names of our own columns


def names(columns: Columns) -> str:
    """The columns' names, quoted, separated by commas."""
    return ", ".join(f'"{name}"' for name in columns)


def document(columns: Columns, rows: Sequence[Sequence[Any]]) -> str:
    """The JSON parameter for ``recordset``: each row gives its values in the order of the columns.

    A jsonb column's value is given as the text of its JSON (``json_text``): what is hashed is what is kept.
    """
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    for name in (name for name, kind in columns.items() if kind == "bytea"):
        for values in found:
            values[name] = "\\x" + values[name].hex()
    return to_json(found, fallback=str).decode()


def text_of(value: Any) -> str:
    """What JSON does not know, as text the database reads."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return "\\x" + bytes(value).hex()
    return str(value)


_encode = json.JSONEncoder(ensure_ascii=False, default=text_of).encode


def json_text(data: Any) -> str:
    """Anything the kernel keeps as JSON, as text."""
    return _encode(data)
