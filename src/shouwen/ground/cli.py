"""The ``shouwen`` command.

A few words are ours (they start processes); every other word is a management command of the part it belongs to:
``shouwen engine``, ``shouwen rehearse``, ``shouwen import``, ``shouwen migrate`` …
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg

from shouwen import __version__
from shouwen.config.env import WrongSettings
from shouwen.ground import home
from shouwen.ground.binaries import AlreadyRun, NoDatabase

HELP = """shouwen {version} — 首问

  shouwen run        everything on this machine: database, pages, engine (--no-demo, --port N, --host A)
  shouwen web        only the pages (--port N, --host A, --workers N)
  shouwen engine     only the engine: deadlines and delivery; start as many as you like
  shouwen worker     only the worker for heavy files
  shouwen database   only the embedded database, until Ctrl-C
  shouwen migrate    bring the database up to this version
  shouwen found …    the organisation of an empty installation and its first administrator
  shouwen password N a new password for the member of staff with that number
  shouwen check      is this installation sound?
  shouwen rehearse … play scenarios          shouwen import …  take in ledgers
  shouwen verify     prove that no event was altered
  shouwen manage …   any other management command (shouwen manage help lists them)

Without DATABASE_URL the embedded database is used; it is started for the while if nobody runs it.
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
    if sys.platform == "win32" and not home.has_own_database():
        print("The embedded database does not run on Windows yet: set DATABASE_URL to a PostgreSQL server.")
        return 2
    try:
        return OURS[name](rest) if name in OURS else _manage([name, *rest])
    except (WrongSettings, NoDatabase, AlreadyRun) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except OSError as wrong:
        if not is_about_our_folder(wrong):
            raise
        print(
            f"Cannot write {wrong.filename} ({wrong.strerror}). See to SHOUWEN_HOME={home.folder()}.", file=sys.stderr
        )
        return 2
    except KeyboardInterrupt:
        return 130


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


def _database(_words: list[str]) -> int:
    """Keep the embedded database running until Ctrl-C."""
    from shouwen.ground.postgres import EmbeddedPostgres

    server = EmbeddedPostgres(home.folder(), say=print)
    try:
        print(f"The database listens on port {server.start().port}; Ctrl-C stops it.", flush=True)
        while True:
            time.sleep(0.5)
            server.tend()
    finally:
        server.stop()


def _manage(words: list[str]) -> int:
    """One management command, with the embedded database started for the while if need be."""
    if home.has_own_database():
        return _django(words)
    from shouwen.ground.postgres import available

    with available(home.folder()):
        return _django(words)


def _django(words: list[str]) -> int:
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError, ProgrammingError, connections

    try:
        execute_from_command_line(["shouwen", *words])
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except (OperationalError, InterfaceError) as lost:
        print(f"The database does not answer ({reason(lost)}). See to the server and DATABASE_URL.", file=sys.stderr)
        return 2
    except ProgrammingError as missing:
        if not is_undefined_table(missing):
            raise
        print("The database has not been brought up to this version: run “shouwen migrate”.", file=sys.stderr)
        return 2
    finally:
        connections.close_all()
    return 0


def reason(error: Exception) -> str:
    """The first line of what the database said."""
    return str(error).partition("\n")[0].strip() or type(error).__name__


def is_about_our_folder(error: OSError) -> bool:
    """A file of this installation could not be made or written: no rights, no room, a read-only disk."""
    return error.filename is not None and Path(os.fsdecode(error.filename)).is_relative_to(home.folder())


def is_undefined_table(error: Exception) -> bool:
    """A table is not there: the migrations have not run."""
    return isinstance(error.__cause__, psycopg.errors.UndefinedTable)


OURS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "web": _web,
    "check": _check,
    "worker": _worker,
    "database": _database,
    "manage": _manage,
}

if __name__ == "__main__":
    sys.exit(main())
