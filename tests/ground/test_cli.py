"""The ``shouwen`` command: our words, and every management command."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.db import connection

from shouwen import __version__
from shouwen.ground.cli import main


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


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shouwen.ground.cli", "showmigrations", "people"],
        env={**os.environ, "DATABASE_URL": "postgresql://app:s3cret@127.0.0.1:1/shouwen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert re.fullmatch(r"The database does not answer \(.*Connection refused\)\. See to .*\n", done.stderr)
    assert "s3cret" not in done.stderr


@pytest.mark.django_db
def test_a_database_before_its_migrations_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_staff RENAME TO people_staff_elsewhere")
    assert main(["password", "S001"]) == 2
    assert "run “shouwen migrate”" in capsys.readouterr().err
