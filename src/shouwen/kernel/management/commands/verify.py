"""``shouwen verify``: prove that no event was altered, removed or slipped in (S3-I01)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from shouwen.kernel import events
from shouwen.kernel.models import Case, Event


class Command(BaseCommand):
    help = "Recomputes the chains of events and names the first altered row of each; status 1 if there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", metavar="NUMBER", help="only the case with this number")

    def handle(self, *_args: Any, **options: Any) -> None:
        case = self._case(options["case"]) if options["case"] else None
        broken = list(events.verify([case.pk] if case else None))
        numbers = Case.objects.in_bulk([each.case_id for each in broken])
        for each in broken:
            words = _("{case}: event {seq} (row {row}): {what}")
            row = each.event_id or "–"
            self.stdout.write(words.format(case=numbers[each.case_id], seq=each.seq, row=row, what=each.what))
        if broken:
            raise CommandError(_("{n} chains do not hold.").format(n=len(broken)), returncode=1)
        checked = Event.objects.filter(case=case).count() if case else Event.objects.count()
        self.stdout.write(_("{n} events checked; every chain holds.").format(n=checked))

    def _case(self, number: str) -> Case:
        case = Case.objects.filter(number=number).first()
        if case is None:
            raise CommandError(_("There is no case {number}.").format(number=number), returncode=2)
        return case
