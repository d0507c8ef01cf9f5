"""The long steps of an import on the worker; where no worker lives, at once where they are asked for.

Every step may be repeated: a check begins anew, taking in and undoing go on where a killed run ended.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.db import close_old_connections, transaction
from django.utils.translation import get_language, override
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import AlreadyEnqueued

from shouwen.kernel import clock
from shouwen.kernel.imports import batches
from shouwen.kernel.imports.models import ImportBatch

log = logging.getLogger(__name__)

SILENT_AFTER: Final = timedelta(seconds=30)  # a worker signs every ten seconds
_WAITING: Final = ("todo", "doing")


class Step(StrEnum):
    """What the worker does with a batch."""

    CHECK = "check"
    COMMIT = "commit"
    UNDO = "undo"


def start(batch: ImportBatch, step: Step) -> None:
    """Hand the step to a worker, or carry it out here when none has signed lately. Twice asked is once done."""
    if not a_worker_lives():
        carry_out(batch, step)
        return
    name = _lock(batch)
    try:
        # a savepoint: the refusal of a second job must not spoil the caller's transaction
        with transaction.atomic():
            work.configure(lock=name, queueing_lock=name).defer(
                batch_id=batch.pk, step=str(step), language=get_language() or "zh-hans"
            )
    except AlreadyEnqueued:
        log.info("import %s waits for the worker already", batch.pk)


def a_worker_lives() -> bool:
    """Whether a worker has signed within the last half minute."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=clock.now() - SILENT_AFTER).exists()


def at_work(batch: ImportBatch) -> Step | None:
    """The step that a worker is at, or that waits for one."""
    jobs = ProcrastinateJob.objects.filter(lock=_lock(batch), status__in=_WAITING)
    args = jobs.order_by("id").values_list("args", flat=True).first()
    return Step(args["step"]) if args else None


def has_failed(batch: ImportBatch) -> bool:
    """Whether the last step broke off for a reason that is no refusal of a row; the worker's log has it."""
    jobs = ProcrastinateJob.objects.filter(task_name=work.name, args__batch_id=batch.pk)
    return jobs.order_by("-id").values_list("status", flat=True).first() == "failed"


@app.task(name="imports.work", queue="imports")
def work(*, batch_id: int, step: str, language: str) -> None:
    """One step on the worker, whose threads keep their connections longer than the database may."""
    close_old_connections()
    try:
        carry_out_for(batch_id, step, language)
    finally:
        close_old_connections()


def carry_out_for(batch_id: int, step: str, language: str) -> None:
    """One step in the language of whoever asked: the messages to the rows are kept as they are said."""
    with override(language):
        carry_out(ImportBatch.objects.get(pk=batch_id), Step(step))


@app.periodic(cron="* * * * *")
@app.task(name="imports.retry_stalled", queueing_lock="imports.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 — the instant it was due
    """Take up again what a killed worker left behind."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER.total_seconds()):
        await manager.retry_job(job)


def carry_out(batch: ImportBatch, step: Step) -> None:
    """The step itself, here and now. Refused when the batch is not ready for it."""
    match step:
        case Step.CHECK:
            batches.check(batch, progress=lambda rows, _done: _note(batch, rows))
        case Step.COMMIT:
            batches.commit(batch)
        case Step.UNDO:
            batches.undo(batch)


def _note(batch: ImportBatch, rows: int) -> None:
    """How many rows were read so far, for whoever looks on."""
    ImportBatch.objects.filter(pk=batch.pk).update(rows=rows)


def _lock(batch: ImportBatch) -> str:
    return f"import:{batch.pk}"
