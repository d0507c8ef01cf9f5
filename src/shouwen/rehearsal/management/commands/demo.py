"""``shouwen demo [--complaints N] [--units N] [--seed N] [--until INSTANT] [--reset]``."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.rehearsal.demo import logins, making, resetting
from shouwen.rehearsal.demo.making import NotEmpty, Size
from shouwen.rehearsal.demo.texts import folder_at_hand

usual = Size()


class Command(BaseCommand):
    help = "Fill an empty database with the demo group and half a year of its complaints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--complaints", type=int, default=usual.complaints)
        parser.add_argument("--units", type=int, default=usual.units)
        parser.add_argument("--seed", type=int, default=usual.seed)
        parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
        parser.add_argument("--until", help="the last instant of the story, ISO 8601; now if not given")
        parser.add_argument(
            "--reset", action="store_true", help="remove an earlier demo first; nothing else is removed"
        )

    def handle(self, *_args: Any, **chosen: Any) -> None:
        began = time.monotonic()
        size = Size(chosen["complaints"], chosen["units"], chosen["seed"], chosen["processes"])
        until = self.instant(chosen["until"])
        begin_anew = chosen["reset"] or resetting.is_unfinished()
        if begin_anew and not resetting.reset():
            raise CommandError(_("This database holds something else than the demo; it is left as it is."))
        try:
            making.make(size, until, folder_at_hand())
        except NotEmpty as full:
            raise CommandError(
                _("There is something in this database already; --reset makes an earlier demo anew.")
            ) from full
        self.stdout.write(
            _("The demo is there: %(complaints)s complaints, made in %(seconds).0f s.")
            % {"complaints": size.complaints, "seconds": time.monotonic() - began}
        )
        self.stdout.write(logins.in_words())

    def instant(self, said: str | None) -> datetime | None:
        """The given instant; without a zone it is the wall clock's."""
        if not said:
            return None
        try:
            found = datetime.fromisoformat(said)
        except ValueError as wrong:
            raise CommandError(_("“%(text)s” is no instant.") % {"text": said}) from wrong
        return found if found.tzinfo else found.replace(tzinfo=clock.ZONE)
