"""How far the sheets of an .xls reach, read from the file itself before the reader of workbooks makes room for them.

An .xls is a small file system (a compound file) that holds one stream of records. The sheets begin where the records
BOUNDSHEET say and last to the next EOF; only records with a value take room in the reader. A file that cannot be
followed is a ValueError: what we do not understand, the reader is not given.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Final

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: Final = frozenset({"workbook", "book"})
_SPECIAL: Final = 0xFFFFFFFA  # sector numbers from here on are none
_IN_HEADER: Final = 109  # sectors of the table of sectors that the header itself names
_MINI: Final = 64  # bytes of a small sector
_BOUNDSHEET, _EOF, _MANY_NUMBERS = 0x0085, 0x000A, 0x00BD
_VALUES: Final = frozenset(
    {0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406}
)


def reaches_of(content: bytes) -> list[tuple[int, int]]:
    """(rows, columns) of each sheet, counted from its first cell on. ValueError for what is no whole .xls."""
    try:
        return [_reach(stream, start) for stream in _streams(content) for start in _sheets(stream)]
    except (struct.error, IndexError) as broken:
        raise ValueError("the workbook is cut off") from broken


def _sheets(stream: bytes) -> list[int]:
    return [int.from_bytes(data[:4], "little") for kind, data in _records(stream, 0) if kind == _BOUNDSHEET]


def _reach(stream: bytes, start: int) -> tuple[int, int]:
    rows = columns = 0
    for kind, data in _records(stream, start):
        if kind in _VALUES:
            row, column = struct.unpack_from("<HH", data)
            if kind == _MANY_NUMBERS:
                column = int.from_bytes(data[-2:], "little")
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of the records from ``start`` to the next EOF, or to the end."""
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        if kind == _EOF:
            return
        yield kind, stream[start + 4 : start + 4 + length]
        start += 4 + length


def _streams(content: bytes) -> Iterator[bytes]:
    """The streams that may be the workbook; a file made for us twice over may hold both."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in (512, 4096):
        raise ValueError("no compound file")
    table = _table(content, size)
    directory, small = struct.unpack_from("<I", content, 48)[0], struct.unpack_from("<I", content, 60)[0]
    entries = [_entry(raw) for raw in _pieces(_joined(content, size, directory, table), 128)]
    root = next(entry for entry in entries if entry[1] == 5)
    small_table = _numbers(_joined(content, size, small, table))
    small_space = _joined(content, size, root[2], table)
    for name, kind, first, length in entries:
        if kind == 2 and name in _STREAMS:
            if length < 4096:
                whole = b"".join(small_space[n * _MINI : (n + 1) * _MINI] for n in _chain(first, small_table))
            else:
                whole = _joined(content, size, first, table)
            yield whole[:length]


def _entry(raw: bytes) -> tuple[str, int, int, int]:
    """Name, kind, first sector and length of one entry of the directory."""
    name = raw[: max(struct.unpack_from("<H", raw, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
    first, length = struct.unpack_from("<II", raw, 116)
    return name.lower(), raw[66], first, length


def _table(content: bytes, size: int) -> Sequence[int]:
    """For every sector the number of the next."""
    named = list(struct.unpack_from(f"<{_IN_HEADER}I", content, 76))
    further, left = struct.unpack_from("<I", content, 68)[0], len(content) // size
    while further < _SPECIAL and left:
        *more, further = _numbers(_sector(content, size, further))
        named, left = named + more, left - 1
    return _numbers(b"".join(_sector(content, size, number) for number in named if number < _SPECIAL))


def _joined(content: bytes, size: int, first: int, table: Sequence[int]) -> bytes:
    return b"".join(_sector(content, size, number) for number in _chain(first, table))


def _chain(first: int, table: Sequence[int]) -> Iterator[int]:
    """The sectors from ``first`` on; one that bites its tail is refused."""
    steps = 0
    while first < _SPECIAL:
        yield first
        first, steps = table[first], steps + 1
        if steps > len(table):
            raise ValueError("a chain of sectors without end")


def _sector(content: bytes, size: int, number: int) -> bytes:
    return content[(number + 1) * size : (number + 2) * size]


def _numbers(raw: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])


def _pieces(raw: bytes, size: int) -> Iterator[bytes]:
    return (raw[place : place + size] for place in range(0, len(raw) - size + 1, size))
