"""Workbooks in memory, and the real ones where they are at hand."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
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


def real(name: str) -> Path:
    """A real workbook as a company keeps it; the test is skipped where these files are not at hand."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"the real workbook {name} is not on this machine")
    return path
