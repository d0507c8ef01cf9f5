"""Workbooks in memory, and the real ones where they are at hand."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

REAL = Path(os.environ.get("TEST_TEMPLATES", Path(__file__).parents[3] / "shared" / "data" / "templates"))


def xlsx(*rows: Sequence[object], sheet: str = "Sheet1") -> io.BytesIO:
    """A workbook of one sheet; ``rows`` from its first row on."""
    return xlsx_of({sheet: rows})


def xlsx_of(sheets: Mapping[str, Sequence[Sequence[object]]]) -> io.BytesIO:
    """A workbook of several sheets, each with its rows."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return io.BytesIO(content.getvalue())


def xls(*sheets: Iterable[tuple[int, int]]) -> io.BytesIO:
    """An .xls of so many sheets, each the (row, column) of its cells, counted from 0; a cell holds its row."""
    names = [f"S{number}".encode() for number in range(1, len(sheets) + 1)]
    end = _record(0x000A, b"")
    book, pages = _record(0x0809, struct.pack("<HH12x", 0x0600, 0x0005)), b""
    start = len(book) + sum(4 + 8 + len(name) for name in names) + len(end)
    for name, cells in zip(names, sheets, strict=True):
        book += _record(0x0085, struct.pack("<IBBBB", start + len(pages), 0, 0, len(name), 0) + name)
        pages += _record(0x0809, struct.pack("<HH12x", 0x0600, 0x0010))
        for row, column in cells:
            pages += _record(0x0203, struct.pack("<HHHd", row, column, 0, row))
        pages += end
    return io.BytesIO(_compound(book + end + pages))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _compound(stream: bytes) -> bytes:
    """The file system around the records: one table of sectors, one directory, one stream of at most 126 sectors."""
    free, end, size = 0xFFFFFFFF, 0xFFFFFFFE, max(len(stream), 4096)
    sectors = -(-size // 512)
    table = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)

    def entry(name: str, kind: int, child: int, first: int, length: int) -> bytes:
        text = f"{name}\0".encode("utf-16-le") if name else b""
        numbers = struct.pack("<HBBIII36xIQ", len(text), kind, 1, free, free, child, first, length)
        return text.ljust(64, b"\0") + numbers

    root, book, none = entry("Root Entry", 5, 1, end, 0), entry("Workbook", 2, free, 2, size), entry("", 0, free, 0, 0)
    return (
        header
        + struct.pack("<128I", *table, *[free] * (128 - len(table)))
        + (root + book + none + none)
        + stream.ljust(sectors * 512, b"\0")
    )


def real(name: str) -> Path:
    """A real workbook as a company keeps it; the test is skipped where these files are not at hand."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"the real workbook {name} is not on this machine")
    return path
