"""Tables as companies keep them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

import pytest
import xlsxwriter

from shouwen.common import tables


def workbook(*rows: Sequence[object]) -> io.BytesIO:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("住宅")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return io.BytesIO(content.getvalue())


def test_rows_carry_the_number_the_spreadsheet_shows() -> None:
    (sheet,) = tables.open_sheets(workbook([], [], ["楼号", "房间"]), "a.xlsx")
    assert list(sheet.rows())[-1] == (3, ["楼号", "房间"])


def test_a_sheet_may_be_walked_twice() -> None:
    (sheet,) = tables.open_sheets(workbook(["a", "b"], [1, 2]), "a.xlsx")
    assert list(sheet.rows()) == list(sheet.rows())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_csv_is_read_in_the_encodings_in_use(encoding: str) -> None:
    (sheet,) = tables.open_sheets(io.BytesIO("楼号,房间\r\n1,101\r\n".encode(encoding)), "a.CSV")
    assert list(sheet.rows()) == [(1, ["楼号", "房间"]), (2, ["1", "101"])]


def test_what_is_no_workbook_says_so() -> None:
    with pytest.raises(tables.UnreadableTableError):
        tables.open_sheets(io.BytesIO(b"%PDF-1.7"), "a.xlsx")


def test_the_header_is_found_below_a_merged_title() -> None:
    rows: list[Sequence[object]] = [["示例花园统计表"], [], ["序号", " 楼号* ", "房间（号）"], [1, "3", "101"]]
    (sheet,) = tables.open_sheets(workbook(*rows), "a.xlsx")
    found = tables.find_header(sheet.rows(), {"楼号", "房间"}.__contains__)
    assert found == (3, ["序号", "楼号", "房间"])


def test_a_sheet_of_unknown_words_has_no_header() -> None:
    (sheet,) = tables.open_sheets(workbook(["甲", "乙"]), "a.xlsx")
    assert tables.find_header(sheet.rows(), {"楼号"}.__contains__) is None


@pytest.mark.parametrize(
    "cell",
    [
        date(2006, 3, 20), datetime(2006, 3, 20, 8), 38796, 38796.0, "38796", "2006-3-20", "2006/03/20",
        "2006年3月20日", "20060320", "2006.3.20", "2006-03-20 08:30:00",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_spelling(cell: tables.Cell) -> None:
    assert tables.as_date(cell) == date(2006, 3, 20)


def test_a_month_means_its_first_day() -> None:
    assert tables.as_date("2014年10月") == date(2014, 10, 1)


@pytest.mark.parametrize("cell", ["", "/", None])
def test_no_day_is_no_error(cell: str | None) -> None:
    assert tables.as_date(cell) is None


@pytest.mark.parametrize("cell", ["待定", 7.0, "2006-13-40", "99999"])
def test_what_is_no_day_is_refused(cell: tables.Cell) -> None:
    with pytest.raises(ValueError, match=r".*"):
        tables.as_date(cell)


def test_whole_numbers_read_without_a_point() -> None:
    assert tables.as_text(1001.0) == "1001"
    assert tables.as_text(94.56) == "94.56"
