"""One POST that registers a complaint, ours, against the POST that creates a ticket in django-helpdesk.

The same server program, workers and threads, the same PostgreSQL, the same client, by turns. Each through its own
API with a token; mail goes to a null backend. The peer lives in an environment of its own in a temporary folder.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from benchmarks import databases, driver, server
from benchmarks.driver import Asked
from benchmarks.ground import migrated, quick, verdict
from benchmarks.group import Company
from benchmarks.moves import GIVEN
from shouwen.kernel.api.identity import new_token
from shouwen.people.models import Staff
from shouwen.rehearsal.demo.texts import read_texts

PINNED = Path(__file__).with_name("peer_requirements.txt")
SITE = Path(__file__).with_name("peer_site.py")
ROUNDS, EACH, BAR = 7, 60, 3
REPORTED = 11  # seconds after which an idle connection has reported its statistics
WRITTEN = "SELECT relname, n_tup_ins, n_tup_upd FROM pg_stat_user_tables WHERE n_tup_ins + n_tup_upd > 0 ORDER BY 1"


@dataclass(frozen=True)
class Side:
    """One of the two: what is asked where, and its database."""

    name: str
    url: str
    asked: Asked


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="shouwen-peer-") as folder:
        python = installed(Path(folder))
        if python is None:
            print("skipped: django-helpdesk cannot be installed here; there is nobody to be compared with")
            return
        with ours() as first, theirs(Path(folder), python) as second:
            for side in (first, second):
                driver.at_once(side.asked, 4, 60)  # until both are warm and every token has been used
                analyse(side.url)
                print(f"{side.name} writes for one request: {written_by_one(side)}")
            for clients in (1, 16):
                compare(first, second, clients)


def compare(first: Side, second: Side, clients: int) -> None:
    """Rounds by turns; the medians of the rates, and their ratio."""
    rates: dict[str, list[float]] = {first.name: [], second.name: []}
    for _ in range(3 if quick() else ROUNDS):
        for side in (first, second):
            each = max(EACH // clients, 8)
            rates[side.name].append(clients * each / driver.at_once(side.asked, clients, each))
    one, other = (statistics.median(rates[side.name]) for side in (first, second))
    spread = ", ".join(f"{a / b:.1f}" for a, b in zip(rates[first.name], rates[second.name], strict=True))
    print(f"{clients} clients: {first.name} {one:.0f}/s, {second.name} {other:.0f}/s; ratios by round {spread}")
    verdict(f"registering a complaint ÷ creating a ticket, {clients} clients", one / other, BAR, at_most=False)


@contextmanager
def ours() -> Iterator[Side]:
    """The product in the run's database: a group of 200 projects, each complaint from another household."""
    migrated()
    Company()
    with connection.cursor() as cursor:
        cursor.execute("SELECT project_id, agents[1], units FROM bench_place ORDER BY n")
        counters = [Counter(project, token_of(agent), units) for project, agent, units in cursor.fetchall()]
    with server.running(SHOUWEN_LOG_LEVEL="ERROR") as address:
        asked = Asked(address, "/api/complaints.complaint/register", 201, complaints(counters))
        yield Side("shouwen", os.environ["DATABASE_URL"], asked)


@dataclass(frozen=True)
class Counter:
    """One project's counter: its specialist's token and the units whose customers come."""

    project: int
    token: str
    units: list[int]


def token_of(agent: int) -> str:
    return new_token(Staff.objects.get(pk=agent), "benchmark")


def complaints(counters: list[Counter]) -> Iterator[tuple[Mapping[str, str], Mapping[str, Any]]]:
    """Household after household, another project each time; the words are those of the bundled demo."""
    demands = read_texts().demands
    for n, unit in enumerate(range(len(counters[0].units))):
        for place, counter in enumerate(counters):
            demand = demands[(n * 7 + place) % len(demands)]
            given = {**GIVEN, "demand": demand.text, "type": demand.type}
            body = {"place": {"project": counter.project, "unit": counter.units[unit]}, "given": given}
            yield {"Authorization": f"Bearer {counter.token}"}, body


def tickets(queue: int, token: str) -> Iterator[tuple[Mapping[str, str], Mapping[str, Any]]]:
    """The same words as tickets; the submitter is told by mail."""
    for n, demand in enumerate(itertools.cycle(read_texts().demands)):
        body = {"queue": queue, "title": demand.text[:100], "description": demand.text, "priority": 3}
        yield {"Authorization": f"Token {token}"}, {**body, "submitter_email": f"customer{n}@example.com"}


@contextmanager
def theirs(folder: Path, python: str) -> Iterator[Side]:
    """A minimal site of the peer: one queue, one agent with a token, the templates of its mails."""
    (folder / "peer_site.py").write_text(SITE.read_text(encoding="utf-8"), encoding="utf-8")
    with databases.fresh("shouwen_bench_helpdesk") as url:
        environment = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "peer_site", "PYTHONPATH": str(folder)}
        made = subprocess.run(
            [python, "-m", "peer_site"], env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True
        )
        known = json.loads(made.stdout.splitlines()[-1])
        with server.running(module="peer_site:application", python=python, **environment) as address:
            asked = Asked(address, "/helpdesk/api/tickets/", 201, tickets(known["queue"], known["token"]))
            yield Side("django-helpdesk", url, asked)


def installed(folder: Path) -> str | None:
    """The interpreter of a new virtual environment with the peer in it; None where that cannot be had."""
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv" / "bin" / "python")
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(PINNED)]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(done.stderr.strip()[-300:], file=sys.stderr)
    return None if done.returncode else python


def written_by_one(side: Side) -> str:
    """The rows one request leaves behind, from the database's own statistics."""
    before = _written(side.url)
    driver.at_once(side.asked, 1, 1)
    found = []
    for table, counts in _written(side.url).items():
        new, changed = (now - then for now, then in zip(counts, before.get(table, (0, 0)), strict=True))
        words = [f"{n} {what}" for n, what in ((new, "new"), (changed, "changed")) if n]
        found += [f"{table} {' and '.join(words)}"] if words else []
    return ", ".join(found)


def analyse(url: str) -> None:
    """What autovacuum does within a minute: neither side shall go on planning for empty tables."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("VACUUM ANALYZE")


def _written(url: str) -> Mapping[str, tuple[int, int]]:
    """Rows inserted and updated so far, by table; connections report theirs when they have been idle for a while."""
    time.sleep(REPORTED)
    with psycopg.connect(url, autocommit=True) as asking:
        return {table: (new, changed) for table, new, changed in asking.execute(WRITTEN)}


if __name__ == "__main__":
    main()
