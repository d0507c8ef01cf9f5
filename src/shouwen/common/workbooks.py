"""Whether a workbook fits into memory, found out before the reader of workbooks is let near it.

The reader makes room for every cell up to the last one used: a single stray cell in the last row and column of a
sheet, which a spreadsheet never shows, asks for hundreds of gigabytes and would end the process.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

WORKBOOK: Final = "xl/workbook.xml"
MOST_BYTES: Final = 512 * 1024 * 1024  # unpacked; a hundred thousand owners are about a tenth of it
MOST_CELLS: Final = 10_000_000  # of a sheet, empty ones included
_CHUNK: Final = 1024 * 1024
_OVERLAP: Final = 400  # bytes: longer than the start of any cell's tag
_PLACE = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^<>]*?\br=[\"']([A-Z]{0,3})([0-9]{1,7})[\"']")


BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)  # what a damaged zip raises


class OversizedError(Exception):
    """The workbook unpacks to more than fits; ``place`` is the far corner of a sheet, if that is why."""

    def __init__(self, place: str = "") -> None:
        super().__init__(place)
        self.place = place


def expect_fitting(file: BinaryIO) -> None:
    """Raise OversizedError for an xlsx that is too large, BadZipFile for a zip that is none.

    Other files are left to their reader.
    """
    if not zipfile.is_zipfile(file):
        file.seek(0)
        return
    file.seek(0)
    room = MOST_BYTES
    with zipfile.ZipFile(file) as book:
        if WORKBOOK not in book.namelist():
            raise zipfile.BadZipFile("no xlsx")
        for name in book.namelist():
            room -= _unpacked(book, name, room)
    file.seek(0)


def _unpacked(book: zipfile.ZipFile, name: str, room: int) -> int:
    """How many bytes a part really holds, whatever the archive says of it; its cells are looked at on the way."""
    size, rows, columns = 0, 0, 0
    for chunk, text in _chunks(book, name):
        size += chunk
        if size > room:
            raise OversizedError
        for letters, number in _PLACE.findall(text):
            rows, columns = max(rows, int(number)), max(columns, _column(letters))
        if rows * columns > MOST_CELLS:
            raise OversizedError(f"{_letters(columns)}{rows}")
    return size


def _chunks(book: zipfile.ZipFile, name: str) -> Iterator[tuple[int, bytes]]:
    """Length of each piece, and the piece with the end of the one before it."""
    before = b""
    with book.open(name) as part:
        while chunk := part.read(_CHUNK):
            yield len(chunk), before + chunk
            before = chunk[-_OVERLAP:]


def _column(letters: bytes) -> int:
    """A is 1, XFD is 16384; nothing is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
