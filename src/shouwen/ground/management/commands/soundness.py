"""``shouwen check``."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from shouwen.ground.soundness import examine


class Command(BaseCommand):
    help = "Say whether this installation is sound; the exit status is 1 if anything is not."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{finding.mark} {finding.what}: {finding.words}")
        if any(finding.sound is False for finding in findings):
            sys.exit(1)
