"""The supervisor of the embedded PostgreSQL keeps its seven promises."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from shouwen.ground import binaries, cluster
from shouwen.ground.accounts import service_account
from shouwen.ground.cluster import Connection
from shouwen.ground.postgres import EmbeddedPostgres, available, end_orphan

AS_ROOT = os.geteuid() == 0
SUPERVISE = """
import sys, time
from pathlib import Path
from shouwen.ground.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that PostgreSQL's account can reach also when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="shouwen-ground-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(home)
    server.start()
    yield server
    server.stop()


def saved(home: Path) -> Connection:
    connection = Connection.saved(home)
    assert connection
    return connection


def ask(home: Path, sql: str) -> object:
    """The first column of the first row."""
    with psycopg.connect(saved(home).text(), autocommit=True) as database:
        cursor = database.execute(sql.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def supervise(home: Path, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(home)], stdout=subprocess.PIPE, text=True, env={**os.environ, **variables}
    )


def printed_pid(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return int(process.stdout.readline())


def end(process: subprocess.Popen[str], postmaster: int) -> None:
    """Kill a supervisor; its server follows by itself."""
    process.kill()
    process.wait()
    assert process.stdout
    process.stdout.close()
    assert until(lambda: not psutil.pid_exists(postmaster))


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if true():
            return True
        time.sleep(0.02)
    return False


def test_other_processes_reach_it_by_the_saved_private_file(server: EmbeddedPostgres, home: Path) -> None:
    assert ask(home, "SELECT 1") == 1
    assert (home / "postgres" / "connection.json").stat().st_mode & 0o777 == 0o600


def test_it_listens_on_loopback_only_and_refuses_a_wrong_password(server: EmbeddedPostgres, home: Path) -> None:
    connection = saved(home)
    listening = {c.laddr.ip for c in psutil.Process(server.pid).net_connections() if c.status == "LISTEN"}
    assert listening == {"127.0.0.1"}
    wrong = Connection(connection.host, connection.port, connection.user, "guess", connection.name)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong.text())
    assert ask(home, "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'app'")


def test_a_killed_server_is_started_again_and_has_every_row(server: EmbeddedPostgres, home: Path) -> None:
    ask(home, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    assert not server.tend()
    before = server.pid
    os.kill(before, signal.SIGKILL)
    assert until(lambda: server.tend())
    assert server.pid != before
    assert ask(home, "SELECT count(*) FROM kept") == 1000


def test_the_server_ends_with_a_killed_supervisor_and_the_next_one_starts(home: Path) -> None:
    process = supervise(home)
    postmaster = printed_pid(process)
    ask(home, "CREATE TABLE kept AS SELECT 1 AS n")
    end(process, postmaster)
    with available(home):
        assert ask(home, "SELECT n FROM kept") == 1


def test_ctrl_c_reaches_only_the_supervisor(server: EmbeddedPostgres) -> None:
    assert os.getpgid(server.pid) != os.getpgid(0)
    assert os.getsid(server.pid) == server.pid


def test_a_second_process_is_told_that_it_runs_already(server: EmbeddedPostgres, home: Path) -> None:
    with pytest.raises(binaries.AlreadyRun):
        EmbeddedPostgres(home).start()
    with available(home):
        assert ask(home, "SELECT 1") == 1
    assert ask(home, "SELECT 1") == 1  # leaving the block did not stop somebody else's server


def test_whoever_found_the_server_running_may_finish_before_it_ends(home: Path) -> None:
    with available(home):
        guest = psycopg.connect(saved(home).text(), autocommit=True)
        leaving = threading.Timer(1.0, lambda: guest.close())
        leaving.start()
        began = time.monotonic()
    assert time.monotonic() - began >= 0.9
    assert guest.closed
    leaving.join()


def test_a_pid_that_belongs_to_somebody_else_by_now_does_not_stop_the_start(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    os.kill(server.pid, signal.SIGKILL)
    assert until(lambda: psutil.Process(server.pid).status() == psutil.STATUS_ZOMBIE)
    file = data_of(home) / "postmaster.pid"
    lines = file.read_text(encoding="ascii").splitlines()
    file.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n", encoding="ascii")
    assert server.tend()
    assert ask(home, "SELECT 1") == 1
    server.stop()


def data_of(home: Path) -> Path:
    return cluster.place_for(home, service_account()) / "data"


def test_a_live_orphan_is_stopped_before_the_start(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    command = psutil.Process(server.pid).cmdline()
    server.stop()
    orphan = subprocess.Popen(
        command,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd="/",
        **cluster.as_account(service_account()),  # type: ignore[call-overload]
    )
    try:
        assert until(lambda: (data_of(home) / "postmaster.pid").exists() and not cluster.is_free(saved(home).port))
        assert end_orphan(data_of(home)) is None
        assert orphan.wait(10) == 0
    finally:
        orphan.kill()
        orphan.wait()


def test_a_port_taken_by_somebody_else_is_exchanged_for_a_free_one(home: Path) -> None:
    with available(home):
        before = saved(home).port
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", before))
        squatter.listen()
        with available(home):
            assert saved(home).port != before
            assert ask(home, "SELECT 1") == 1


def test_data_of_another_version_are_refused_with_a_sentence(home: Path) -> None:
    with available(home):
        pass
    (data_of(home) / "PG_VERSION").write_text("17\n", encoding="ascii")
    with pytest.raises(binaries.NoDatabase, match=r"made by PostgreSQL 17, and this version brings PostgreSQL 18.*"):
        EmbeddedPostgres(home).start()
    lock_is_free = EmbeddedPostgres(home)
    with pytest.raises(binaries.NoDatabase):
        lock_is_free.start()


def test_an_interrupted_beginning_is_begun_again(home: Path) -> None:
    half = home / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n", encoding="ascii")
    with available(home):
        assert ask(home, "SELECT 1") == 1


def test_the_locale_of_the_user_does_not_matter(home: Path) -> None:
    process = supervise(home, LC_ALL="zh_CN.GBK", LANG="xx_YY.UTF-8")
    postmaster = printed_pid(process)
    try:
        assert ask(home, "SELECT current_setting('server_encoding')") == "UTF8"
        assert ask(home, "SELECT '卫生间漏水' LIKE '%漏水%' AND lower('ÀB') = 'àb'") is True
    finally:
        end(process, postmaster)


@pytest.mark.skipif(not cluster.knows_c_utf8(), reason="this machine has no locale C.UTF-8")
def test_trigrams_see_chinese(server: EmbeddedPostgres, home: Path) -> None:
    ask(home, "CREATE EXTENSION pg_trgm")
    assert ask(home, "SELECT similarity('卫生间漏水严重', '卫生间漏水')::float8 > 0.5") is True


def test_the_servers_log_quotes_nobodys_data(server: EmbeddedPostgres, home: Path) -> None:
    ask(home, "CREATE TABLE person (phone text PRIMARY KEY)")
    ask(home, "INSERT INTO person VALUES ('13800138000')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(home, "INSERT INTO person VALUES ('13800138000')")
    log = (home / "postgres" / "server.log").read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "13800138000" not in log


@pytest.mark.skipif(not AS_ROOT, reason="only root can drop rights")
def test_as_root_the_server_runs_as_somebody_else(server: EmbeddedPostgres) -> None:
    assert psutil.Process(server.pid).uids().real != 0


@pytest.mark.skipif(not AS_ROOT, reason="only root has folders that others cannot enter")
def test_as_root_a_closed_folder_stays_closed(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(cluster, "SHARED_PLACE", home / "shared")
    with available(closed / "var"):
        assert ask(closed / "var", "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not AS_ROOT, reason="only root has folders that others cannot enter")
def test_as_root_programs_out_of_reach_are_copied_with_their_libraries(tmp_path: Path, home: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = binaries.installed().root.parent
    for name in (binaries.PACKAGE, binaries.LIBRARIES):
        shutil.copytree(package.parent / name, closed / name, symlinks=True)
    process = supervise(home, PYTHONPATH=str(closed))
    postmaster = printed_pid(process)
    try:
        command = psutil.Process(postmaster).cmdline()
        assert command[0].startswith(str(home / "postgres" / "programs-"))
        assert ask(home, "SELECT 1") == 1
    finally:
        end(process, postmaster)
    assert closed.stat().st_mode & 0o777 == 0o700
