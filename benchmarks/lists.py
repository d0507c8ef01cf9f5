"""Workbench, approvals, case lists and day board with 1 million cases against 10 thousand, each page over HTTP.

Two databases, two of the product's own servers, one client that asks both by turns: what disturbs the machine disturbs
both. The history is a hundred times longer; one person's open work is the same (benchmarks/history.py).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx

from benchmarks import databases, server

HEAD, AGENT, GM = "head0", "agent0-0", "gm"
ORDERS = "/cases/?flow=complaints.order"  # asked no more than this, a list opens on what is open
EVER = ORDERS + "&when=all"
ROUNDS = 60
BAR = 1.5


@dataclass(frozen=True)
class Page:
    """Who opens what. ``open_grows``: what the page shows grows with the group's open work, so it has no bar."""

    title: str
    who: str
    address: str
    open_grows: bool = False


PAGES = [
    Page("workbench of a head of department (50 open orders)", HEAD, "/"),
    Page("workbench of a specialist (50 open orders)", AGENT, "/"),
    Page("approvals (12 wait)", GM, "/approvals/"),
    Page("list as it opens, one project", AGENT, ORDERS),
    Page("list as it opens, one region", HEAD, ORDERS),
    Page("list as it opens, whole group", GM, ORDERS),
    Page("list of all ever, one project", AGENT, EVER),
    Page("list of all ever, one region", HEAD, EVER),
    Page("list of all ever, whole group", GM, EVER),
    Page("list of all ever, whole group, deep in the history", GM, EVER + "&before={middle}"),
    Page("list, mine and open", AGENT, ORDERS + "&when=open&mine=1"),
    Page("list, late", HEAD, ORDERS + "&when=late&person={head}"),
    Page("list, closed of one project last year", GM, ORDERS + "&when=closed&project=1&until={year_ago}"),
    Page("list, one person's", GM, ORDERS + "&person={head}&when=open"),
    Page("list, a rare word", GM, ORDERS + "&q=渗油"),
    Page("list, a common word", GM, ORDERS + "&q=漏水"),
    Page("list, a word, one project", AGENT, ORDERS + "&q=漏水"),
    Page(
        "list, late of one type, whole group (2 → 50 rows)", GM, ORDERS + "&when=late&type=maintenance", open_grows=True
    ),
    Page("workbench of the general manager (150 → 10,000 open duties)", GM, "/", open_grows=True),
    Page("day board (100 → 10,000 open orders)", GM, "/board/", open_grows=True),
]


def main() -> None:
    few, many = (2_000, 100_000) if "--quick" in sys.argv else (10_000, 1_000_000)
    with ExitStack() as open_until_the_end:
        sides = [open_until_the_end.enter_context(side(count)) for count in (few, many)]
        counts = [one.queries() for one in sides]
        times = [defaultdict[str, list[float]](list) for _ in sides]
        for turn in range(ROUNDS + 5):
            for page in PAGES:
                for one, found in zip(sides, times, strict=True):
                    took = one.open(page)
                    if turn >= 5:
                        found[page.title].append(took)
    for page in PAGES:
        report(page, [found[page.title] for found in times], [asked[page.title] for asked in counts])


def report(page: Page, times: list[list[float]], asked: list[int]) -> None:
    from benchmarks.ground import p50, p95, verdict

    small, large = times
    print(
        f"{page.title}: median {p50(small):.0f} → {p50(large):.0f} ms,"
        f" p95 {p95(small):.0f} → {p95(large):.0f} ms, queries {asked[0]} → {asked[1]}"
    )
    if page.open_grows:
        print(f"  {page.title}, p95 ratio: {p95(large) / p95(small):.2f}")
        return
    verdict(f"{page.title}, p95 ratio", p95(large) / p95(small), BAR)
    assert asked[1] <= asked[0], f"{page.title}: the number of queries grew"


class Side:
    """One database with its server, and everybody's browser."""

    def __init__(self, url: str, address: str) -> None:
        self._url = url
        self._browsers = {who: logged_in(address, who) for who in sorted({page.who for page in PAGES})}
        self._facts = facts(url)

    def open(self, page: Page) -> float:
        """Milliseconds until the whole page is there."""
        started = time.perf_counter()
        answer = self._browsers[page.who].get(page.address.format(**self._facts))
        assert answer.status_code == 200, f"{page.title}: {answer.status_code}"
        return (time.perf_counter() - started) * 1000

    def queries(self) -> Mapping[str, int]:
        """How many statements each page takes, counted in a process of its own."""
        command = [sys.executable, "-m", "benchmarks.lists_queries", json.dumps(self._facts)]
        done = subprocess.run(command, env=os.environ | {"DATABASE_URL": self._url}, stdout=subprocess.PIPE, check=True)
        found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
        return found


@contextmanager
def side(cases: int) -> Iterator[Side]:
    """A new database with so many cases, and a server on it."""
    with databases.fresh(f"shouwen_bench_lists_{cases}") as url:
        subprocess.run(
            [sys.executable, "-m", "benchmarks.history", str(cases)], env=os.environ | {"DATABASE_URL": url}, check=True
        )
        with server.running(workers=1, DATABASE_URL=url) as address:
            yield Side(url, address)


def facts(url: str) -> dict[str, str]:
    """What the addresses of the pages need to know of this database."""
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT (SELECT max(id) / 2 FROM kernel_case), (SELECT id FROM people_staff WHERE staff_no = %s),"
            " (SELECT to_char(max(opened_at) - interval '1 year', 'YYYY-MM-DD') FROM kernel_case)",
            [HEAD],
        ).fetchone()
    assert row is not None
    return dict(zip(("middle", "head", "year_ago"), map(str, row), strict=True))


def logged_in(address: str, who: str) -> httpx.Client:
    """A browser of one person, through the door as anybody."""
    from benchmarks.group import PASSWORD

    browser = httpx.Client(base_url=address, timeout=60)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get("/login/").text)
    assert token is not None
    form = {"username": who, "password": PASSWORD, "csrfmiddlewaretoken": token.group(1)}
    answer = browser.post("/login/", data=form, headers={"Origin": address})
    assert answer.status_code == 302, f"{who} cannot log in: {answer.status_code}"
    return browser


if __name__ == "__main__":
    main()
