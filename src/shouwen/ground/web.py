"""The pages: granian with Django behind it."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from shouwen.ground.cluster import is_free

APPLICATION = "shouwen.config.wsgi:application"


def command(host: str, port: int, workers: int, application: str = APPLICATION) -> list[str]:
    """Two workers with four threads each were measured best: one slow report does not stall a worker.

    Threads live long because each keeps its own database connection.
    """
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"),
        *("--no-ws", "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "10"),
        *("--log-level", "warning", application),
    ]


def measured_in(home: Path) -> dict[str, str]:
    """The variable by which all web processes count into one folder, emptied for a new start."""
    folder = home / "measures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}


def port_number(text: str) -> int:
    """A port that one may listen on; ArgumentTypeError for anything else."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--host, --port, --workers."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (0.0.0.0: every one)")
    parser.add_argument("--port", type=port_number, default=8000, help="port to listen on")
    parser.add_argument("--workers", type=int, default=2, help="processes")


def arguments() -> argparse.ArgumentParser:
    """What ``shouwen web`` understands."""
    parser = argparse.ArgumentParser(prog="shouwen web", description="Serve the pages.")
    add_arguments(parser)
    return parser


def serve(words: Sequence[str]) -> int:
    """``shouwen web``: become the web server."""
    from django.conf import settings

    parser = arguments()
    chosen = parser.parse_args(words)
    if ":" not in chosen.host and not is_free(chosen.port, chosen.host):
        parser.error(f"port {chosen.port} of {chosen.host} cannot be listened on; choose another with --port")
    os.environ.update(measured_in(settings.HOME))
    line = command(chosen.host, chosen.port, chosen.workers)
    os.execv(line[0], line)  # noqa: S606 - our own interpreter, no shell
