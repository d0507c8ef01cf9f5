"""The stages of an import: create_batch → suggest_mapping/remap → check → preview → commit → undo.

Pages and the command call these and nothing else. Every stage walks the stored file again, row by row, so
memory stays small; a wrong row never stops a good one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from shouwen.common import tables
from shouwen.estate.models import Project
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused
from shouwen.kernel.imports import mapping as headers
from shouwen.kernel.imports.bounds import bounds_of
from shouwen.kernel.imports.bulk import reindex_later
from shouwen.kernel.imports.ledger import Created, Ledger, Place, Problem, ledger_named
from shouwen.kernel.imports.models import ImportBatch, ImportChunk, ImportFile, ImportRow
from shouwen.kernel.imports.walk import ReadRow, cells_at, find_header, find_joined, rows_of, sheets_of
from shouwen.kernel.wording import listed
from shouwen.people.models import Staff

ROWS_AT_ONCE = 2_000
PROBLEMS_AT_ONCE = 1_000
State = ImportBatch.State
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PreviewRow:
    """A row for people: what was read for each mapped column, and what was noticed."""

    number: int
    columns: dict[str, str]
    problems: list[Problem]
    is_refused: bool
    joined: str = ""


def create_batch(
    file: BinaryIO, name: str, ledger: str, by: Staff | None, project: Project | None = None, sheet: str = ""
) -> ImportBatch:
    """Store an uploaded file and suggest its mapping. Without ``sheet`` the one that fits the ledger best.

    Refuses a file that is no table, one in which no row looks like this ledger's header, and a project beyond ``by``.
    """
    content, now = file.read(), clock.now()
    if project is not None and not bounds_of(by, now).hold_project(project.pk):
        raise Refused(_("There is no single project “%(name)s”.") % {"name": project.name}, "bad_payload")
    kind, sheets = ledger_named(ledger), sheets_of(content, name)
    title, header_row, found = find_header(sheets, kind, sheet)
    mapping = headers.suggest(kind.columns, found)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            ledger=ledger, file_name=name[-200:], sheet=title, header_row=header_row, headers=found,
            mapping=mapping, joined=find_joined(sheets, kind, title, mapping), project=project, by=by,
            uploaded_at=now,
        )  # fmt: skip
        ImportFile.objects.create(batch=batch, content=content)
    return batch


def suggest_mapping(batch: ImportBatch) -> dict[str, list[int]]:
    """The likeliest mapping of the batch's headers: column name → positions."""
    return headers.suggest(ledger_named(batch.ledger).columns, batch.headers)


def remap(batch: ImportBatch, mapping: dict[str, list[int]]) -> None:
    """Read other cells than suggested; the batch must be checked again."""
    _expect(batch, State.UPLOADED, State.CHECKED)
    known = {column.name for column in ledger_named(batch.ledger).columns}
    width = len(batch.headers)
    if not set(mapping) <= known or not all(0 <= place < width for places in mapping.values() for place in places):
        raise Refused(_("This mapping does not fit the sheet."), "bad_payload")
    batch.mapping, batch.state = mapping, State.UPLOADED
    batch.save(update_fields=["mapping", "state"])


def check(batch: ImportBatch, progress: Progress | None = None) -> None:
    """Read every row, count, and keep the rows that have problems. Takes nothing in."""
    _expect(batch, State.UPLOADED, State.CHECKED)
    lacking = headers.missing(ledger_named(batch.ledger).columns, batch.mapping)
    if lacking:
        names = listed(column.title for column in lacking)
        raise Refused(_("No column is mapped to: %(names)s.") % {"names": names}, "bad_payload")
    batch.problem_rows.all().delete()
    batch.rows = batch.refused = batch.doubtful = 0
    waiting: list[ImportRow] = []
    for row in rows_of(batch):
        batch.rows += 1
        batch.refused += row.is_refused
        batch.doubtful += bool(row.problems) and not row.is_refused
        if row.problems:
            waiting.append(_problem_row(batch, row))
        if len(waiting) >= PROBLEMS_AT_ONCE:
            ImportRow.objects.bulk_create(waiting)
            waiting.clear()
        if progress is not None and batch.rows % ROWS_AT_ONCE == 0:
            progress(batch.rows, 0)
    ImportRow.objects.bulk_create(waiting)
    batch.state = State.CHECKED
    batch.save(update_fields=["rows", "refused", "doubtful", "state"])


def preview(batch: ImportBatch, limit: int = 20) -> list[PreviewRow]:
    """The first rows as they will be taken in."""
    shown: list[PreviewRow] = []
    for row in rows_of(batch):
        if len(shown) == limit:
            break
        columns = {
            name: "、".join(filter(None, (tables.as_text(cell) for cell in cells_at(row.cells, places))))
            for name, places in batch.mapping.items()
        }
        shown.append(PreviewRow(row.number, columns, row.problems, row.is_refused, _joined_words(row)))
    return shown


def _joined_words(row: ReadRow) -> str:
    """What the other sheets add to a row, as people read it."""
    said = [[tables.as_text(cell) for cells in values.values() for cell in cells] for values in row.further]
    return "；".join(" ".join(filter(None, texts)) for texts in said)


def commit(batch: ImportBatch, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None) -> None:
    """Take the good rows in, a chunk to a transaction; goes on where a stopped or killed run ended.

    ``progress(done, rows)`` after each chunk. ``cancelled`` is asked between chunks (default: whether somebody
    called ``request_stop``); what is in by then stays until ``undo``.
    """
    _expect(batch, State.CHECKED, State.COMMITTING, State.CANCELLED)
    _move(batch, State.COMMITTING, stop_requested=False)
    asked = cancelled or (lambda: _stop_requested(batch))
    last = max(batch.chunks.values_list("last_row", flat=True), default=0)
    for chunk in _chunks(row for row in rows_of(batch) if not row.is_refused):
        if chunk[-1].number <= last:
            continue
        if asked():
            _move(batch, State.CANCELLED, finished_at=clock.now())
            return
        _take_in(batch, [row for row in chunk if row.number > last])
        if progress is not None:
            progress(batch.done, batch.rows)
    _move(batch, State.COMMITTED, finished_at=clock.now())


def request_stop(batch: ImportBatch) -> None:
    """Ask a running commit to stop after its present chunk."""
    ImportBatch.objects.filter(pk=batch.pk, state=State.COMMITTING).update(stop_requested=True)


def undo(batch: ImportBatch, progress: Progress | None = None) -> None:
    """Take back what the batch made, the last chunk first. What something else needs stays and is counted.

    A run that was killed is first continued or stopped by ``commit``, so that nobody undoes under a running one.
    """
    _expect(batch, State.COMMITTED, State.CANCELLED)
    ledger = ledger_named(batch.ledger)
    for chunk in batch.chunks.order_by("-last_row"):
        with transaction.atomic():
            reindex_later()
            batch.kept += ledger.undo(chunk.created)
            batch.done -= chunk.rows
            chunk.delete()
            batch.save(update_fields=["kept", "done"])
        if progress is not None:
            progress(batch.done, batch.rows)
    _move(batch, State.UNDONE, finished_at=clock.now())


# — writing —


def _chunks(rows: Iterator[ReadRow]) -> Iterator[list[ReadRow]]:
    chunk: list[ReadRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == ROWS_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _take_in(batch: ImportBatch, rows: Sequence[ReadRow]) -> None:
    """One chunk in one transaction; if the database refuses it, row by row, so that one bad row stays alone."""
    ledger = ledger_named(batch.ledger)(Place(batch.project, batch.uploaded_at, bounds_of(batch.by, clock.now())))
    with transaction.atomic():
        reindex_later()
        try:
            with transaction.atomic():
                created = ledger.commit([row.value for row in rows])
            taken = len(rows)
        except DatabaseError:
            created, taken = _one_by_one(batch, ledger, rows)
        ImportChunk.objects.create(batch=batch, last_row=rows[-1].number, rows=taken, created=created)
        batch.done += taken
        batch.save(update_fields=["done", "refused"])


def _one_by_one(batch: ImportBatch, ledger: Ledger[Any], rows: Sequence[ReadRow]) -> tuple[Created, int]:
    created: Created = {}
    taken = 0
    for row in rows:
        try:
            with transaction.atomic():
                made = ledger.commit([row.value])
        except DatabaseError as problem:
            _refuse_late(batch, row, str(problem).splitlines()[0])
            continue
        taken += 1
        for kind, ids in made.items():
            created.setdefault(kind, []).extend(ids)
    return created, taken


def _refuse_late(batch: ImportBatch, row: ReadRow, reason: str) -> None:
    """A row that read well and that the database would not take."""
    message = str(_("The database refused this row: %(reason)s") % {"reason": reason})
    fresh = _problem_row(batch, ReadRow(row.number, row.cells, None, [*row.problems, Problem("", message, True)]))
    ImportRow.objects.update_or_create(
        batch=batch, number=row.number,
        defaults={"cells": fresh.cells, "problems": fresh.problems, "is_refused": True},
    )  # fmt: skip
    batch.refused += 1


def _problem_row(batch: ImportBatch, row: ReadRow) -> ImportRow:
    return ImportRow(
        batch=batch,
        number=row.number,
        cells=[tables.as_text(cell) for cell in row.cells],
        problems=[asdict(problem) for problem in row.problems],
        is_refused=row.is_refused,
    )


def _stop_requested(batch: ImportBatch) -> bool:
    return ImportBatch.objects.values_list("stop_requested", flat=True).get(pk=batch.pk)


def _move(batch: ImportBatch, state: ImportBatch.State, **fields: Any) -> None:
    batch.state = state
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.save(update_fields=["state", *fields])


def _expect(batch: ImportBatch, *states: ImportBatch.State) -> None:
    if batch.state not in states:
        raise Refused(
            _("This import is “%(state)s”; that cannot be done now.") % {"state": batch.get_state_display()},
            "wrong_state",
        )
