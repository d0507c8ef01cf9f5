"""Walking the file of a batch: which sheet and header, and every row as the ledger understands it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.common import tables
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused
from shouwen.kernel.imports import mapping as headers
from shouwen.kernel.imports.ledger import Cells, Ledger, Notes, Place, Problem, ledger_named
from shouwen.kernel.imports.models import ImportBatch


@dataclass(frozen=True)
class ReadRow:
    """One row of the file as the ledger understood it; ``value`` is None where it was refused."""

    number: int
    cells: list[tables.Cell]
    value: Any
    problems: list[Problem]

    @property
    def is_refused(self) -> bool:
        return self.value is None


def sheets_of(content: bytes, name: str) -> list[tables.Sheet]:
    """The sheets of an uploaded file. Refuses what is no table."""
    try:
        return tables.open_sheets(io.BytesIO(content), name)
    except tables.UnreadableTableError as problem:
        raise Refused(_("“%(name)s” cannot be read as xlsx, xls or csv.") % {"name": name}, "bad_payload") from problem


def find_header(sheets: Sequence[tables.Sheet], ledger: type[Ledger[Any]], title: str) -> tuple[str, int, list[str]]:
    """(sheet, header row, headers) of the sheet with the most columns of the ledger."""
    best: tuple[int, tuple[str, int, list[str]]] | None = None
    for sheet in sheets:
        found = tables.find_header(sheet.rows(), lambda text: headers.recognises(ledger.columns, text))
        if found is None or (title and sheet.name != title):
            continue
        fitting = headers.suggest(ledger.columns, found[1])
        worth = len(fitting) - 10 * len(headers.missing(ledger.columns, fitting))
        if best is None or worth > best[0]:
            best = (worth, (sheet.name, *found))
    if best is None:
        raise Refused(_("No row of this file looks like the header of this ledger."), "bad_payload")
    return best[1]


def rows_of(batch: ImportBatch) -> Iterator[ReadRow]:
    """Every row below the header that holds something in a mapped cell, read by a fresh ledger."""
    ledger = ledger_named(batch.ledger)(Place(batch.project, clock.now()))
    sheet = next(one for one in sheets_of(bytes(batch.file.content), batch.file_name) if one.name == batch.sheet)
    for number, cells in sheet.rows():
        if number <= batch.header_row:
            continue
        values = {name: cells_at(cells, places) for name, places in batch.mapping.items()}
        if all(tables.is_blank(some) for some in values.values()):
            continue
        notes = Notes()
        value = ledger.read(Cells(values, notes), notes)
        yield ReadRow(number, cells, None if notes.refuses else value, notes.problems)


def cells_at(cells: Sequence[tables.Cell], places: Sequence[int]) -> list[tables.Cell]:
    """The cells at these positions; a row may be shorter than its header."""
    return [cells[place] for place in places if place < len(cells)]
