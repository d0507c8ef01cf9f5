"""The ``shouwen`` command: our words, and every management command."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from shouwen import __version__
from shouwen.ground.cli import main
from shouwen.ground.cluster import fault_in


def test_without_a_word_it_says_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    for word in ("run", "web", "engine", "worker", "migrate", "check", "rehearse", "import", "verify"):
        assert f"shouwen {word}" in said


def test_it_knows_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.django_db
def test_any_other_word_is_a_management_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["showmigrations", "people"]) == 0
    assert "0001_initial" in capsys.readouterr().out


def test_an_unknown_word_is_refused_with_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rehaerse"]) == 1
    assert "Unknown command: 'rehaerse'" in capsys.readouterr().err


def shouwen(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "shouwen.ground.cli", *words]
    return subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    done = shouwen("showmigrations", "people", DATABASE_URL="postgresql://app:s3cret@127.0.0.1:1/shouwen")
    assert done.returncode == 2
    assert re.fullmatch(r"The database does not answer \(.*Connection refused\)\. See to .*\n", done.stderr)
    assert "s3cret" not in done.stderr


@pytest.mark.django_db
def test_a_database_before_its_migrations_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_staff RENAME TO people_staff_elsewhere")
    assert main(["password", "S001"]) == 2
    assert "run “shouwen migrate”" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / "file" / "home"
    done = shouwen("database", SHOUWEN_HOME=str(place), DATABASE_URL="")
    assert done.returncode == 2
    assert re.fullmatch(rf"Cannot write {place}\S* \(Not a directory\)\. See to SHOUWEN_HOME={place}\.\n", done.stderr)


def test_a_port_that_is_taken_or_none_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = shouwen("web", "--port", port)
    assert done.returncode == 2
    assert done.stderr.endswith(f"port {port} of 127.0.0.1 cannot be listened on; choose another with --port\n")
    assert shouwen("web", "--port", "70000").stderr.endswith("a port is a number from 1 to 65535, not '70000'\n")


def test_of_what_postgresql_says_the_fault_is_told() -> None:
    said = "2026-01-01 12:00:00 UTC [1] FATAL:  could not extend file: No space left on device\nHINT:  Free some."
    assert fault_in(said) == "could not extend file: No space left on device"
    assert fault_in("initdb: error: invalid locale settings") == "invalid locale settings"
