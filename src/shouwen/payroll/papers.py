"""The statement to take away: a workbook written row by row, and a PDF with the sums (S3-I04)."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.payroll import reading
from shouwen.payroll.arithmetic import duty_of, holder_of, in_words
from shouwen.payroll.models import PersonTotal, Statement, StatementLine
from shouwen.payroll.reading import Reader
from shouwen.web import printing
from shouwen.web.written import money, number

MOST_ROWS: Final = 1_000_000  # a sheet holds 1,048,576
MOST_PRINTED: Final = 2_000  # lines on paper; all of them are in the workbook


def workbook(statement: Statement, reader: Reader) -> tuple[IO[bytes], int]:
    """The people's sums on one sheet, their lines on the next ones; an open file at its start, and how many lines."""
    file = TemporaryFile()  # noqa: SIM115 — handed to the response, which closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    totals = list(reader.totals(statement).order_by("company_name", "staff_no"))
    _write_people(book.add_worksheet(_("People")), statement, totals, bold)
    names = {one.person_id: one for one in totals}
    lines = reading.every_line(reader.lines(statement))
    count = 0
    while rows := _write_lines(book, lines, names, bold):
        count += rows
        if rows < MOST_ROWS:
            break
    book.close()
    file.seek(0)
    return file, count


def _write_people(sheet: Any, statement: Statement, totals: list[PersonTotal], bold: Any) -> None:
    title = _("Statement of penalties {month}").format(month=f"{statement.month:%Y-%m}")
    sheet.write_row(0, 0, [title, _("made"), _instant(statement.slot), _("signed off"), _signed(statement)], bold)
    sheet.write_row(1, 0, [_("Company"), *_people_heads()], bold)
    for at, one in enumerate(totals, start=2):
        sums = [one.lines, one.pending, float(one.amount), float(one.executed)]
        sheet.write_row(at, 0, [one.company_name, one.staff_no, one.name, *sums])


def _write_lines(book: Any, lines: Any, names: dict[int, PersonTotal], bold: Any) -> int:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, _line_heads(), bold)
    written = 0
    for written, item in enumerate(islice(lines, MOST_ROWS), start=1):
        sheet.write_row(written, 0, _cells(item, names[item.line.person_id]))
    return written


def _people_heads() -> list[str]:
    return [_("Staff number"), _("Name"), _("Lines"), _("Base pending"), _("Amount, CNY"), _("Executed, CNY")]


def _line_heads() -> list[str]:
    who = [_("Staff number"), _("Name"), _("Company"), _("Day"), _("Matter number")]
    why = [_("Code"), _("Clause"), _("Requirement"), _("Duty"), _("Held by"), _("Arithmetic")]
    return [*who, *why, _("Percent"), _("Bonus, CNY"), _("Amount, CNY"), _("Executed, CNY")]


def _cells(item: StatementLine, person: PersonTotal) -> list[Any]:
    line = item.line
    duty, ref = duty_of(line)
    return [
        person.staff_no, person.name, person.company_name, f"{line.on:%Y-%m-%d}", line.case.number, line.code,
        line.clause, ref, duty, holder_of(line), in_words(line), _number(line.percent), _number(line.base),
        float(line.amount), float(item.executed),
    ]  # fmt: skip


def _number(value: Decimal | None) -> float | str:
    return "" if value is None else float(value)


def paper(statement: Statement, reader: Reader) -> tuple[bytes, int]:
    """The statement on A4: companies, people, and the lines while they are few enough to read; how many lines."""
    totals = reader.totals(statement)
    people = list(totals.order_by("company_name", "staff_no"))
    names = {one.person_id: one for one in people}
    printed = sum(one.lines for one in people) <= MOST_PRINTED
    lines = list(reading.every_line(reader.lines(statement))) if printed else []
    data = {
        "title": _("Statement of penalties"),
        "house": _("After-sales service centre"),
        "creed": _("People first, customers foremost"),
        "number": f"{statement.month:%Y-%m}",
        "facts": _facts(statement, people),
        "companies": _table([_("Company"), _("People"), *_sum_heads()], [
            [one.name or "—", number(one.people), number(one.lines), money(one.amount), money(one.executed)]
            for one in reading.companies(totals)
        ]),
        "people": _table([_("Company"), _("Staff number"), _("Name"), *_sum_heads()], [
            [one.company_name, one.staff_no, one.name, number(one.lines), money(one.amount), money(one.executed)]
            for one in people
        ]),
        "lines": _table(_printed_heads(), [_printed(item, names[item.line.person_id]) for item in lines]),
        "remark": "" if printed else _("The lines are in the workbook; on paper they would fill too many pages."),
    }  # fmt: skip
    return printing.render("payroll/statement.typ", data), len(lines)


def _table(heads: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"heads": heads, "rows": rows}


def _sum_heads() -> list[str]:
    return [_("Lines"), _("Amount"), _("Executed amount")]


def _printed_heads() -> list[str]:
    return [_("Name"), _("Day"), _("Matter number"), _("Clause"), _("Arithmetic"), _("Held by"), _("Executed amount")]


def _printed(item: StatementLine, person: PersonTotal) -> list[str]:
    line = item.line
    held = holder_of(line)
    return [person.name, f"{line.on:%m-%d}", line.case.number, line.clause, in_words(line), held, money(item.executed)]


def _facts(statement: Statement, people: list[PersonTotal]) -> list[list[str]]:
    return [
        [_("Made"), _instant(statement.slot)],
        [_("From"), _instant(statement.since) if statement.since else _("the beginning")],
        [_("Lines"), number(sum(one.lines for one in people))],
        [_("Amount"), money(sum((one.amount for one in people), Decimal(0)))],
        [_("Executed amount"), money(sum((one.executed for one in people), Decimal(0)))],
        [_("Signed off"), _signed(statement)],
    ]


def _signed(statement: Statement) -> str:
    if statement.signed_by is None:
        return _("not signed off yet")
    return f"{statement.signed_by.name} {_instant(statement.signed_at)}"


def _instant(at: Any) -> str:
    return clock.local(at).strftime("%Y-%m-%d %H:%M") if at else ""
