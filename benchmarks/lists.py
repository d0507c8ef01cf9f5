"""The workbench and the case list with 1 million cases against 10 thousand: p95 of the page, number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import rows
from benchmarks.ground import cast, migrated, milliseconds, p50, p95, quick, verdict
from benchmarks.moves import draft
from shouwen.kernel import clock
from shouwen.kernel.models import Case
from shouwen.rehearsal.cast import Cast

PAGES = {
    "workbench": "/",
    "case list": "/cases/?flow=complaints.order",
    "case list, late": "/cases/?flow=complaints.order&when=late",
    "case list, words": "/cases/?flow=complaints.order&q=渗油",
}
ROUNDS = 40


def main() -> None:
    few, many = (2_000, 100_000) if quick() else (10_000, 1_000_000)
    migrated()
    people = cast()
    draft(people)
    small = measured(people, few)
    large = measured(people, many)
    for name, (before, queries) in small.items():
        after, more = large[name]
        print(f"{name}: {before:.0f} → {after:.0f} ms (p95), {queries} → {more} queries")
        verdict(f"{name}, p95 at {many:,} ÷ at {few:,} cases", after / before, 1.5)
        assert queries == more, f"{name}: the number of queries grew"


def measured(people: Cast, count: int) -> Mapping[str, tuple[float, int]]:
    """Each page's p95 (ms) and its number of queries, asked by whom it is the longest for."""
    now = clock.now()
    rows.cases(people, count - Case.objects.count(), now)
    rows.records()
    rows.obligations(people, 1, now - timedelta(days=1, hours=1), now)
    rows.settled_statistics()
    client = Client(headers={"host": "localhost"})
    found = {}
    for name, address in PAGES.items():
        client.force_login(people.staff["head_property_repair" if name == "workbench" else "gm"], BACKEND)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, f"{name} does not open"
        times = milliseconds(lambda address=address: client.get(address), ROUNDS)  # type: ignore[misc]
        found[name] = (p95(times), len(asked))
        print(f"  {count:,} {name}: median {p50(times):.0f} ms", flush=True)
    return found


BACKEND = "shouwen.people.login.StaffNumberOrPhone"

if __name__ == "__main__":
    main()
