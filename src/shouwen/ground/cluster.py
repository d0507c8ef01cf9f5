"""The folder of an embedded database: made once, checked at every start, described in one private file."""

from __future__ import annotations

import hashlib
import json
import locale
import os
import re
import secrets
import shutil
import socket
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path

from shouwen.config.home import connection_file
from shouwen.ground.accounts import Account
from shouwen.ground.binaries import Binaries, NoDatabase

HOST, USER, DATABASE = "127.0.0.1", "app", "shouwen"
SHARED_PLACE = Path("/var/lib/shouwen")
PLAIN = {"PATH": "/usr/bin:/bin", "LANG": "C", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Connection:
    """How to reach the embedded database; saved for the other processes, readable by their owner only."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    name: str

    @classmethod
    def saved(cls, home: Path) -> Connection | None:
        file = connection_file(home)
        return cls(**json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None

    def save(self, home: Path) -> None:
        """Written beside and renamed, so that nobody reads half a file."""
        file = connection_file(home)
        draft = file.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(asdict(self), out)
        draft.replace(file)

    def text(self, name: str | None = None) -> str:
        """For psycopg.connect."""
        return (
            f"host={self.host} port={self.port} user={self.user} password={self.password} "
            f"dbname={name or self.name} connect_timeout=5"
        )


@dataclass(frozen=True)
class Cluster:
    """Data and programs of one home, and the account that owns the data (None: we ourselves)."""

    home: Path
    place: Path
    account: Account | None
    binaries: Binaries

    @property
    def data(self) -> Path:
        return self.place / "data"

    def prepare(self) -> Connection:
        """The connection of this cluster; on first use its data are made. Raises NoDatabase on another version."""
        connection = Connection.saved(self.home)
        if not self.data.exists():
            connection = Connection(HOST, free_port(), USER, secrets.token_urlsafe(24), DATABASE)
            connection.save(self.home)
            self._initialise(connection.password)
        if connection is None:
            raise NoDatabase(f"{self.data} exists, but {connection_file(self.home)} is missing: restore that file.")
        self._check_version()
        if not is_free(connection.port):
            connection = Connection(**{**asdict(connection), "port": free_port()})
            connection.save(self.home)
        return connection

    def _initialise(self, password: str) -> None:
        """``initdb`` into a folder that gets its name only when complete. Never in the user's locale."""
        draft, secret = self.place / "data.new", self.place / "password.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        secret.touch(mode=0o600)
        secret.write_text(password, encoding="ascii")
        if self.account:
            self.account.own(draft)
            self.account.own(secret)
        command = [
            *(self.binaries.program("initdb"), "-D", draft, "-U", USER, "-A", "scram-sha-256", "--pwfile", secret),
            *("-E", "UTF8", "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8", "--no-instructions"),
            *(["--lc-ctype=C.UTF-8"] if knows_c_utf8() else []),
        ]
        done = subprocess.run(  # type: ignore[call-overload]
            command, check=False, env=PLAIN, capture_output=True, text=True, cwd="/", **as_account(self.account)
        )
        secret.unlink()
        if done.returncode:
            raise NoDatabase(f"The embedded database could not be made: {fault_in(done.stderr)}")
        draft.rename(self.data)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        ours = self.binaries.major()
        if found != ours:
            raise NoDatabase(
                f"The data in {self.data} were made by PostgreSQL {found}, and this version brings PostgreSQL {ours}. "
                f"Dump them with PostgreSQL {found} (pg_dump), move the folder away, start again and restore "
                f"(pg_restore); or set DATABASE_URL to a server."
            )


def place_for(home: Path, account: Account | None) -> Path:
    """Where the data live: under ``home``, or, where the account could not reach that, in a place of its own.

    A folder only root may enter (root's own home, say) stays closed; the data then go to /var/lib/shouwen.
    """
    beside = connection_file(home).parent
    beside.mkdir(parents=True, exist_ok=True)
    if account is None or account.reaches(beside):
        return beside
    place = SHARED_PLACE / hashlib.sha256(str(home).encode()).hexdigest()[:12]
    place.mkdir(parents=True, exist_ok=True)
    return place


def as_account(account: Account | None) -> dict[str, int | list[int]]:
    """Arguments for subprocess that drop root's rights."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def fault_in(words: str) -> str:
    """The first fault among what PostgreSQL said, without its instant; all of it where none stands out."""
    found = re.search(r"\b(?:FATAL|PANIC|error): +(.+)", words)
    return found[1] if found else words.strip() or "it says nothing"


def knows_c_utf8() -> bool:
    """The machine has the locale C.UTF-8 (without it, character classes of Chinese are those of C)."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return False
    else:
        return True
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int, host: str = HOST) -> bool:
    """Nobody listens on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
