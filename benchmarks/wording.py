"""Finding a two-character word among the titles of 1 million cases: p95 in SQL, for rare and common words."""

from __future__ import annotations

from benchmarks import rows
from benchmarks.ground import cast, migrated, milliseconds, p50, p95, quick, sql, verdict
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.flows import flow_named
from shouwen.web.cases.filters import Asked, cases
from shouwen.web.cases.panels import panel_of

WORDS = ("渗油", "电梯", "漏水", "龘龘")
ROUNDS = 60


def main() -> None:
    count = 100_000 if quick() else 1_000_000
    migrated()
    people = cast()
    rows.cases(people, count, clock.now())
    sql(
        "UPDATE kernel_case SET title = CASE WHEN id % 20000 = 0 THEN '厨房烟道渗油' WHEN id % 15 = 0"
        " THEN '主卫漏水' || id ELSE title END WHERE id % 20000 = 0 OR id % 15 = 0"
    )
    rows.settled_statistics()
    flow = flow_named("complaints.order")
    actor = Actor.of(people.staff["gm"])
    for word in WORDS:
        found = cases(actor, flow, panel_of(flow.code), Asked(q=word))
        statement, values = found[:50].query.sql_with_params()
        times = milliseconds(lambda s=statement, v=values: sql(s, *v), ROUNDS)  # type: ignore[misc]
        print(f"{word}: median {p50(times):.1f} ms")
        verdict(f"p95 of {word} among {count:,}, ms", p95(times), 20)


if __name__ == "__main__":
    main()
