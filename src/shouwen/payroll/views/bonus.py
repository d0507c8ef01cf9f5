"""Monthly bonuses from human resources: a file is uploaded, checked row by row, looked at, and taken in (S3 §4.2)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any, BinaryIO, Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.common.workbooks import XLSX
from shouwen.kernel import clock
from shouwen.kernel.acting import acts_as
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.imports import batches
from shouwen.kernel.imports.batches import PreviewRow
from shouwen.kernel.imports.models import ImportBatch
from shouwen.kernel.imports.rejects import rejected_workbook
from shouwen.payroll.imports import BonusLedger
from shouwen.payroll.views.door import View, for_staff, key_of
from shouwen.people.roles import Role
from shouwen.web.answers import status_of
from shouwen.web.desk.asking import actor_of, person_of

SHOWN: Final = 30
ROWS_SHOWN: Final = 50
LARGEST: Final = 10 * 1024 * 1024
LONGEST_AMOUNT: Final = 15  # digits before the point
AMOUNT: Final = "amount"  # the ledger's column of money
State = ImportBatch.State


def for_hr(view: View) -> View:
    """Only human resources."""

    @for_staff
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not acts_as(actor_of(request), Role.HR_CENTRE, clock.now()):
            raise Refused(_("Bonuses are taken in by human resources."), Why.WRONG_ROLE)
        return view(request, *args, **kwargs)

    return guarded


@for_hr
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """The files so far, the newest first, and the form to upload another."""
    if request.method != "POST":
        return _files(request)
    upload = request.FILES.get("file")
    try:
        if upload is None or (upload.size or 0) > LARGEST:
            raise Refused(_("Choose a workbook or a csv of at most 10 MB."), Why.BAD_PAYLOAD)
        if not upload.size:
            words = _("“%(name)s” is empty: nothing was saved in it. Export it again and upload it anew.")
            raise Refused(words % {"name": upload.name}, Why.BAD_PAYLOAD)
        made = batches.create_batch(cast(BinaryIO, upload.file), str(upload.name), BonusLedger.code, person_of(request))
        batches.check(made)
    except Refused as refused:
        return _files(request, status_of(refused), refused=refused)
    return redirect("payroll:bonus_file", made.pk)


def _files(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    found = ImportBatch.objects.filter(ledger=BonusLedger.code).select_related("by").order_by("-id")
    before = key_of(request, "before")
    rows = list((found if before is None else found.filter(pk__lt=before))[: SHOWN + 1])
    context = {
        "rows": rows[:SHOWN],
        "columns": BonusLedger.columns,
        "older_url": f"?before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else "",
        **more,
    }
    return render(request, "payroll/bonus.html", context, status=status)


@for_hr
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file where it stands: what would be taken in, and every row with something about it."""
    return _file(request, _found(pk))


@for_hr
@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the good rows in; shares that waited for a bonus become amounts."""
    found = _found(pk)
    try:
        batches.commit(found)
    except Refused as refused:
        return _file(request, found, status_of(refused), refused=refused)
    words = ngettext("{n} bonus was taken in.", "{n} bonuses were taken in.", found.done)
    messages.success(request, words.format(n=found.done))
    return redirect("payroll:bonus_file", pk)


@for_hr
@require_safe
def refused_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows as a workbook, each with its reason."""
    found = _found(pk)
    disposition = f'attachment; filename="bonus-{found.pk}.xlsx"'
    return HttpResponse(rejected_workbook(found), XLSX, headers={"Content-Disposition": disposition})


def _file(request: HttpRequest, found: ImportBatch, status: int = 200, **more: Any) -> HttpResponse:
    titles = {column.name: column.title for column in BonusLedger.columns}
    columns = sorted((name for name in found.mapping if found.mapping[name]), key=lambda name: found.mapping[name])
    after = key_of(request, "after") or 0
    rows = list(found.problem_rows.filter(number__gt=after).order_by("number")[: ROWS_SHOWN + 1])
    open_ = found.state == State.CHECKED
    context = {
        "batch": found,
        "good": found.rows - found.refused,
        "may_commit": open_ and found.rows > found.refused,
        "heads": [{"title": titles[name], "is_money": name == AMOUNT} for name in columns],
        "preview": [_preview(row, columns) for row in batches.preview(found, 10)] if open_ else [],
        "problems": [
            {
                "number": row.number,
                "refused": row.is_refused,
                "cells": "  ".join(filter(None, row.cells)),
                "said": [(titles.get(one["column"], ""), one["message"]) for one in row.problems],
            }
            for row in rows[:ROWS_SHOWN]
        ],
        "more_url": f"?after={rows[ROWS_SHOWN - 1].number}" if len(rows) > ROWS_SHOWN else "",
        **more,
    }
    return render(request, "payroll/bonus_file.html", context, status=status)


def _preview(row: PreviewRow, columns: list[str]) -> dict[str, Any]:
    """A row in the order of the file's columns, its amount as money is written."""
    cells = [
        {"text": _as_money(row.columns[name]) if name == AMOUNT else row.columns[name], "is_money": name == AMOUNT}
        for name in columns
    ]
    return {"cells": cells, "is_refused": row.is_refused}


def _as_money(text: str) -> str:
    """6,200.00; what is no amount stays as it stands in the file (written out, 1e999999999 would fill the memory)."""
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return text
    return f"{amount:,.2f}" if amount.is_finite() and amount.adjusted() < LONGEST_AMOUNT else text


def _found(pk: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("by"), pk=pk, ledger=BonusLedger.code)
