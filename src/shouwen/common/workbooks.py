"""Whether a workbook fits into memory, found out before the reader of workbooks is let near it.

The reader makes room for every cell up to the last one used: a single stray cell in the last row and column of a
sheet, which a spreadsheet never shows, asks for hundreds of gigabytes and would end the process. An .xls of five
kilobytes asks for half a gigabyte, and a made-up one for a hundred.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from shouwen.common.oldworkbooks import MAGIC, reaches_of

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK: Final = "xl/workbook.xml"
_OTHER_KINDS: Final = frozenset({"content.xml", "xl/workbook.bin"})  # the reader would try them, unlooked at
MOST_BYTES: Final = 512 * 1024 * 1024  # unpacked; a hundred thousand owners are about a tenth of it
MOST_CELLS: Final = 10_000_000  # of a sheet, empty ones included
MOST_CELLS_IN_ALL: Final = 20_000_000  # all sheets are held at once, some 25 bytes a cell
_CHUNK: Final = 1024 * 1024
_LETTERS: Final = 4  # more than any column has; what is beyond the last is too far anyway
_LONGEST_TAG: Final = 64 * 1024  # bytes; no program writes one of more than a few hundred
_TAG = re.compile(
    rb"<(?:[\w.-]+:)?(c|row)(?=[\s/>])"
    rb"(?:(?:\s*[^\s=<>\"']+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*?\s*\br\s*=\s*[\"']([A-Za-z]*)([0-9]*)[\"'])?"
)

_UNENDED = re.compile(rb"<(?:[\w.-]+:)?(?:c|row)\s[^>]*\Z")


BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)  # what a damaged zip raises


class OversizedError(Exception):
    """The workbook unpacks to more than fits; ``place`` is the far corner of a sheet, if that is why."""

    def __init__(self, place: str = "") -> None:
        super().__init__(place)
        self.place = place


class _Room:
    """What is left of it while a workbook's sheets are counted."""

    def __init__(self) -> None:
        self.bytes, self.cells = MOST_BYTES, MOST_CELLS_IN_ALL

    def expect(self, rows: int, columns: int) -> None:
        """Raise OversizedError unless a sheet of this size fits."""
        if rows * columns > min(MOST_CELLS, self.cells):
            raise OversizedError(f"{_letters(columns)}{rows}")

    def take(self, rows: int, columns: int) -> None:
        self.expect(rows, columns)
        self.cells -= rows * columns


def expect_fitting(file: BinaryIO) -> None:
    """Raise OversizedError for an xlsx or xls that is too large, BadZipFile or ValueError for one that is broken.

    Other files are left to their reader.
    """
    room, is_old = _Room(), file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    if is_old:
        for rows, columns in reaches_of(file.read()):
            room.take(rows, columns)
    elif zipfile.is_zipfile(file):
        file.seek(0)
        with zipfile.ZipFile(file) as book:
            _expect_unpacked(book, room)
    file.seek(0)


def _expect_unpacked(book: zipfile.ZipFile, room: _Room) -> None:
    names = book.namelist()
    if WORKBOOK not in names or not _OTHER_KINDS.isdisjoint(names):
        raise zipfile.BadZipFile("no xlsx")
    for name in names:
        _unpack(book, name, room)


def _unpack(book: zipfile.ZipFile, name: str, room: _Room) -> None:
    """Take what a part really holds, whatever the archive says of it; its cells are looked at on the way."""
    seen = _Reach()
    for size, text in _chunks(book, name):
        room.bytes -= size
        if room.bytes < 0:
            raise OversizedError
        for tag, letters, number in _TAG.findall(text):
            seen.add(tag, letters, number)
        room.expect(seen.rows, seen.columns)
    room.take(seen.rows, seen.columns)


class _Reach:
    """How far the cells of a sheet go. One that does not say its place is the next of its row, as its reader has it."""

    def __init__(self) -> None:
        self.rows = self.columns = self._row = self._column = 0

    def add(self, tag: bytes, letters: bytes, number: bytes) -> None:
        if tag == b"row":
            self._row, self._column = int(number or self._row + 1), 0
        else:
            self._row = int(number or self._row)
            self._column = _column(letters) or self._column + 1
        self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)


def _chunks(book: zipfile.ZipFile, name: str) -> Iterator[tuple[int, bytes]]:
    """Length of each piece, and the piece in whole tags: one that is cut waits for its end."""
    cut = b""
    with book.open(name) as part:
        while chunk := part.read(_CHUNK):
            text = cut + chunk
            last = text.rfind(b"<")
            whole, cut = (text[:last], text[last:]) if last >= 0 else (text, b"")
            if len(cut) > _LONGEST_TAG:
                if _UNENDED.match(cut):
                    raise OversizedError
                whole, cut = text, b""  # a long text after its tag, or no tag at all
            yield len(chunk), whole
    yield 0, cut


def _column(letters: bytes) -> int:
    """A is 1, XFD is 16384; nothing is 0."""
    number = 0
    for letter in letters.upper()[:_LETTERS]:
        number = number * 26 + letter - 64
    return number


def _letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
