"""Buildings, units and the people who own them, taken in as a ledger would be: a chunk of rows at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from random import Random

from django.db import transaction

from shouwen.common import unitname
from shouwen.customers.models import Customer, Occupancy
from shouwen.estate.models import Project, Unit
from shouwen.kernel.imports.bulk import reindex_later
from shouwen.kernel.imports.ledgers.households import Household, Person, make_households
from shouwen.kernel.imports.ledgers.places import UnitRow
from shouwen.rehearsal.demo import names

ROWS_AT_ONCE = 2_000
STAIRS, ROOMS, SHOPS = 2, 4, 16


@dataclass(frozen=True)
class Home:
    """A unit with one of its owners, as the stories need them."""

    unit: Unit
    customer: Customer
    phone: str


def settle(projects: list[Project], units: int, rng: Random) -> None:
    """Make about ``units`` units over all projects, each with its owner."""
    rows = (row for project in projects for row in _rows(project, units // len(projects), rng))
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        with transaction.atomic():
            reindex_later()
            make_households(chunk)


def homes(project: Project) -> list[Home]:
    """Every owned unit of a project, in a fixed order."""
    found = (
        Occupancy.objects.filter(project=project)
        .select_related("unit", "customer")
        .prefetch_related("customer__phones")
        .order_by("unit__building_id", "unit__code", "customer_id")
    )
    return [Home(one.unit, one.customer, _first_number(one.customer)) for one in found]


def _first_number(customer: Customer) -> str:
    return next((phone.number for phone in customer.phones.all()), "19900000000")


def _rows(project: Project, units: int, rng: Random) -> Iterator[Household]:
    handed_over = date(rng.randint(2018, 2023), rng.randint(1, 12), rng.randint(1, 28))
    floors = rng.choice((11, 17, 18))
    per_building = STAIRS * floors * ROOMS
    shops = min(SHOPS, units // 20)
    for number in range(units - shops):
        building, place = divmod(number, per_building)
        stair, place = divmod(place, floors * ROOMS)
        floor, room = divmod(place, ROOMS)
        name = unitname.of_parts(f"{building + 1}", f"{stair + 1}", f"{floor + 1}{room + 1:02d}")
        area = Decimal(rng.choice((8912, 9850, 11230, 12866, 14310))) / 100
        yield Household(
            (UnitRow(project.pk, name, Unit.Kind.FLAT, floor + 1, area, handed_over),),
            _owners(rng),
            Occupancy.Relation.OWNER,
        )
    for number in range(shops):
        row = UnitRow(project.pk, unitname.of_parts("", "", f"S{number + 1:02d}"), Unit.Kind.SHOP, 1, None, handed_over)
        firm = Person(names.company(rng), Customer.Kind.COMPANY, (names.phone(rng),), "")
        yield Household((row,), (firm,), Occupancy.Relation.OWNER)


def _owners(rng: Random) -> tuple[Person, ...]:
    """One owner; in one home of eight two."""
    count = 2 if rng.random() < 0.125 else 1
    return tuple(Person(names.person(rng), Customer.Kind.PERSON, (names.phone(rng),), "") for _person in range(count))
