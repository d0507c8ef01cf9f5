"""``shouwen engine``: deadlines and delivery, until SIGTERM. Start as many copies as you like."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shouwen.common.settling import settle
from shouwen.kernel import engine, runner


class Command(BaseCommand):
    help = "Fires what is due, delivers messages, keeps the heartbeat and audits at night, until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=engine.BATCH, help="rows a transaction locks at most")

    def handle(self, *_args: Any, **options: Any) -> None:
        settle()
        runner.run(options["batch"])
