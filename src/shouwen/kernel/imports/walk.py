"""Walking the file of a batch: which sheet and header, and every row as the ledger understands it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.common import tables
from shouwen.common.workbooks import OversizedError
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused
from shouwen.kernel.imports import mapping as headers
from shouwen.kernel.imports.bounds import bounds_of
from shouwen.kernel.imports.ledger import Cells, Column, Ledger, Notes, Place, Problem, Values, ledger_named
from shouwen.kernel.imports.models import ImportBatch


@dataclass(frozen=True)
class ReadRow:
    """One row of the file as the ledger understood it; ``value`` is None where it was refused."""

    number: int
    cells: list[tables.Cell]
    value: Any
    problems: list[Problem]
    further: Sequence[Values] = ()

    @property
    def is_refused(self) -> bool:
        return self.value is None


def sheets_of(content: bytes, name: str) -> list[tables.Sheet]:
    """The sheets of an uploaded file. Refuses what is no table or would not fit into memory."""
    try:
        return tables.open_sheets(io.BytesIO(content), name)
    except OversizedError as problem:
        words = (
            _("“%(name)s” reaches to cell %(place)s: delete what is beside the table and save it again.")
            if problem.place
            else _("“%(name)s” holds too much to be read at once: divide it.")
        )
        raise Refused(words % {"name": name, "place": problem.place}, "bad_payload") from problem
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
    now = clock.now()
    ledger = ledger_named(batch.ledger)(Place(batch.project, now, bounds_of(batch.by, now)))
    sheets = {one.name: one for one in sheets_of(bytes(batch.file.content), batch.file_name)}
    sheet, further = sheets[batch.sheet], _further(batch, sheets)
    for number, cells in sheet.rows():
        if number <= batch.header_row:
            continue
        values = {name: cells_at(cells, places) for name, places in batch.mapping.items()}
        if all(tables.is_blank(some) for some in values.values()):
            continue
        notes, joined = Notes(), further.get(_key(batch, values), ())
        value = ledger.read(Cells(values, notes, joined), notes)
        yield ReadRow(number, cells, None if notes.refuses else value, notes.problems, joined)


def find_joined(
    sheets: Sequence[tables.Sheet], ledger: type[Ledger[Any]], base: str, mapping: headers.Mapping
) -> list[dict[str, Any]]:
    """The other sheets that hold the ledger's key and something of what it joins: sheet, header row, mapping."""
    join = ledger.join
    if join is None or not mapping.get(join.key):
        return []
    columns = [*(column for column in ledger.columns if column.name == join.key), *join.columns]
    found = []
    for sheet in sheets:
        header = None if sheet.name == base else tables.find_header(sheet.rows(), _recognises(columns))
        if header is None:
            continue
        places = headers.suggest(columns, header[1])
        if join.key in places and len(places) > 1:
            found.append({"sheet": sheet.name, "header_row": header[0], "mapping": places})
    return found


def _recognises(columns: Sequence[Column]) -> Callable[[str], bool]:
    return lambda text: headers.recognises(columns, text)


def _further(batch: ImportBatch, sheets: Mapping[str, tables.Sheet]) -> dict[str, list[Values]]:
    """What the batch's further sheets hold, by the key; a row without a key belongs to nobody."""
    join, found = ledger_named(batch.ledger).join, dict[str, list[Values]]()
    for one in batch.joined if join is not None else []:
        assert join is not None  # for the type checker: there is no further sheet without a join
        for number, cells in sheets[one["sheet"]].rows():
            values = {name: cells_at(cells, places) for name, places in one["mapping"].items()}
            key = _text_of(values.get(join.key, ()))
            if number > one["header_row"] and key:
                found.setdefault(key, []).append(values)
    return found


def _key(batch: ImportBatch, values: Values) -> str:
    join = ledger_named(batch.ledger).join
    return _text_of(values.get(join.key, ())) if join is not None else ""


def _text_of(cells: Sequence[tables.Cell]) -> str:
    return next((text for cell in cells if (text := tables.as_text(cell))), "")


def cells_at(cells: Sequence[tables.Cell], places: Sequence[int]) -> list[tables.Cell]:
    """The cells at these positions; a row may be shorter than its header."""
    return [cells[place] for place in places if place < len(cells)]
