"""The statement to take away: a workbook written row by row, and a PDF with the sums (S3-I04)."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, Final

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.payroll import reading
from shouwen.payroll.arithmetic import duty_of, holder_of, in_words
from shouwen.payroll.models import PersonTotal, Statement, StatementLine
from shouwen.payroll.reading import Reader
from shouwen.web import printing
from shouwen.web.written import money, number

MOST_ROWS: Final = 1_000_000  # a sheet holds 1,048,576
PEOPLE_WIDTHS: Final = (22, 12, 18, 10, 24, 14, 14)  # characters; nothing in the sheets is cut off
LINE_WIDTHS: Final = (10, 12, 18, 12, 20, 8, 12, 12, 20, 12, 44, 10, 14, 12, 14)
MOST_PRINTED: Final = 200  # lines on paper, some five pages; all of them are in the workbook


def workbook(statement: Statement, reader: Reader) -> tuple[IO[bytes], int]:
    """The people's sums on one sheet, their lines on the next ones; an open file at its start, and how many lines."""
    file = TemporaryFile()  # noqa: SIM115 — handed to the response, which closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    totals = list(reader.totals(statement).order_by("company_name", "staff_no"))
    _write_people(book.add_worksheet(_("By person")), statement, totals, bold)
    names = {one.person_id: one for one in totals}
    lines = reading.every_line(reader.lines(statement))
    count = 0
    while rows := _write_lines(book.add_worksheet(_lines_title(count)), lines, names, bold):
        count += rows
        if rows < MOST_ROWS:
            break
    book.close()
    file.seek(0)
    return file, count


def _write_people(sheet: Any, statement: Statement, totals: list[PersonTotal], bold: Any) -> None:
    sheet.freeze_panes(2, 0)
    _widen(sheet, PEOPLE_WIDTHS)
    title = _("Statement of penalties {month}").format(month=f"{statement.month:%Y-%m}")
    sheet.write_row(0, 0, [title, _("made"), _instant(statement.slot), _("signed off"), _signed(statement)], bold)
    sheet.write_row(1, 0, [_("Company"), *_people_heads()], bold)
    for at, one in enumerate(totals, start=2):
        sums = [one.lines, one.pending, float(one.amount), float(one.executed)]
        sheet.write_row(at, 0, [one.company_name, one.staff_no, one.name, *sums])


def _widen(sheet: Any, widths: tuple[int, ...]) -> None:
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)


def _lines_title(written: int) -> str:
    """Sheets have names of their own: the second sheet of lines says it is the second."""
    title = _("Line by line")
    return title if not written else f"{title} {written // MOST_ROWS + 1}"


def _write_lines(sheet: Any, lines: Any, names: dict[int, PersonTotal], bold: Any) -> int:
    sheet.freeze_panes(1, 0)
    _widen(sheet, LINE_WIDTHS)
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
    """The statement on A4, and how many lines are on it."""
    data, printed = composed(statement, reader)
    return printing.render("payroll/statement.typ", data), printed


def composed(statement: Statement, reader: Reader) -> tuple[dict[str, Any], int]:
    """What the paper says: companies, people, and the lines while they are few enough to read; how many lines."""
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
        "companies": _by_company(totals),
        "people": _by_person(people),
        "lines": _line_by_line([_printed(item, names[item.line.person_id]) for item in lines]),
        "remark": "" if printed else _remark(people),
    }
    return data, len(lines)


def _remark(people: list[PersonTotal]) -> str:
    words = _("The {count} lines are in the workbook of this statement; on paper there are the sums of each person.")
    return words.format(count=number(sum(one.lines for one in people)))


def _by_company(totals: QuerySet[PersonTotal]) -> dict[str, Any]:
    rows = [
        [one.name or "—", number(one.people), number(one.lines), money(one.amount), money(one.executed)]
        for one in reading.companies(totals)
    ]
    return _table(_("By company"), [_("Company"), _("People"), *_sum_heads()], rows, figures=4)


def _by_person(people: list[PersonTotal]) -> dict[str, Any]:
    rows = [
        [one.company_name, one.staff_no, one.name, number(one.lines), money(one.amount), money(one.executed)]
        for one in people
    ]
    return _table(_("By person"), [_("Company"), _("Staff number"), _("Name"), *_sum_heads()], rows, figures=3)


def _line_by_line(rows: list[list[str]]) -> dict[str, Any]:
    return _table(_("Line by line"), _printed_heads(), rows, wide=4, figures=1)


def _table(title: str, heads: list[str], rows: list[list[str]], *, figures: int, wide: int = 0) -> dict[str, Any]:
    """A table on paper: the last ``figures`` columns stand on the right, column ``wide`` takes the width left over."""
    return {"title": title, "heads": heads, "rows": rows, "figures": figures, "wide": wide}


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
