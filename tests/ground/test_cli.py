"""The ``shouwen`` command: our words, and every management command."""

from __future__ import annotations

import pytest

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
