"""Taking households in, a chunk at once: a fixed number of questions and COPYs, however many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shouwen.customers.models import Customer, CustomerPhone, Occupancy, initials_of
from shouwen.kernel.imports.bulk import copy_rows, reindex
from shouwen.kernel.imports.ledger import Created
from shouwen.kernel.imports.ledgers.places import UnitRow, make_units


@dataclass(frozen=True)
class Person:
    """One person or company of a row; ``phones`` as they are stored, the first one is the primary."""

    name: str
    kind: Customer.Kind
    phones: tuple[str, ...]
    identity: str


@dataclass(frozen=True)
class Household:
    """A row: people and the units they have to do with, often one; none where the ledger does not say."""

    units: tuple[UnitRow, ...]
    people: tuple[Person, ...]
    relation: Occupancy.Relation


@dataclass(frozen=True)
class _Living:
    person: Person
    unit_id: int | None
    project_id: int | None
    relation: Occupancy.Relation


def make_households(rows: Sequence[Household]) -> Created:
    """Units, customers, numbers and relations that are not there yet; what was made, by kind."""
    units, created = make_units([unit for row in rows for unit in row.units])
    living = [
        _Living(person, units[unit.key], unit.project_id, row.relation)
        if unit
        else _Living(person, None, None, row.relation)
        for row in rows
        for person in row.people
        for unit in row.units or (None,)
    ]
    customers, created["customer"] = _make_customers(living)
    created["phone"] = _make_phones(living, customers)
    created["occupancy"] = _make_occupancies(living, customers)
    reindex(customers)
    return created


def _make_customers(living: Sequence[_Living]) -> tuple[list[int], list[int]]:
    """(the customer of each, those made). The same name with a shared number, document or unit is the same one."""
    known = _known_customers(living)
    fresh: list[_Living] = []
    places: list[int] = []  # ≥ 0: an id; < 0: -1 - the place in ``fresh``
    for one in living:
        marks = _marks(one)
        found = next((known[mark] for mark in marks if mark in known), None)
        if found is None:
            found = -1 - len(fresh)
            fresh.append(one)
        for mark in marks:
            known.setdefault(mark, found)
        places.append(found)
    values = [
        (one.person.name, initials_of(one.person.name, one.person.kind), one.person.kind.value, one.person.identity)
        for one in fresh
    ]
    made = copy_rows(Customer, ("name", "pinyin", "kind", "identity_no"), values)
    return [place if place >= 0 else made[-1 - place] for place in places], made


def _marks(one: _Living) -> list[tuple[str, str]]:
    """By what a customer of that name is recognised: document, number, unit."""
    name = one.person.name
    marks = [(name, f"identity {one.person.identity}")] if one.person.identity else []
    marks += [(name, f"phone {number}") for number in one.person.phones]
    return [*marks, (name, f"unit {one.unit_id}")] if one.unit_id else marks


def _known_customers(living: Sequence[_Living]) -> dict[tuple[str, str], int]:
    identities = {one.person.identity for one in living if one.person.identity}
    numbers = {number for one in living for number in one.person.phones}
    units = {one.unit_id for one in living if one.unit_id}
    known: dict[tuple[str, str], int] = {}
    by_unit = Occupancy.objects.filter(unit_id__in=units).values_list("customer__name", "unit_id", "customer_id")
    known.update({(name, f"unit {unit}"): pk for name, unit, pk in by_unit})
    by_phone = CustomerPhone.objects.filter(number__in=numbers).values_list("customer__name", "number", "customer_id")
    known.update({(name, f"phone {number}"): pk for name, number, pk in by_phone})
    by_identity = Customer.objects.filter(identity_no__in=identities).exclude(identity_no="")
    known.update(
        {(name, f"identity {no}"): pk for name, no, pk in by_identity.values_list("name", "identity_no", "id")}
    )
    return known


def _make_phones(living: Sequence[_Living], customers: Sequence[int]) -> list[int]:
    wanted: dict[tuple[int, str], bool] = {}
    for one, customer in zip(living, customers, strict=True):
        for number in one.person.phones:
            wanted.setdefault((customer, number), number == one.person.phones[0])
    held = list(CustomerPhone.objects.filter(customer_id__in=set(customers)).values_list("customer_id", "number"))
    known = set(held)
    has_one = {customer for customer, _ in held}
    values = [
        (customer, number, is_first and customer not in has_one)
        for (customer, number), is_first in wanted.items()
        if (customer, number) not in known
    ]
    return copy_rows(CustomerPhone, ("customer_id", "number", "is_primary"), values)


def _make_occupancies(living: Sequence[_Living], customers: Sequence[int]) -> list[int]:
    wanted = {
        (customer, one.unit_id, one.project_id, one.relation.value): None
        for one, customer in zip(living, customers, strict=True)
        if one.unit_id is not None
    }
    held = Occupancy.objects.filter(customer_id__in=set(customers)).values_list("customer_id", "unit_id", "relation")
    known = set(held)
    values = [(*key, None, None) for key in wanted if (key[0], key[1], key[3]) not in known]
    return copy_rows(Occupancy, ("customer_id", "unit_id", "project_id", "relation", "starts_on", "ends_on"), values)
