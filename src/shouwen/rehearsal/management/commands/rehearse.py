"""shouwen rehearse FILE… — play scenarios and say whether everything expected happened."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shouwen.kernel.errors import Refused
from shouwen.rehearsal.outcome import Check
from shouwen.rehearsal.player import perform
from shouwen.rehearsal.scenario import NotAScenario, read


class Command(BaseCommand):
    help = "Play scenario files through the real flows on a simulated clock; nothing is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *_args: Any, files: list[Path], **_options: Any) -> None:
        failed = [path for path in files if not self._rehearse(path)]
        if failed:
            raise CommandError(f"{len(failed)} of {len(files)} scenarios went otherwise than expected", returncode=1)
        self.stdout.write(f"{len(files)} of {len(files)} scenarios went as expected")

    def _rehearse(self, path: Path) -> bool:
        try:
            checks = perform(read(path))
        except (NotAScenario, Refused, KeyError, OSError) as error:
            self.stdout.write(f"✗ {path}: {error}")
            return False
        ok = all(check.ok for check in checks)
        self.stdout.write(f"{'✓' if ok else '✗'} {path}")
        for check in checks:
            self._line(check)
        return ok

    def _line(self, check: Check) -> None:
        mark = "✓" if check.ok else "✗"
        self.stdout.write(f"   {mark} {check.what} | {check.expected} | {check.happened}")
