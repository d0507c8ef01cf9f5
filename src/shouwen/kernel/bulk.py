"""Many rows in one statement: handed to the database as one JSON document, which it unfolds by itself.

Against arrays (unnest), whose elements are quoted one by one: docs/decisions/0007.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Columns = Mapping[str, str]


def recordset(columns: Columns) -> str:
    """``v(column, …, place)``: the rows of one JSON parameter, in their order, with each row's place from 1 on."""
    typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    return f"ROWS FROM (json_to_recordset(%s::json) AS ({typed})) WITH ORDINALITY AS v({names(columns)}, place)"


def names(columns: Columns) -> str:
    """The columns' names, quoted, separated by commas."""
    return ", ".join(f'"{name}"' for name in columns)


def document(columns: Columns, rows: Sequence[Sequence[Any]]) -> str:
    """The JSON parameter for ``recordset``: each row gives its values in the order of the columns."""
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], default=text_of, ensure_ascii=False)


def text_of(value: Any) -> str:
    """What JSON does not know, as text the database reads."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return "\\x" + bytes(value).hex()
    if isinstance(value, Decimal):
        return str(value)
    return str(value)
