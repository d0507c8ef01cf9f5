"""The refused rows as a workbook: the cells as they came, the row number, and why."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext as _

from shouwen.kernel.imports.ledger import ledger_named
from shouwen.kernel.imports.models import ImportBatch


def rejected_workbook(batch: ImportBatch) -> bytes:
    """An xlsx that can be corrected and uploaded again: headers first, then every refused row with its reason."""
    content = io.BytesIO()
    # Cells are written as text: a cell that begins with = came from a stranger and must not become a formula.
    book = xlsxwriter.Workbook(content, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    titles = {column.name: str(column.title) for column in ledger_named(batch.ledger).columns}
    sheet.write_row(0, 0, [*batch.headers, _("Row"), _("Reason")], book.add_format({"bold": True}))
    width = len(batch.headers)
    refused = batch.problem_rows.filter(is_refused=True).order_by("number")
    for line, row in enumerate(refused.iterator(chunk_size=1_000), start=1):
        for place, cell in enumerate(row.cells[:width]):
            sheet.write_string(line, place, cell)
        sheet.write_number(line, width, row.number)
        sheet.write_string(line, width + 1, reasons(row.problems, titles))
    book.close()
    return content.getvalue()


def reasons(problems: list[dict[str, object]], titles: dict[str, str]) -> str:
    """What keeps a row out, in one line: "Room: a unit needs a room. Phone: …"."""
    said = []
    for problem in problems:
        if problem["refuses"]:
            title = titles.get(str(problem["column"]), "")
            said.append(f"{title}: {problem['message']}" if title else str(problem["message"]))
    return " ".join(said)
