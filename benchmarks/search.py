"""The intake's search box on a million customers: p50 and p95 per kind of words, against the bare SQL floor.

Asks each kind of words many times, unbounded, within twelve projects and within one, and prints milliseconds and the
ratio to one primary-key read of a customer in the same run.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator

from django.db import connection

from benchmarks.ground import migrated, quick, verdict
from shouwen.common import text
from shouwen.customers.models import Customer
from shouwen.customers.search import find
from shouwen.estate.models import Project
from shouwen.people.models import OrgUnit
from shouwen.people.roles import CityTier, OrgKind

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉志海燕晓林雪梅婷浩宇轩子涵欣怡梓睿博雅思佳俊凯"
PROJECTS, BUILDINGS, STAIRS, FLOORS = 100, 25, 4, 25
ROUNDS = 200
BAR = 100


def main() -> None:
    customers = 100_000 if quick() else 1_000_000
    migrated()
    started = time.perf_counter()
    fill(customers)
    print(f"filled {customers:,} customers in {time.perf_counter() - started:.0f} s")
    verdict(f"search box on {customers:,} customers, p95 of the slowest kind of words, ms", measure(), BAR)


def fill(customers: int) -> None:
    """One unit, one phone, one ownership each, spread over the projects; then the tokens, then statistics."""
    dice = random.Random(7)
    projects = make_projects()
    with connection.cursor() as cursor:
        cursor.execute("SET shouwen.reindex = 'later'")
        cursor.execute(
            "INSERT INTO estate_building (project_id, name) SELECT p, b::text"
            " FROM unnest(%s::bigint[]) AS p, generate_series(1, %s) AS b",
            [projects, BUILDINGS],
        )
        cursor.execute(UNITS, [STAIRS, FLOORS, customers])
        with cursor.copy("COPY customers_customer (name, pinyin, kind, identity_no) FROM STDIN") as copy:
            for name in people(dice, customers):
                copy.write_row((name, text.readings(name, person=True), "person", ""))
        cursor.execute("SELECT min(id), max(id) FROM customers_customer")
        first, last = cursor.fetchone()
        cursor.execute(PHONES, [first])
        cursor.execute(HOLDINGS, [first])
        for start in range(first, last + 1, 50_000):
            cursor.execute(
                "SELECT customers_reindex(array(SELECT id FROM customers_customer WHERE id >= %s AND id < %s))",
                [start, start + 50_000],
            )
        cursor.execute("VACUUM ANALYZE")


UNITS = """
    INSERT INTO estate_unit (project_id, building_id, stair, floor, room, kind, code, text)
    SELECT project_id, id, s::text, f, f || lpad(r::text, 2, '0'), 'flat',
           name || '-' || s || '-' || f || lpad(r::text, 2, '0'),
           name || '栋' || s || '单元' || f || lpad(r::text, 2, '0')
    FROM estate_building, generate_series(1, %s) AS s, generate_series(1, %s) AS f, generate_series(1, 4) AS r
    LIMIT %s
"""
PHONES = """
    INSERT INTO customers_customerphone (customer_id, number, is_primary)
    SELECT id, '199' || lpad((((id - %s) * 7919) %% 100000000)::text, 8, '0'), true FROM customers_customer
"""
HOLDINGS = """
    INSERT INTO customers_occupancy (customer_id, unit_id, project_id, relation)
    SELECT customer.id, unit.id, unit.project_id, 'owner'
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM estate_unit) AS numbered
    JOIN estate_unit AS unit ON unit.id = numbered.id
    JOIN customers_customer AS customer ON customer.id = numbered.place + %s - 1
"""


def make_projects() -> list[int]:
    top = OrgUnit.objects.create(kind=OrgKind.GROUP, name="集团")
    region = OrgUnit.objects.create(kind=OrgKind.REGIONAL_COMPANY, name="地区公司", parent=top)
    keeper = OrgUnit.objects.create(kind=OrgKind.PROPERTY_COMPANY, name="物业公司", parent=top)
    made = []
    for number in range(PROJECTS):
        name = "云栖湾" if number == 0 else f"{GIVEN[number % 50]}{GIVEN[number // 2]}花园"
        org = OrgUnit.objects.create(kind=OrgKind.PROJECT, name=f"{name}{number}", parent=region)
        made.append(
            Project.objects.create(
                org=org, name=f"{name}{number or ''}", region=region, property_company=keeper,
                city_tier=CityTier.PROVINCIAL_CAPITAL,
            ).pk
        )  # fmt: skip
    return made


def people(dice: random.Random, count: int) -> Iterator[str]:
    """Chinese names with surnames as unequal as real ones."""
    weights = [1 / (place + 3) for place in range(len(SURNAMES))]
    for surname in dice.choices(SURNAMES, weights, k=count):
        yield surname + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 2))))


def measure() -> float:
    """Ask every kind of words, each time other words, in one run; the floor is read in the same run.

    Returns the p95 of the slowest kind, milliseconds.
    """
    dice = random.Random(11)
    names = list(
        Customer.objects.order_by("id").values_list("name", flat=True)[:: max(1, Customer.objects.count() // 2000)]
    )
    ids = list(
        Customer.objects.order_by("id").values_list("id", flat=True)[:: max(1, Customer.objects.count() // 2000)]
    )
    scope = set(Project.objects.order_by("id").values_list("id", flat=True)[:12])
    floor = timed(lambda: Customer.objects.get(pk=dice.choice(ids)))
    print(f"{'words':24}{'scope':>12}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'× floor':>9}")
    print(f"{'one row by key (floor)':24}{'':>12}{report(floor)}{1.0:9.1f}")
    slowest = 0.0
    for kind, words in kinds(dice, names).items():
        for title, projects in (("all", None), ("12 projects", scope), ("1 project", {min(scope)})):
            taken = timed(lambda words=words, projects=projects: find(words(), projects))  # type: ignore[misc]
            ratio = statistics.median(taken) / statistics.median(floor)
            print(f"{kind:24}{title:>12}{report(taken)}{ratio:9.1f}")
            slowest = max(slowest, late(taken))
    return slowest


def kinds(dice: random.Random, names: list[str]) -> dict[str, Callable[[], str]]:
    """The kinds of words, each a function that gives other words every time."""

    def name() -> str:
        return dice.choice(names)

    def room() -> str:
        return f"{dice.randint(1, FLOORS)}0{dice.randint(1, 4)}"

    return {
        "surname (1 character)": lambda: dice.choice(SURNAMES),
        "given name, 2 chars": lambda: name()[-2:],
        "whole name": name,
        "initials": lambda: text.initials(name(), person=True),
        "two initials": lambda: text.initials(name(), person=True)[:2],
        "last 4 of phone": lambda: f"{dice.randint(0, 9999):04d}",
        "last 6 of phone": lambda: f"{dice.randint(0, 999_999):06d}",
        "whole phone": lambda: f"199{dice.randint(0, 99_999_999):08d}",
        "room": room,
        "building-room": lambda: f"{dice.randint(1, BUILDINGS)}-{room()}",
        "building-stair-room": lambda: f"{dice.randint(1, BUILDINGS)}-{dice.randint(1, STAIRS)}-{room()}",
        "project and room": lambda: f"云栖湾 {dice.randint(1, BUILDINGS)}-{room()}",
        "project and surname": lambda: f"yqw {dice.choice(SURNAMES)}",
        "name and room": lambda: f"{name()} {dice.randint(1, BUILDINGS)}-{room()}",
        "project": lambda: "yxw",
        "nothing fits": lambda: "龘龘",
    }


def timed(once: Callable[[], object]) -> list[float]:
    """Milliseconds of each of the rounds, after a tenth of them unmeasured."""
    for _ in range(ROUNDS // 10):
        once()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        once()
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def late(taken: list[float]) -> float:
    """The p95 of sorted times."""
    return taken[int(len(taken) * 0.95)]


def report(taken: list[float]) -> str:
    return f"{statistics.median(taken):9.1f}{late(taken):9.1f}{taken[-1]:9.1f}"


if __name__ == "__main__":
    main()
