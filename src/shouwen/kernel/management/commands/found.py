"""``shouwen found``: the organisation of an empty installation and its first administrator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from shouwen.kernel import founding
from shouwen.kernel.errors import Refused


class Command(BaseCommand):
    help = (
        "Makes the group, its service centre and its companies with their departments, and the first administrator, "
        "whose password is printed once. May be repeated to add companies."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("group", help="the group's name")
        parser.add_argument("--centre", default=str(_("Customer Service Centre")), help="its service centre's name")
        parser.add_argument("--regional", action="append", default=[], help="a regional company (repeatable)")
        parser.add_argument("--property", action="append", default=[], help="a property company (repeatable)")
        parser.add_argument("--administrator", metavar="STAFF_NO", help="the first administrator's staff number")
        parser.add_argument("--name", default="", help="and name")

    def handle(self, *_args: Any, **given: Any) -> None:
        number, name = given["administrator"], given["name"].strip()
        if number and not name:
            raise CommandError(_("The administrator needs a name: --name."))
        try:
            centre = founding.found(given["group"], given["centre"], given["regional"], given["property"])
            self.stdout.write(_("The organisation stands."))
            if number:
                password = founding.first_administrator(number, name, centre)
                self.stdout.write(_("{number} logs in with: {password}").format(number=number, password=password))
        except Refused as refused:
            raise CommandError(str(refused)) from refused
