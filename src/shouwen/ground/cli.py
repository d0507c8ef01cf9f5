"""The ``shouwen`` command.

A few words are ours (they start processes); every other word is a management command of the part it belongs to:
``shouwen engine``, ``shouwen rehearse``, ``shouwen import``, ``shouwen migrate`` …
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from shouwen import __version__
from shouwen.config.env import WrongSettings

HELP = """shouwen {version} — 首问

  shouwen run        everything on this machine: database, pages, engine (add --no-demo, --port N, --host A)
  shouwen web        only the pages (--port N, --host A, --workers N)
  shouwen engine     only the engine: deadlines and delivery; start as many as you like
  shouwen worker     only the worker for heavy files
  shouwen migrate    bring the database up to this version
  shouwen check      is this installation sound?
  shouwen manage …   any other management command (shouwen manage help lists them)
"""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit status. A wrong setting or a refusal is one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.config.settings")
    name, *rest = [*(sys.argv[1:] if words is None else words)] or ["help"]
    if name in {"help", "--help", "-h"} and not rest:
        print(HELP.format(version=__version__))
        return 0
    if name in {"version", "--version"}:
        print(__version__)
        return 0
    try:
        return OURS.get(name, lambda words: _manage([name, *words]))(rest)
    except WrongSettings as wrong:
        print(wrong, file=sys.stderr)
        return 2


def _run(words: list[str]) -> int:
    from shouwen.ground.launch import run

    return run(words)


def _web(words: list[str]) -> int:
    from shouwen.ground.web import serve

    return serve(words)


def _check(words: list[str]) -> int:
    return _manage(["soundness", *words])


def _worker(words: list[str]) -> int:
    return _manage(["procrastinate", "worker", *words])


def _manage(words: list[str]) -> int:
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["shouwen", *words])
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    return 0


OURS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "web": _web,
    "check": _check,
    "worker": _worker,
    "manage": _manage,
}

if __name__ == "__main__":
    sys.exit(main())
