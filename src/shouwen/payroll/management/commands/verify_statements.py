"""``shouwen verify_statements``: reckon every statement anew and say whether it is what was reported (S3-36e)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shouwen.payroll import statements
from shouwen.payroll.models import Statement


class Command(BaseCommand):
    help = "Reckons every statement of penalties anew from the penalty lines; status 1 if one is not reproduced."

    def handle(self, *_args: Any, **_options: Any) -> None:
        wrong = 0
        for one in Statement.objects.order_by("month"):
            found = statements.recompute(one)
            holds = statements.is_reproduced(one, found)
            wrong += not holds
            words = _("{month}: {lines} lines, {amount} CNY, reproduced") if holds else _("{month}: NOT reproduced")
            self.stdout.write(words.format(month=f"{one.month:%Y-%m}", lines=found.lines, amount=found.executed))
        if wrong:
            raise CommandError(_("{n} statements are not what the penalty lines give.").format(n=wrong), returncode=1)
