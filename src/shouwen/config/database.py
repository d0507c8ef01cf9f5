"""From DATABASE_URL, or from the embedded database's connection file, to Django's DATABASES."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from shouwen.config.env import Env
from shouwen.config.home import connection_file

SCHEMES = ("postgresql", "postgres")
OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs", "connect_timeout", "options"}
MODES = ("verify-full", "verify-ca", "require", "prefer", "allow", "disable")
UNREACHED = "postgresql://app@127.0.0.1:1/shouwen"  # until the embedded database has been started once
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def database_url(env: Env, home: Path) -> SplitResult:
    """DATABASE_URL if given, else where the embedded database was last started."""
    if env.secret("DATABASE_URL"):
        url = env.address("DATABASE_URL", UNREACHED, SCHEMES)
        if not unquote(url.path.strip("/")):
            env.wrong("DATABASE_URL must end with the name of the database, as in postgresql://user@host/shouwen.")
        return url
    return urlsplit(embedded_url(home) or UNREACHED)


def embedded_url(home: Path) -> str | None:
    """The URL of the embedded database under ``home``, or None if it was never started."""
    file = connection_file(home)
    if not file.is_file():
        return None
    saved = json.loads(file.read_text(encoding="utf-8"))
    password = quote(saved["password"], safe="")
    return f"postgresql://{saved['user']}:{password}@{saved['host']}:{saved['port']}/{saved['name']}"


def is_local(url: SplitResult) -> bool:
    """The database is on this machine, so one machine is the whole installation."""
    return url.hostname in LOOPBACK


def django_database(env: Env, url: SplitResult) -> dict[str, Any]:
    """Connections are kept and checked before use; Django's own values are bound by the client (the search's plans).

    What ``database.bundle`` sends often is prepared, with a plan for all values: choosing one anew for each would cost
    what preparing saves.
    """
    options = dict(parse_qsl(url.query))
    for name in sorted(options.keys() - OPTIONS):
        env.wrong(f"DATABASE_URL has an option {name!r}; known are {', '.join(sorted(OPTIONS))}.")
    if options.get("sslmode", MODES[0]) not in MODES:
        env.wrong(f"DATABASE_URL's sslmode must be one of {', '.join(MODES)}.")
    return {
        "ENGINE": "shouwen.database.postgresql",
        "HOST": url.hostname or "",
        "PORT": str(url.port or 5432),
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": "shouwen",
            "connect_timeout": "10",
            "server_side_binding": False,
            "options": "-c plan_cache_mode=force_generic_plan",
            **{name: value for name, value in options.items() if name in OPTIONS},
        },
    }
