"""A workbook that does not fit into memory is found out before its reader is let near it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

import pytest

from shouwen.common import tables, workbooks
from tests.factories.workbooks import xlsx


def with_sheet(text: Iterable[bytes], name: str = "xl/worksheets/sheet1.xml") -> io.BytesIO:
    """A real workbook with the content of its sheet replaced."""
    whole, made = zipfile.ZipFile(xlsx(["楼号", "房间"])), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for part in whole.namelist():
            if part != name:
                book.writestr(part, whole.read(part))
        with book.open(name, "w", force_zip64=True) as sheet:
            for piece in text:
                sheet.write(piece)
    made.seek(0)
    return made


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
STRAY = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'


def test_a_stray_cell_in_the_last_row_and_column_is_named() -> None:
    """Its reader would ask for hundreds of gigabytes and end the process."""
    with pytest.raises(workbooks.OversizedError) as refused:
        tables.open_sheets(with_sheet([HEAD, STRAY, TAIL]), "台账.xlsx")
    assert refused.value.place == "XFD1048576"


def test_a_stray_cell_across_two_pieces_is_seen() -> None:
    filler = b" " * (workbooks._CHUNK - len(HEAD) - 20)
    with pytest.raises(workbooks.OversizedError):
        tables.open_sheets(with_sheet([HEAD, filler, STRAY, TAIL]), "台账.xlsx")


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_BYTES", 3_000_000)
    bomb = with_sheet([HEAD, *[b" " * 1_000_000] * 4, TAIL])
    assert bomb.getbuffer().nbytes < 20_000
    with pytest.raises(workbooks.OversizedError) as refused:
        tables.open_sheets(bomb, "台账.xlsx")
    assert refused.value.place == ""


def test_a_real_workbook_fits_and_is_read_from_its_beginning() -> None:
    (sheet,) = tables.open_sheets(xlsx(["楼号", "房间"], ["1", "101"]), "台账.xlsx")
    assert [cells for _number, cells in sheet.rows()] == [["楼号", "房间"], ["1", "101"]]


def test_a_zip_that_is_no_workbook_and_a_broken_one_are_no_tables() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("content.xml", "<a/>")
    broken = bytearray(xlsx(["楼号", "房间"] * 50).getvalue())
    broken[200:400] = b"\0" * 200
    for content in (archive.getvalue(), bytes(broken)):
        with pytest.raises(tables.UnreadableTableError):
            tables.open_sheets(io.BytesIO(content), "台账.xlsx")


def test_a_cell_of_any_length_is_read_from_a_csv() -> None:
    (sheet,) = tables.open_sheets(io.BytesIO(b"a,b\n1," + b"x" * 200_000), "a.csv")
    assert [len(cells[1]) for _number, cells in sheet.rows()] == [1, 200_000]
