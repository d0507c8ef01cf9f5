"""Rules about the code itself that no other tool checks."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "shouwen"
LONGEST = {"src": 450, "benchmarks": 450, "tests": 500}

CLOCKS = {
    ("timezone", "now"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"),
}  # fmt: skip
MAY_READ_A_CLOCK = {
    "kernel/clock.py": "it is the one clock",
    "ground/soundness.py": "it compares the machine's clock with the database's",
}
SQL = re.compile(r"\b(select|insert|update|delete|create|alter)\b", re.IGNORECASE)
SQL_CLOCK = re.compile(
    r"(?<![.\w])(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|\bcurrent_(timestamp|date|time)\b",
    re.IGNORECASE,
)
INLINE = {
    "script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
}
# put together here, so that this file does not name them itself
HOSTS = re.compile(
    "|".join(re.escape(a + b) for a, b in [("pypi", ".org"), ("npmjs", ".org"), ("python", "hosted.org")])
)
MACHINE = re.compile(r"(?<![\w.$}/*-])/(" + "|".join(["wo" + "rk", "ro" + "ot", "t" + "mp"]) + r")/\w")


def python_files(folder: Path = SOURCE) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [file for name in listed.splitlines() if (file := ROOT / name).is_file()]


def texts(files: list[Path]) -> Iterator[tuple[Path, str]]:
    for file in files:
        try:
            yield file, file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@pytest.mark.parametrize("folder", sorted(LONGEST))
def test_no_file_is_too_long_to_be_read_at_one_sitting(folder: str) -> None:
    limit = LONGEST[folder]
    long = {str(f.relative_to(ROOT)): n for f, t in texts(python_files(ROOT / folder)) if (n := t.count("\n")) > limit}
    assert long == {}


def test_nobody_reads_a_clock_but_the_one_clock() -> None:
    found = []
    for file, text in texts(python_files()):
        name = file.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(text)):
            read = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if read and (node.value.id, node.attr) in CLOCKS and name not in MAY_READ_A_CLOCK:
                found.append(f"{name}:{node.lineno}")
    assert found == []


def test_no_statement_asks_the_database_for_the_time() -> None:
    found = []
    for file, text in texts(python_files()):
        name = file.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(text)):
            sql = isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
            if sql and SQL_CLOCK.search(node.value) and name not in MAY_READ_A_CLOCK:
                found.append(f"{name}:{node.lineno}")
    assert found == []


def test_no_template_holds_a_script_or_a_style() -> None:
    templates = sorted(SOURCE.rglob("templates/**/*.html"))
    assert templates
    found = [
        f"{file.relative_to(SOURCE)}: {what}"
        for file, text in texts(templates)
        for what, pattern in INLINE.items()
        if pattern.search(text)
    ]
    assert found == []


def test_nothing_committed_names_a_registry_or_a_path_of_one_machine() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file, text in texts(committed())
        for number, line in enumerate(text.splitlines(), start=1)
        if HOSTS.search(line) or MACHINE.search(line)
    ]
    assert found == []
