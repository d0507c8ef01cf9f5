"""shouwen rehearse FILE… — play scenarios and say whether everything expected happened."""

from __future__ import annotations

import logging
import time
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case
from shouwen.rehearsal.outcome import NOTHING, Check, beside
from shouwen.rehearsal.player import perform
from shouwen.rehearsal.scenario import NotAScenario, as_written, read

WIDEST = 64  # columns of a terminal that one cell may take
YES, NO = "✓", "✗"


class Command(BaseCommand):
    help = "Play scenario files through the real flows on a simulated clock; nothing is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="scenarios, or folders of them")
        parser.add_argument(
            "--draft",
            action="append",
            default=[],
            metavar="CODE=VALUE",
            help="play each once more with this value of the rulebook and show both side by side",
        )

    def handle(self, *_args: Any, files: list[Path], draft: list[str], **_options: Any) -> None:
        overrides = dict(map(_override, draft))
        self._prepare_the_database()
        chosen = [one for path in files for one in _scenarios_in(path)]
        failed = sum(not self._rehearse(path, overrides) for path in chosen)
        if failed:
            says = _("{failed} of {all} scenarios went otherwise than expected.")
            raise CommandError(says.format(failed=failed, all=len(chosen)), returncode=1)
        self.stdout.write(_("{all} of {all} scenarios went as expected.").format(all=len(chosen)))

    def _prepare_the_database(self) -> None:
        """A scenario needs the tables, though it leaves nothing in them: an empty database is brought up first. Of one
        that holds something and is behind it is said; whoever looks after it decides when."""
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if Case._meta.db_table in connection.introspection.table_names():
            self.stderr.write(_("The database is older than this version; run shouwen migrate when it suits."))
        else:
            call_command("migrate", interactive=False, verbosity=0)

    def _rehearse(self, path: Path, overrides: dict[str, Any]) -> bool:
        """Whether everything expected happened, under the rulebook in force; each difference is in the table."""
        began = time.monotonic()
        try:
            scenario = read(path)
            checks = perform(scenario)
            tried = perform(scenario.under(overrides)) if overrides else []
        except (NotAScenario, Refused) as error:
            self.stdout.write(f"{NO} {path}: {error}\n")
            return False
        except OSError as error:
            self.stdout.write(f"{NO} {path}: {error.strerror}\n")
            return False
        except Exception as error:  # one story that breaks off must not hide what became of the others
            logging.getLogger(__name__).debug("%s broke off", path, exc_info=True)
            self.stdout.write(f"{NO} {path}: {type(error).__name__}: {error}\n")
            return False
        ok = all(check.ok for check in checks)
        seconds = time.monotonic() - began
        self.stdout.write(f"{YES if ok else NO} {path} ({seconds:.1f} s)\n  {scenario.scenario}")
        self._table(checks, tried)
        return ok

    def _table(self, checks: Sequence[Check], tried: Sequence[Check]) -> None:
        if not checks:
            self.stdout.write(f"  {_('The scenario expects nothing.')}\n")
            return
        head = ["", _("What"), _("Expected"), _("Happened"), *([_("Under the draft")] if tried else [])]
        rows = [head, *_rows(checks, tried)]
        widths = [min(max(_width(row[n]) for row in rows), WIDEST) for n in range(len(head))]
        for row in rows:
            cells = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
            self.stdout.write(f"  {'  '.join(cells).rstrip()}")
        self.stdout.write("")


def _rows(checks: Sequence[Check], tried: Sequence[Check]) -> Iterator[list[str]]:
    """One row a check; beside a draft, what happened under either."""
    for pair in beside(checks, tried):
        check = pair.now or Check(pair.draft.what, pair.draft.expected, NOTHING) if pair.draft else pair.now
        if check is None:
            continue
        row = [YES if check.ok else NO, check.what, check.expected, check.happened]
        yield [*row, pair.draft.happened if pair.draft else NOTHING] if tried else row


def _override(text: str) -> tuple[str, Any]:
    """T1=45 as a quantity and its value; lists as in YAML."""
    code, equals, value = text.partition("=")
    if not equals:
        raise CommandError(_("--draft takes CODE=VALUE, for example --draft T1=45."))
    return code, as_written(value)


def _scenarios_in(path: Path) -> list[Path]:
    return sorted(path.glob("*.yaml")) if path.is_dir() else [path]


def _width(text: str) -> int:
    """Columns on a terminal; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
