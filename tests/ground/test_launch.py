"""``shouwen run``: one command, everything alive, everything ended together."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from shouwen.ground.cluster import free_port
from shouwen.ground.launch import free_port_from

READY = re.compile(r"ready after \d+ s:\s+(http://\S+)")


class Running:
    """A ``shouwen run`` in a home of its own; its words are collected as they come."""

    def __init__(self, home: Path) -> None:
        plain = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DEV_DB"}}
        command = [sys.executable, "-m", "shouwen.ground.cli", "run", "--no-demo", "--port", str(free_port())]
        self.process = subprocess.Popen(
            command,
            env={**plain, "SHOUWEN_HOME": str(home), "SHOUWEN_LOG_LEVEL": "ERROR"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.words = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.words += line

    def address(self, patience: float = 90) -> str:
        until = time.monotonic() + patience
        while time.monotonic() < until and self.process.poll() is None:
            if found := READY.search(self.words):
                return found.group(1)
            time.sleep(0.05)
        raise AssertionError(f"it did not get ready:\n{self.words}")

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word: str) -> psutil.Process:
        own = psutil.Process(self.process.pid).children()
        return next(child for child in own if any(word in argument for argument in child.cmdline()))

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(10)
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One for all: its tables are made once."""
    folder = Path(tempfile.mkdtemp(prefix="shouwen-run-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except OSError:
        return 0


def eventually(url: str, patience: float = 40) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if status(url) == 200:
            return True
        time.sleep(0.1)
    return False


def gone(processes: list[psutil.Process], patience: float = 30) -> list[psutil.Process]:
    """Those that are still there after a while; a zombie is gone."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        alive = [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        if not alive:
            return []
        time.sleep(0.1)
    return alive


def test_everything_starts_heals_and_ends_together(home: Path) -> None:
    running = Running(home)
    try:
        address = running.address()
        assert status(f"{address}/readyz") == 200
        for victim in ("granian", "bin/postgres"):
            running.child(victim).kill()
            assert eventually(f"{address}/readyz"), running.words
        children = running.children()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(40) == 0, running.words
        assert gone(children) == []
    finally:
        running.close()


def test_nothing_outlives_a_killed_launcher_and_the_second_start_is_quick(home: Path) -> None:
    first = Running(home)
    try:
        first.address()
        children = first.children()
        first.process.kill()
        assert [process.cmdline() for process in gone(children)] == []
    finally:
        first.close()
    began = time.monotonic()
    second = Running(home)
    try:
        second.address()
        assert time.monotonic() - began < 15
        second.process.send_signal(signal.SIGTERM)
        assert second.process.wait(40) == 0, second.words
    finally:
        second.close()


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert free_port_from(taken.getsockname()[1]) > taken.getsockname()[1]
