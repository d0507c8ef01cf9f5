"""make bench: every measurement of docs/performance.md, each in a process of its own against a database of its own.

    python -m benchmarks [--quick] [NAME …]

``--quick`` takes smaller data; the ratios still show. Names: see MEASUREMENTS.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg

from shouwen.config import home
from shouwen.ground.cluster import Connection
from shouwen.ground.postgres import EmbeddedPostgres

MEASUREMENTS = (
    *("moves", "sweep", "minute", "lists", "wording", "search", "imports", "intake", "statement", "month_end", "radar"),
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true")
    options.add_argument("names", nargs="*", default=MEASUREMENTS)
    chosen = options.parse_args()
    server = None if os.environ.get("DATABASE_URL") else EmbeddedPostgres(home.default_home() / "benchmarks")
    try:
        base = url_of(server.start()) if server else os.environ["DATABASE_URL"]
        failed = [name for name in chosen.names if not run(name, base, quick=chosen.quick)]
    finally:
        if server:
            server.stop()
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def url_of(connection: Connection) -> str:
    return f"postgresql://{connection.user}:{connection.password}@{connection.host}:{connection.port}/{connection.name}"


def run(name: str, base: str, *, quick: bool) -> bool:
    """One measurement in a new database, dropped afterwards."""
    database = f"shouwen_bench_{name}"
    with psycopg.connect(base, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {database}")
        server.execute(f"CREATE DATABASE {database}")
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(urlsplit(base)._replace(path=f"/{database}")),
        "DJANGO_SETTINGS_MODULE": "shouwen.config.settings",
    }
    arguments = [sys.executable, "-m", f"benchmarks.{name}", *(["--quick"] if quick else [])]
    print(f"== {name}", flush=True)
    try:
        return subprocess.run(arguments, env=environment, check=False).returncode == 0
    finally:
        with psycopg.connect(base, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


if __name__ == "__main__":
    main()
