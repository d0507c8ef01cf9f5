"""Imports: a file is uploaded, mapped, checked, previewed, taken in with progress, and undone by batch.

For administrators. One of the group takes in anything; one of a company or project sees the own batches, and a row
that names something beyond is refused as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.common.workbooks import XLSX
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.imports import batches
from shouwen.kernel.imports.bounds import Bounds, bounds_of
from shouwen.kernel.imports.ledger import ledger_named
from shouwen.kernel.imports.models import ImportBatch
from shouwen.kernel.imports.rejects import rejected_workbook
from shouwen.kernel.imports.tasks import Step, at_work, has_failed, start
from shouwen.people.roles import Role
from shouwen.web.answers import refused_page, status_of
from shouwen.web.desk.asking import person_of
from shouwen.web.importing.forms import MappingForm, UploadForm
from shouwen.web.posts import expect

SHOWN: Final = 30
ROWS_SHOWN: Final = 20
State = ImportBatch.State
View = Callable[..., HttpResponse]


def for_administrators(view: View) -> View:
    """Only administrators; what the kernel refuses is said as a page."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            expect(request, _("Ledgers are taken in by administrators."), Role.ADMINISTRATOR)
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refused_page(request, refused)

    return guarded


def _bounds(request: HttpRequest) -> Bounds:
    return bounds_of(person_of(request), clock.now())


def _theirs(request: HttpRequest) -> QuerySet[ImportBatch]:
    """The batches this administrator may see: all of them, or the own."""
    found = ImportBatch.objects.select_related("by", "project")
    return found if _bounds(request).are_none else found.filter(by=person_of(request))


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def batches_list(request: HttpRequest) -> HttpResponse:
    """The batches, the newest first, and the form to upload another."""
    bounds = _bounds(request)
    if request.method != "POST":
        return _list(request, UploadForm(bounds))
    form = UploadForm(bounds, request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    given = form.cleaned_data
    try:
        made = batches.create_batch(
            given["file"], given["file"].name, given["ledger"], person_of(request), given["project"]
        )
    except Refused as refused:
        form.add_error("file", str(refused))
        return _list(request, form, status=status_of(refused))
    return redirect("web:import", made.pk)


@for_administrators
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch where it stands."""
    return _batch(request, _found(request, pk))


@for_administrators
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Read every row with this mapping; nothing is taken in."""
    found = _found(request, pk)
    form = MappingForm(found, request.POST)
    if not form.is_valid():
        return _batch(request, found, form=form, status=422)
    _expect_idle(found)
    batches.remap(found, form.mapping())
    start(found, Step.CHECK)
    return redirect("web:import", pk)


@for_administrators
@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the good rows in, or go on where it was stopped."""
    return _go(request, pk, Step.COMMIT, (State.CHECKED, State.COMMITTING, State.CANCELLED))


@for_administrators
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what the batch made."""
    return _go(request, pk, Step.UNDO, (State.COMMITTED, State.CANCELLED))


@for_administrators
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop after the chunk that is being taken in."""
    batches.request_stop(_found(request, pk))
    messages.info(request, _("It stops after the rows it is at."))
    return redirect("web:import", pk)


@for_administrators
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; when the work is over the page is asked to show itself anew."""
    found = _found(request, pk)
    step = at_work(found)
    if step is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "web/importing/_progress.html", _far(found, step))


@for_administrators
@require_safe
def refused_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows as a workbook, each with its reason."""
    found = _found(request, pk)
    name = f"{found.ledger}-{found.pk}-{clock.local(clock.now()):%Y%m%d}.xlsx"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(rejected_workbook(found), XLSX, headers={"Content-Disposition": disposition})


def _go(request: HttpRequest, pk: int, step: Step, states: tuple[ImportBatch.State, ...]) -> HttpResponse:
    found = _found(request, pk)
    _expect_idle(found)
    if found.state not in states:
        words = _("This import is “{state}”; that cannot be done now.")
        raise Refused(words.format(state=found.get_state_display()), Why.WRONG_STATE)
    start(found, step)
    return redirect("web:import", pk)


def _expect_idle(found: ImportBatch) -> None:
    if at_work(found) is not None:
        raise Refused(_("The worker is still at this import."), Why.WRONG_STATE)


def _list(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    before = request.GET.get("before", "")
    found = _theirs(request).order_by("-id")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before[:18]))
    page = list(found[: SHOWN + 1])
    older = f"?before={page[SHOWN - 1].pk}" if len(page) > SHOWN else ""
    rows = [{"batch": one, "title": ledger_named(one.ledger).title} for one in page[:SHOWN]]
    context = {"rows": rows, "older_url": older, "form": form}
    return render(request, "web/importing/list.html", context, status=status)


def _batch(
    request: HttpRequest, found: ImportBatch, *, form: MappingForm | None = None, status: int = 200
) -> HttpResponse:
    step = at_work(found)
    is_open = step is None and found.state in (State.UPLOADED, State.CHECKED)
    if is_open and form is None:
        form = MappingForm(found)
    context = {
        "batch": found,
        "ledger": ledger_named(found.ledger),
        "form": form if is_open else None,
        "step": step,
        "failed": step is None and has_failed(found),
        "may_commit": step is None and found.state in (State.CHECKED, State.COMMITTING, State.CANCELLED),
        "may_undo": step is None and found.state in (State.COMMITTED, State.CANCELLED),
        "good": found.rows - found.refused,
        "preview": _preview(found) if is_open and found.state == State.CHECKED else None,
        **_problems(request, found),
        **(_far(found, step) if step else {}),
    }
    return render(request, "web/importing/batch.html", context, status=status)


def _preview(found: ImportBatch) -> dict[str, Any]:
    """The first rows as they will be taken in, column by column."""
    columns = [one for one in ledger_named(found.ledger).columns if found.mapping.get(one.name)]
    rows = batches.preview(found)
    return {
        "heads": [*(one.title for one in columns), *([_("From the other sheets")] if found.joined else [])],
        "rows": [
            {"row": row, "cells": [*(row.columns[c.name] for c in columns), *([row.joined] if found.joined else [])]}
            for row in rows
        ],
    }


def _problems(request: HttpRequest, found: ImportBatch) -> dict[str, Any]:
    """A page of the rows with something about them: refused first asked for, or those to look at."""
    wants_doubts = request.GET.get("rows") == "doubtful"
    after = request.GET.get("after", "")
    rows = found.problem_rows.filter(is_refused=not wants_doubts).order_by("number")
    if after.isdecimal():
        rows = rows.filter(number__gt=int(after[:9]))
    page = list(rows[: ROWS_SHOWN + 1])
    kind = "doubtful" if wants_doubts else "refused"
    titles = {column.name: column.title for column in ledger_named(found.ledger).columns}
    shown = [
        {
            "number": row.number,
            "cells": "  ".join(filter(None, row.cells)),
            "said": [(titles.get(one["column"], ""), one["message"]) for one in row.problems],
        }
        for row in page[:ROWS_SHOWN]
    ]
    more = f"?rows={kind}&after={page[ROWS_SHOWN - 1].number}" if len(page) > ROWS_SHOWN else ""
    return {"problems": shown, "more_url": more, "kind": kind}


def _far(found: ImportBatch, step: Step) -> dict[str, Any]:
    """How far the worker is: rows read, taken in or still to take back, of how many (0: not known yet)."""
    titles = {Step.CHECK: _("Reading the rows"), Step.COMMIT: _("Taking the rows in"), Step.UNDO: _("Taking back")}
    total = 0 if step is Step.CHECK else found.rows - found.refused
    done = found.rows if step is Step.CHECK else found.done
    return {
        "batch": found,
        "title": titles[step],
        "done": done,
        "total": total,
        "may_stop": step is Step.COMMIT and not found.stop_requested,
        "poll_url": reverse("web:import_progress", args=[found.pk]),
    }


def _found(request: HttpRequest, pk: int) -> ImportBatch:
    return get_object_or_404(_theirs(request), pk=pk)
