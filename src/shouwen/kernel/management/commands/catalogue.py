"""``shouwen catalogue``: write docs/catalogue from the declarations; ``--check`` only compares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shouwen.kernel import catalogue

FOLDER = Path(settings.BASE_DIR).parent.parent / "docs" / "catalogue"


class Command(BaseCommand):
    help = "Writes the catalogue of procedures, permissions, rules, diagrams and the API, or checks that it is current."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; status 1 if it is out of date")
        parser.add_argument("--folder", type=Path, default=FOLDER)

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["check"]:
            changed = catalogue.write(options["folder"])
            self.stdout.write("".join(f"{name}\n" for name in changed) or "Nothing has changed.\n", ending="")
        elif stale := catalogue.differences(options["folder"]):
            raise CommandError(f"Out of date: {', '.join(stale)}. Run “shouwen catalogue”.")
