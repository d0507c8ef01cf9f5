"""Tables as companies keep them: .xlsx, .xls and .csv, read row by row.

Nothing is interpreted here beyond the cell: a row is a list of what the cells hold, with its number as the
spreadsheet shows it. ``find_header`` tells where the table begins.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from shouwen.common.text import squeeze
from shouwen.common.workbooks import BROKEN, expect_fitting

Cell = str | float | int | bool | date | datetime | time | timedelta
HEADER_WITHIN = 15
csv.field_size_limit(sys.maxsize)  # a file is as large as uploads may be; a long cell is refused where it does not fit
_ENCODINGS = ("utf-8-sig", "gb18030")
_SERIAL_ZERO = date(1899, 12, 30)
_EARLIEST_SERIAL, _LATEST_SERIAL = 10_000, 80_000
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")


class UnreadableTableError(Exception):
    """The file is no table we can read; the message is the reader's own."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file. ``rows`` may be walked more than once."""

    name: str
    _source: CalamineSheet | str

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """(number as the spreadsheet shows it, cells) of every row, also of empty ones."""
        if isinstance(self._source, str):
            for number, texts in enumerate(csv.reader(io.StringIO(self._source)), start=1):
                yield number, list(texts)
            return
        yield from enumerate(self._source.iter_rows(), start=1)


def open_sheets(file: BinaryIO, name: str) -> list[Sheet]:
    """The sheets of a workbook, or the one of a csv (UTF-8 or GB 18030). UnreadableTableError when it is neither.

    OversizedError when a workbook would not fit into memory.
    """
    if name.lower().endswith((".csv", ".txt")):
        return [Sheet(name, _decoded(file.read()))]
    try:
        expect_fitting(file)
        book = CalamineWorkbook.from_filelike(file)
        return [Sheet(title, book.get_sheet_by_name(title)) for title in book.sheet_names]
    except (CalamineError, OSError, ValueError, *BROKEN) as problem:
        raise UnreadableTableError(str(problem)) from problem


def find_header(rows: Iterator[tuple[int, list[Cell]]], knows: Callable[[str], bool]) -> tuple[int, list[str]] | None:
    """(row number, headers) of the row most of whose cells ``knows`` recognises, within the first rows.

    A row needs two known cells; a merged title has one, so it never wins. None when no row is a header.
    """
    best: tuple[int, int, list[str]] | None = None
    for number, cells in rows:
        if number > HEADER_WITHIN:
            break
        texts = [header_text(cell) for cell in cells]
        known = sum(1 for text in texts if text and knows(text))
        if known >= 2 and (best is None or known > best[0]):
            best = (known, number, texts)
    return (best[1], best[2]) if best else None


def header_text(cell: Cell) -> str:
    """A header without asterisks, notes in brackets and gaps: "建筑面积（㎡）" → "建筑面积"."""
    plain = squeeze(as_text(cell)).lower().replace("*", "")
    bare = re.sub(r"\([^)]*\)", "", plain).strip()
    return re.sub(r"\s+", " ", bare or plain)


def as_text(cell: Cell | None) -> str:
    """What a person reads in the cell: 1.0 is "1", a day is 2026-03-01, gaps are trimmed, NUL is dropped."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return str(cell).replace("\x00", "").strip()


def as_date(cell: Cell | None) -> date | None:
    """The day in a cell: a date, a spreadsheet's serial, 2026-3-1, 2026/3/1, 2026年3月1日, 20260301, 2026年3月.

    None for an empty cell; ValueError for anything else. A month means its first day.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = squeeze(as_text(cell))
    if not text or text in {"/", "-", "无"}:
        return None
    if match := _SERIAL.fullmatch(text):
        return _of_serial(int(match[1]))
    for shape in (_DAY, _PACKED_DAY, _MONTH):
        if match := shape.fullmatch(text):
            year, month, *day = (int(number) for number in match.groups())
            return date(year, month, day[0] if day else 1)
    raise ValueError(text)


def is_blank(cells: Sequence[Cell | None]) -> bool:
    """Whether no cell holds anything to read."""
    return all(not as_text(cell) for cell in cells)


def _of_serial(serial: int) -> date:
    if not _EARLIEST_SERIAL <= serial <= _LATEST_SERIAL:
        raise ValueError(serial)
    return _SERIAL_ZERO + timedelta(days=serial)


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTableError("neither UTF-8 nor GB 18030")
