"""The supervisor of the embedded PostgreSQL.

What it guarantees, each learnt from a failure that was measured:

1. one owner, by a kernel file lock held for life, not by a list of pids;
2. data made in full or not at all, never in the user's locale, reachable only over loopback and with a password;
3. the server ends with its supervisor, however that ends, and Ctrl-C reaches the supervisor only;
4. never as root, and no folder above the data or the programs is opened up;
5. a stale ``postmaster.pid`` whose number now belongs to somebody else does not stop the start;
6. recovery may take minutes; a server that died is started again by ``tend``;
7. data of another major version are refused with a sentence.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import psutil
import psycopg

from shouwen.ground import children
from shouwen.ground.accounts import service_account
from shouwen.ground.binaries import AlreadyRun, NoDatabase, within_reach_of
from shouwen.ground.cluster import HOST, Cluster, Connection, as_account, fault_in, place_for

START_WITHIN = 900.0  # seconds; recovery of a large log on a slow disk is not a failure
OTHERS_MAY_STAY = 3600.0  # seconds; a long import that found our server running
LOG_LIMIT = 10 * 1024 * 1024
# The predecessor's last children are in the way, or somebody took the port in this very moment: worth another try.
PASSING = ("pre-existing shared memory block", "lock file", "Address already in use")
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
    # By the worker processes of PostgreSQL 18, a large join beside other scans fetched one page at a time from them:
    # the end of a month with a million orders took 98 seconds, 50 without (two cores).
    "io_method": "sync",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",  # details quote rows: people's data
    "log_min_error_statement": "panic",  # statements quote values
}


class EmbeddedPostgres:
    """One server under one home. ``start``, then ``tend`` now and then, then ``stop``."""

    def __init__(
        self,
        home: Path,
        *,
        settings: dict[str, str] | None = None,
        say: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        self._home = home
        self._settings = {**SETTINGS, **(settings or {})}
        self._say = say
        self._lock: IO[str] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._cluster: Cluster | None = None

    @property
    def pid(self) -> int:
        """The postmaster's process id. The server must have been started."""
        assert self._server
        return self._server.pid

    def start(self) -> Connection:
        """Take the lock, make the data if there are none, start, wait until it answers.

        Raises AlreadyRun when another process holds the lock, NoDatabase when the data cannot be used.
        """
        self._take_lock()
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def tend(self) -> bool:
        """Start the server again if it died; whether it had to."""
        if self._server is None or self._server.poll() is None:
            return False
        self._say("The database server died; starting it again.")
        self._start()
        return True

    def stop(self, *, others_may_stay: float = 0) -> None:
        """Fast shutdown: open transactions are rolled back, nothing acknowledged is lost. Gives up the lock.

        ``others_may_stay``: so many seconds other processes may first finish what they are doing.
        """
        if self._server is not None:
            if others_may_stay and self._server.poll() is None:
                self._server.send_signal(signal.SIGTERM)  # PostgreSQL's smart shutdown
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._server.wait(others_may_stay)
            children.stop(self._server, signal.SIGINT, patience=60)
            self._server = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _take_lock(self) -> None:
        folder = self._home / "postgres"
        folder.mkdir(parents=True, exist_ok=True)
        lock = open(folder / "lock", "a+", encoding="ascii")  # noqa: SIM115 - held for life
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise AlreadyRun(f"Another process runs the database in {folder}.") from error
        self._lock = lock

    def _start(self) -> Connection:
        account = service_account()
        place = place_for(self._home, account)
        cluster = Cluster(self._home, place, account, within_reach_of(account, place))
        stale = end_orphan(cluster.data)
        deadline = time.monotonic() + START_WITHIN
        connection = cluster.prepare()
        while not self._answers_after_launch(cluster, connection, stale, deadline):
            time.sleep(0.2)
            connection = cluster.prepare()  # its port may have been taken meanwhile
        self._cluster = cluster
        make_database(connection)
        return connection

    def _answers_after_launch(
        self, cluster: Cluster, connection: Connection, stale: int | None, deadline: float
    ) -> bool:
        """One attempt. False when it failed for a passing reason: try again."""
        log = self._home / "postgres" / "server.log"
        with open_log(log) as output:
            began = output.tell()
            self._server = children.start(
                self._command(cluster, connection),
                env=environment(stale),
                output=output,
                at_our_end=signal.SIGINT,
                cwd="/",
                **as_account(cluster.account),
            )
        told = time.monotonic() + 5
        while not answers(connection):
            if self._server.poll() is not None:
                words = log.read_text(encoding="utf-8", errors="replace")[began:].strip()
                if any(sign in words for sign in PASSING) and time.monotonic() < deadline:
                    return False
                raise NoDatabase(f"The embedded database does not start: {fault_in(words)} ({log})")
            if time.monotonic() > deadline:
                raise NoDatabase(f"The embedded database has not answered in {START_WITHIN:.0f} seconds; see {log}.")
            if time.monotonic() > told:
                self._say("The database is recovering…")
                told = time.monotonic() + 5
            time.sleep(0.03)
        return True

    def _command(self, cluster: Cluster, connection: Connection) -> list[str | Path]:
        settings = {**self._settings, "port": str(connection.port)}
        if cluster.binaries.has_library("pg_stat_statements"):
            settings.setdefault("shared_preload_libraries", "pg_stat_statements")
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [cluster.binaries.program("postgres"), "-D", cluster.data, *options]


def end_orphan(data: Path) -> int | None:
    """Stop a server that outlived its supervisor; the pid in ``postmaster.pid`` if it is somebody else's by now.

    We hold the lock, so a live server on these data is an orphan.
    """
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        process = psutil.Process(pid)
        if not is_server_of(process, data):
            return pid
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return None
    for number, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 20), (signal.SIGKILL, 20)):
        try:
            process.send_signal(number)
            process.wait(patience)
            return None
        except psutil.NoSuchProcess:
            return None
        except psutil.TimeoutExpired:
            continue
    return None


def is_server_of(process: psutil.Process, data: Path) -> bool:
    """The process is a living postmaster of these data (a zombie is not)."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    except psutil.Error:
        return False


def environment(stale: int | None) -> dict[str, str]:
    """Only what the server needs; never the user's locale or PG* variables.

    A pid named as grandparent is not taken for another server: the file itself stays, so that a second real
    server would still be refused.
    """
    plain = {"PATH": "/usr/bin:/bin", "LANG": "C", "TZ": "UTC"}
    return plain if stale is None else {**plain, "PG_GRANDPARENT_PID": str(stale)}


def open_log(log: Path) -> IO[bytes]:
    """The server's log, for appending; once too long it is put aside."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    output = open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")  # noqa: SIM115 - the caller closes
    output.seek(0, os.SEEK_END)
    return output


def answers(connection: Connection) -> bool:
    """The server takes connections."""
    try:
        psycopg.connect(connection.text("postgres")).close()
    except psycopg.OperationalError:
        return False
    return True


def make_database(connection: Connection) -> None:
    """Create our database in a new cluster."""
    with contextlib.closing(psycopg.connect(connection.text("postgres"), autocommit=True)) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [connection.name]).fetchone()
        if known is None:
            server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(connection.name)))


@contextlib.contextmanager
def available(home: Path, say: Callable[[str], None] = lambda _sentence: None) -> Iterator[None]:
    """Within the block the embedded database of ``home`` runs: another process's, or our own for the while.

    Close your own connections before leaving: whoever else is connected may finish.
    """
    server = EmbeddedPostgres(home, say=say)
    with contextlib.suppress(AlreadyRun):
        server.start()
    try:
        yield
    finally:
        server.stop(others_may_stay=OTHERS_MAY_STAY)
