"""Which header of a sheet means which column of a ledger."""

from __future__ import annotations

from collections.abc import Sequence

from shouwen.common import tables
from shouwen.kernel.imports.ledger import Column

Mapping = dict[str, list[int]]
_SHORTEST_WITHIN = 4


def recognises(columns: Sequence[Column], header: str) -> bool:
    """Whether any column is known by this header."""
    return _column_of(columns, header) is not None


def suggest(columns: Sequence[Column], headers: Sequence[str]) -> Mapping:
    """The likeliest mapping: column name → positions. A header serves one column; the surest header wins."""
    candidates: dict[str, list[tuple[int, int]]] = {}
    for position, header in enumerate(headers):
        found = _column_of(columns, header)
        if found is not None:
            column, doubt = found
            candidates.setdefault(column.name, []).append((doubt, position))
    many = {column.name for column in columns if column.many}
    return {
        name: sorted(position for _, position in found) if name in many else [min(found)[1]]
        for name, found in candidates.items()
    }


def missing(columns: Sequence[Column], mapping: Mapping) -> list[Column]:
    """The required columns that nothing is mapped to."""
    return [column for column in columns if column.required and not mapping.get(column.name)]


def _column_of(columns: Sequence[Column], header: str) -> tuple[Column, int] | None:
    """The column a header means, and how doubtful that is (0 is surest)."""
    plain = tables.header_text(header)
    best: tuple[int, Column] | None = None
    for column in columns:
        doubt = _doubt(column, plain)
        if doubt is not None and (best is None or doubt < best[0]):
            best = (doubt, column)
    return (best[1], best[0]) if best else None


def _doubt(column: Column, plain: str) -> int | None:
    """0 … for a synonym, by its place; 100 … for a long synonym within the header; None for neither."""
    if not plain:
        return None
    if plain in column.synonyms:
        return column.synonyms.index(plain)
    within = [len(one) for one in column.synonyms if len(one) >= _SHORTEST_WITHIN and one in plain]
    return 200 - max(within) if within and _is_short(plain) else None


def _is_short(plain: str) -> bool:
    """A header is short; a sentence that happens to contain one is not a header."""
    return len(plain) <= 24
