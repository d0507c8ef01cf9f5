"""``shouwen api-token STAFF_NO``: a personal token for a program, shown once."""  # noqa: N999 — the command's name

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from shouwen.kernel.api.identity import VALID_FOR, new_token
from shouwen.people.models import Staff


class Command(BaseCommand):
    help = "Makes a token with which a program acts as this member of staff; only its hash is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staff_no")
        parser.add_argument("--purpose", default="", help="which program it is for")
        parser.add_argument("--days", type=int, default=VALID_FOR.days, help="how long it is valid")

        parser.add_argument("--read-only", action="store_true", help="the program may ask, and take no step")

    def handle(self, *_args: Any, **options: Any) -> None:
        staff = Staff.objects.filter(staff_no=options["staff_no"], is_active=True).first()
        if staff is None:
            raise CommandError(_("Nobody who works here has the staff number {no}.").format(no=options["staff_no"]))
        if not 1 <= options["days"] <= 3650:
            raise CommandError(_("A token is valid for 1 to 3650 days."))
        valid_for = timedelta(days=options["days"])
        self.stdout.write(new_token(staff, options["purpose"][:120], valid_for, read_only=options["read_only"]))
