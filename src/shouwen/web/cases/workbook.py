"""A list as a workbook, written row by row: a million rows need no more memory than one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any, Final

import xlsxwriter
from django.db.models import QuerySet

from shouwen.kernel.flows import Flow
from shouwen.kernel.models import Case
from shouwen.web.cases import listing
from shouwen.web.cases.listing import Column, Row
from shouwen.web.cases.panels import Panel

CHUNK: Final = 1000
MOST_ROWS: Final = 1_048_575


def write(
    found: QuerySet[Case], flow: type[Flow[Any]], panel: Panel, columns: Sequence[Column]
) -> tuple[IO[bytes], int]:
    """The workbook as an open temporary file at its start, and how many rows it holds; newest first."""
    file = TemporaryFile()  # noqa: SIM115 — handed to the response, which closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [str(column.title) for column in columns], book.add_format({"bold": True}))
    count = 0
    for row in _all_rows(found, flow, panel):
        count += 1
        sheet.write_row(count, 0, [_cell(column.text(row)) for column in columns])
        if count == MOST_ROWS:
            break
    book.close()
    file.seek(0)
    return file, count


def _all_rows(found: QuerySet[Case], flow: type[Flow[Any]], panel: Panel) -> Iterator[Row]:
    places = found.select_related("unit", "project", "agent", *panel.in_lists)
    last: int | None = None
    while True:
        cases = list((places if last is None else places.filter(pk__lt=last))[:CHUNK])
        yield from listing.rows(cases, flow, panel)
        if len(cases) < CHUNK:
            return
        last = cases[-1].pk


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
