"""A workbook that does not fit into memory is found out before its reader is let near it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

import pytest
from python_calamine import CalamineWorkbook

from shouwen.common import tables, workbooks
from shouwen.common.oldworkbooks import reaches_of
from tests.factories.workbooks import real, xls, xlsx


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


@pytest.mark.parametrize(
    "sheet",
    [
        b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        b'<row r="1"><c s="1" r = \'XFD1\'/></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        b'<x:row r="1"><x:c note=">" r="XFD1"/></x:row><x:row r="1048576"><x:c r="A1048576"/></x:row>',
        b"<row>" + b"<c><v>1</v></c>" * 16_384 + b'</row><row r="1048576"><c><v>1</v></c></row>',
        b'<row r="1048576"><c' + b" " * 3_000_000 + b'r="XFD1048576"><v>1</v></c></row>',
    ],
    ids=["small letters", "other quotes", "prefixed", "without their place", "a tag of megabytes"],
)
def test_a_stray_cell_is_seen_however_it_is_written(sheet: bytes) -> None:
    with pytest.raises(workbooks.OversizedError):
        tables.open_sheets(with_sheet([HEAD, sheet, TAIL]), "台账.xlsx")


def test_cells_that_do_not_say_their_place_are_read() -> None:
    rows = b"<row>" + b"<c><v>1</v></c>" * 20 + b"</row>"
    (sheet,) = tables.open_sheets(with_sheet([HEAD, rows * 2_000, TAIL]), "台账.xlsx")
    assert [len(cells) for _number, cells in sheet.rows()] == [20] * 2_000


def test_many_large_sheets_count_together() -> None:
    """Each would fit; all of them are held at once."""
    large = [(0, 0), (39_999, 199)]
    assert len(tables.open_sheets(xls(large, large), "台账.xls")) == 2
    with pytest.raises(workbooks.OversizedError):
        tables.open_sheets(xls(large, large, large), "台账.xls")


@pytest.mark.parametrize("corner", [(65_535, 255), (65_535, 65_535)], ids=["as a spreadsheet has it", "made up"])
def test_a_stray_cell_of_an_xls_is_named_before_its_reader_makes_room(corner: tuple[int, int]) -> None:
    with pytest.raises(workbooks.OversizedError) as refused:
        tables.open_sheets(xls([(0, 0), corner]), "台账.xls")
    assert refused.value.place.endswith("65536")


def test_an_xls_that_fits_is_read_and_its_size_is_the_readers() -> None:
    (one, two) = tables.open_sheets(xls([(0, 0), (3, 2)], [(1, 1)]), "台账.xls")
    assert [len(list(sheet.rows())) for sheet in (one, two)] == [4, 2]
    assert reaches_of(xls([(0, 0), (3, 2)], [(1, 1)]).getvalue()) == [(4, 3), (2, 2)]


@pytest.mark.parametrize("name", ["legacy/收楼情况登记表_脱敏.xls", "legacy/管理费导入表_标准版.xls"])
def test_a_real_xls_is_followed_as_its_reader_follows_it(name: str) -> None:
    content = real(name).read_bytes()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    last = [book.get_sheet_by_name(title).end for title in book.sheet_names]
    assert last == [(rows - 1, columns - 1) for rows, columns in reaches_of(content)]


def test_an_xls_that_cannot_be_followed_is_no_table() -> None:
    whole = xls([(0, 0)]).getvalue()
    endless = whole[:512] + bytes(512) + whole[1024:]  # every sector is followed by the first
    for content in (whole[:700], whole[:8] + bytes(600), endless):
        with pytest.raises(tables.UnreadableTableError):
            tables.open_sheets(io.BytesIO(content), "台账.xls")


def test_a_workbook_of_another_kind_in_an_xlsx_is_not_tried() -> None:
    """The reader goes by what it finds, and in OpenDocument one word repeats a cell a million times."""
    both = xlsx(["楼号", "房间"])
    with zipfile.ZipFile(both, "a") as book:
        book.writestr("content.xml", "<a/>")
    both.seek(0)
    with pytest.raises(tables.UnreadableTableError):
        tables.open_sheets(both, "台账.xlsx")


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
