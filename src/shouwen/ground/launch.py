"""``shouwen run``: everything on one machine, started in order, kept alive, ended together."""

from __future__ import annotations

import argparse
import io
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

from shouwen.ground import children, home, web
from shouwen.ground.cluster import is_free
from shouwen.ground.postgres import EmbeddedPostgres

LOOK_EVERY = 0.5  # seconds
SETTLED_AFTER = 30.0  # a child that lived this long is started again at once when it ends
END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
REST = 2.0  # seconds before a child that keeps ending is started again


class NotStarted(Exception):
    """The pages do not come up; the message says so."""


class Stop(Exception):
    """Somebody asked us to end."""


@dataclass
class Part:
    """One child that must always run."""

    name: str
    command: list[str]
    variables: dict[str, str]
    at_our_end: int = signal.SIGTERM
    child: subprocess.Popen[bytes] | None = None
    began: float = 0.0

    def start(self) -> None:
        self.child = children.start(self.command, env={**os.environ, **self.variables}, at_our_end=self.at_our_end)
        self.began = time.monotonic()

    def tend(self) -> None:
        """Start it again if it ended. What is left of its session goes first: it may hold the port."""
        if self.child is None or self.child.poll() is None:
            return
        lived = time.monotonic() - self.began
        say(f"{self.name} ended (status {self.child.returncode}); starting it again.")
        children.end_session(self.child)
        if lived < SETTLED_AFTER:
            time.sleep(REST)
        self.start()

    def stop(self) -> None:
        if self.child is not None:
            children.stop(self.child)
            children.end_session(self.child)


def say(sentence: str) -> None:
    """For the person at the terminal."""
    print(sentence, flush=True)


def run(words: Sequence[str]) -> int:
    """Start everything and stay until Ctrl-C or SIGTERM; the exit status."""
    chosen = _chosen(words)
    for number in END_SIGNALS:
        signal.signal(number, _asked_to_end)
    os.environ.setdefault("SHOUWEN_LOG_LEVEL", "WARNING")  # a person reads this terminal
    server = None if home.has_own_database() else EmbeddedPostgres(home.folder(), say=say)
    parts: list[Part] = []
    try:
        _start(server, parts, chosen)
        while True:
            time.sleep(LOOK_EVERY)
            if server:
                server.tend()
            for part in parts:
                part.tend()
    except Stop:
        say("\nStopping…")
        return 0
    except NotStarted as sentence:
        say(str(sentence))
        return 1
    finally:
        _end(server, parts)


def _chosen(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="shouwen run", description="Everything on this machine.")
    web.add_arguments(parser)
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    return parser.parse_args(words)


def _asked_to_end(_number: int, _frame: FrameType | None) -> None:
    """Once: a second Ctrl-C does not interrupt the orderly end."""
    for number in END_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Stop


def _start(server: EmbeddedPostgres | None, parts: list[Part], chosen: argparse.Namespace) -> None:
    began = time.monotonic()
    if server:
        say("Starting the database…")
        server.start()
    port = free_port_from(chosen.port)
    address = os.environ.setdefault("SHOUWEN_ADDRESS", f"http://{_reachable(chosen.host)}:{port}")
    if chosen.host not in {"127.0.0.1", "localhost"}:
        os.environ.setdefault("SHOUWEN_HOSTS", "*")
    commands = prepare(demo=not chosen.no_demo)
    variables = web.measured_in(home.folder())
    parts.append(Part("web", web.command(chosen.host, port, chosen.workers), variables))
    names = [name for name in ("engine", "worker") if name == "worker" or name in commands]
    command = [sys.executable, "-m", "shouwen.ground.cli"]
    # When we are killed the database ends too: these two would wait for it. They lose nothing by a sudden end.
    parts += [Part(name, [*command, name], {}, signal.SIGKILL) for name in names]
    pages, *unseen = parts
    pages.start()
    wait_until_it_answers(f"http://127.0.0.1:{port}/readyz", [pages])  # together all would take twice as long
    for part in unseen:
        part.start()
    say(f"\nShouwen is ready after {time.monotonic() - began:.0f} s:  {address}")
    _say_logins()
    say("Ctrl-C stops everything.")


def _end(server: EmbeddedPostgres | None, parts: list[Part]) -> None:
    """Pages and engine first, the database last."""
    for part in parts:
        if part.child is not None and part.child.poll() is None:
            part.child.terminate()
    for part in reversed(parts):
        part.stop()
    if server:
        server.stop()
    say("Stopped.")


def prepare(*, demo: bool) -> set[str]:
    """Migrate; fill an empty database with the demo if wanted; the names of all management commands."""
    import django
    from django.core.management import call_command, get_commands
    from django.db import connection

    django.setup()
    say("Bringing the database up to date…")
    call_command("migrate", verbosity=0, interactive=False)
    commands = set(get_commands())
    if demo and "demo" in commands and _is_empty():
        say("Making the demo data (once)…")
        call_command("demo", stdout=io.StringIO())  # who may log in is said when everything runs
    connection.close()
    return commands


def _is_empty() -> bool:
    """Nobody works here yet, or the making of the demo was interrupted and must begin anew."""
    from shouwen.kernel.models import JobRun
    from shouwen.people.models import Staff

    was_interrupted = JobRun.objects.filter(job="demo", finished_at=None).exists()
    return was_interrupted or not Staff.objects.exists()


def _say_logins() -> None:
    """The demo's own words about who can log in, when there is a demo."""
    words = home.folder() / "demo-logins.txt"
    if words.is_file():
        say(words.read_text(encoding="utf-8").rstrip())


def free_port_from(wanted: int) -> int:
    """The wanted port, or the next one that is free."""
    return next(port for port in range(wanted, wanted + 200) if is_free(port))


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared, not bound


def wait_until_it_answers(url: str, parts: Sequence[Part], patience: float = 60) -> None:
    """Until the pages answer; children that end meanwhile are started again.

    Raises NotStarted after ``patience`` seconds.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except OSError:
            pass
        for part in parts:
            part.tend()
        time.sleep(0.1)
    raise NotStarted(f"The pages have not answered at {url} in {patience:.0f} seconds; what they said is above.")
