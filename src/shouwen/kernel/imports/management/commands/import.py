"""``shouwen import <ledger> FILE [--project NAME] [--sheet NAME] [--commit] [--rejects FILE]``."""
# ruff: noqa: N999 — the word of the command line

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shouwen.estate.models import Project
from shouwen.kernel.errors import Refused
from shouwen.kernel.imports import batches
from shouwen.kernel.imports.ledger import all_ledgers, ledger_named
from shouwen.kernel.imports.models import ImportBatch
from shouwen.kernel.imports.rejects import reasons, rejected_workbook


class Command(BaseCommand):
    help = "Take in a ledger: check it, and with --commit take its good rows in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ledger", choices=[ledger.code for ledger in all_ledgers()])
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", help="name or number of the project for rows that name none")
        parser.add_argument("--sheet", default="", help="the sheet, if the best fitting one is not meant")
        parser.add_argument("--commit", action="store_true", help="take the good rows in; otherwise only check")
        parser.add_argument("--rejects", type=Path, help="write the refused rows to this xlsx")

    def handle(self, *_args: Any, **chosen: Any) -> None:
        try:
            batch = self.checked(chosen)
            if chosen["commit"]:
                batches.commit(batch, progress=self.show)
        except (Refused, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.report(batch)
        if chosen["rejects"]:
            chosen["rejects"].write_bytes(rejected_workbook(batch))

    def checked(self, chosen: dict[str, Any]) -> ImportBatch:
        path: Path = chosen["file"]
        project = self.project(chosen["project"])
        with path.open("rb") as file:
            batch = batches.create_batch(file, path.name, chosen["ledger"], None, project, chosen["sheet"])
        batches.check(batch)
        return batch

    def project(self, asked: str | None) -> Project | None:
        if not asked:
            return None
        found = list(Project.objects.filter(pk=asked) if asked.isdecimal() else Project.objects.filter(name=asked)[:2])
        if len(found) != 1:
            raise CommandError(_("There is no single project “%(name)s”.") % {"name": asked})
        return found[0]

    def show(self, done: int, rows: int) -> None:
        self.stdout.write(f"{done:,} / {rows:,}")

    def report(self, batch: ImportBatch) -> None:
        titles = {column.name: str(column.title) for column in ledger_named(batch.ledger).columns}
        for row in batch.problem_rows.filter(is_refused=True).order_by("number")[:20]:
            self.stdout.write(f"{row.number}: {reasons(row.problems, titles)}")
        self.stdout.write(
            _("Import %(id)s: %(rows)s rows, %(done)s taken in, %(refused)s refused, %(doubtful)s to look at.")
            % {"id": batch.pk, "rows": batch.rows, "done": batch.done, "refused": batch.refused,
               "doubtful": batch.doubtful}
        )  # fmt: skip
