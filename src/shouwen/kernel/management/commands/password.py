"""``shouwen password STAFF_NO``: a new password for somebody who has none or forgot it, printed once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shouwen.kernel import founding
from shouwen.kernel.errors import Refused


class Command(BaseCommand):
    help = "Gives a member of staff a new password, printed once; the person changes it on the account's page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staff_no")

    def handle(self, *_args: Any, **given: Any) -> None:
        try:
            self.stdout.write(founding.reset_password(given["staff_no"]))
        except Refused as refused:
            raise CommandError(str(refused)) from refused
