"""The one box of the intake: a room, a name, a telephone number, pinyin initials; a project's name narrows.

What people type is read in every way it can be meant ("1502" is a room and the end of a number), each reading
is answered by one index, and the answers take turns. Project ids bound everything; ``None`` bounds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain, zip_longest

from django.db.models import F, Q, QuerySet

from shouwen.common import text, unitname
from shouwen.customers.models import Customer, CustomerSearch, Occupancy
from shouwen.estate.models import Project, Unit

SHORTEST_SUFFIX = 4
MOST_WORDS = 4
_CANDIDATES = 60
_ROOMS = 5_000
_NUMBER = re.compile(r"\+?\d+")
_LETTERS = re.compile(r"[a-z]+")
_NAME_THEN_UNIT = re.compile(r"([\u4e00-\u9fff]{2,})(\d+(?:-|#|[栋幢座号]).+)")

Scope = Collection[int] | None


class Why(StrEnum):
    """Which reading of the words found it."""

    ROOM = "room"
    NAME = "name"
    PHONE = "phone"
    PINYIN = "pinyin"
    PROJECT = "project"


@dataclass(frozen=True)
class Found:
    """A unit, a customer, or both and their relation. ``until`` is set where the relation has an end."""

    unit: Unit | None
    customer: Customer | None
    relation: str
    why: Why
    until: date | None = None


def find(words: str, projects: Scope, limit: int = 12) -> list[Found]:
    """What ``words`` may mean within ``projects``, best first, at most ``limit``; [] for no words."""
    pieces = _pieces(words)
    if not pieces:
        return []
    narrowed, rest = _narrowed(pieces, projects)
    if narrowed is None:
        return _answer(rest, projects, limit)
    if rest:
        return _answer(rest, narrowed, limit) or _answer(pieces, projects, limit)
    people = _people(pieces, projects, limit)
    return _in_turn([people, _inside(narrowed, limit)], limit)


def _pieces(words: str) -> list[str]:
    """The words, normalised; 云栖湾3-1502 are two."""
    pieces: list[str] = []
    for word in text.normalise(words).split()[:MOST_WORDS]:
        joined = _NAME_THEN_UNIT.fullmatch(word)
        pieces += joined.groups() if joined else [word]
    return pieces


def _narrowed(pieces: Sequence[str], projects: Scope) -> tuple[set[int] | None, list[str]]:
    """The projects that a piece names, and the other pieces; (None, all) when no piece names one."""
    for place, piece in enumerate(pieces):
        if not (text.is_chinese(piece) or _LETTERS.fullmatch(piece)) or len(piece) < 2:
            continue
        named = set(_projects_named(piece, projects).values_list("id", flat=True)[:_CANDIDATES])
        if named:
            return named, [*pieces[:place], *pieces[place + 1 :]]
    return None, list(pieces)


def _projects_named(piece: str, projects: Scope) -> QuerySet[Project]:
    by_initials = Q(pinyin__startswith=piece) | Q(pinyin__contains=f" {piece}")
    found = Project.objects.filter(Q(name__contains=piece) if text.is_chinese(piece) else by_initials)
    return found if projects is None else found.filter(id__in=projects)


def _answer(pieces: Sequence[str], projects: Scope, limit: int) -> list[Found]:
    """Every reading of the pieces: a short number is a room in one and the end of a telephone in the other."""
    places = [piece for piece in pieces if _unit_name(piece)]
    certain = [piece for piece in places if not (_NUMBER.fullmatch(piece) and len(piece) >= SHORTEST_SUFFIX)]
    readings = [places] if places == certain else [places, certain]
    return _in_turn([_read(pieces, at, projects, limit) for at in readings], limit)


def _read(pieces: Sequence[str], places: Sequence[str], projects: Scope, limit: int) -> list[Found]:
    """With ``places`` taken as one room and every other piece as a person's."""
    persons = [piece for piece in pieces if piece not in places]
    if not places:
        return _people(persons, projects, limit)
    name = _unit_name(" ".join(places))
    if name is None:
        return []
    return _people_at(name, persons, projects, limit) if persons else _at(name, projects, limit)


def _unit_name(piece: str) -> unitname.UnitName | None:
    if len(piece) > 20 or (piece.isdigit() and len(piece) > 5):
        return None
    try:
        return unitname.parse(piece)
    except ValueError:
        return None


# — by room —


def _at(name: unitname.UnitName, projects: Scope, limit: int) -> list[Found]:
    units = list(_units(name, projects)[:limit])
    if not units and not name.building:
        beginning = Unit.objects.filter(room__startswith=name.room).order_by("room", "project_id", "code")
        units = list(_within(beginning, projects)[:limit])
    return _with_people(units, Why.ROOM)[:limit]


def _units(name: unitname.UnitName, projects: Scope) -> QuerySet[Unit]:
    """Units of that room; a stair left out means any stair."""
    found = Unit.objects.filter(room=name.room)
    if name.building and name.stair:
        found = found.filter(code=name.code)
    elif name.building:
        found = found.filter(Q(code=name.code) | Q(code__startswith=f"{name.building}-"))
    return _within(found, projects).order_by("project_id", "code")


def _within(units: QuerySet[Unit], projects: Scope) -> QuerySet[Unit]:
    return units if projects is None else units.filter(project_id__in=projects)


def _inside(projects: set[int], limit: int) -> list[Found]:
    units = Unit.objects.filter(project_id__in=projects).order_by("project_id", "code")[:limit]
    return _with_people(units, Why.PROJECT)[:limit]


def _with_people(units: Iterable[Unit], why: Why) -> list[Found]:
    """Each unit with those who own or live in it, present ones first; an empty unit stands alone."""
    by_unit: dict[int, tuple[Unit, list[Occupancy]]] = {unit.pk: (unit, []) for unit in units}
    for occupancy in _occupancies().filter(unit_id__in=by_unit):
        by_unit[occupancy.unit_id][1].append(occupancy)
    return [
        found
        for unit, held in by_unit.values()
        for found in ([_found(one, why) for one in held] or [Found(unit, None, "", why)])
    ]


# — by person —


def _people(pieces: Sequence[str], projects: Scope, limit: int) -> list[Found]:
    """Customers that every piece describes; those whose whole name was typed come first."""
    asked = [_tokens(piece) for piece in pieces]
    if not all(asked):
        return []
    whole = [f"={piece}" for piece in pieces if text.is_chinese(piece)]
    numbers = [piece for piece in pieces if _NUMBER.fullmatch(piece) and len(piece) > SHORTEST_SUFFIX]
    fitting = _ids(list(chain.from_iterable(asked)), projects, numbers)
    ids = list(dict.fromkeys([*_ids(whole, projects), *fitting]))
    why = _why(pieces[0])
    return [one for one in _of_customers(ids, projects, why) if one.customer and _fits_all(one.customer, pieces)][
        :limit
    ]


def _of_customers(ids: Sequence[int], projects: Scope, why: Why) -> list[Found]:
    """The customers in the order of ``ids``, once for each unit within the scope."""
    held = _occupancies().filter(customer_id__in=ids)
    if projects is not None:
        held = held.filter(project_id__in=projects)
    place = {pk: number for number, pk in enumerate(ids)}
    housed = sorted(held, key=lambda one: place[one.customer_id])
    # A ledger may list owners before units; nobody's project is theirs, so only an unbounded search shows them.
    alone = (
        [] if projects is not None else Customer.objects.filter(id__in=ids, occupancies=None).prefetch_related("phones")
    )
    return [*(_found(one, why) for one in housed), *(Found(None, one, "", why) for one in alone)]


def _tokens(piece: str) -> list[str]:
    """What the search table must hold for a piece; [] when it is too short to mean a person."""
    if text.is_chinese(piece):
        return [f"n{two}" for two in text.bigrams(piece)] or [f"n{piece}"]
    if _NUMBER.fullmatch(piece):
        return [f"t{piece[-SHORTEST_SUFFIX:]}"] if len(piece) >= SHORTEST_SUFFIX else []
    if _LETTERS.fullmatch(piece) and len(piece) > 1:
        return [f"y{piece}"]
    return [f"n{two}" for two in text.bigrams(piece)]


def _ids(tokens: list[str], projects: Scope, numbers: Sequence[str] = ()) -> list[int]:
    """Customers with all the tokens. ``numbers`` are looked at whole: a hundred may share their last four digits."""
    if not tokens:
        return []
    found = CustomerSearch.objects.filter(tokens__contains=tokens)
    for number in numbers:
        found = found.filter(customer__phones__number__endswith=number)
    if projects is not None:
        found = found.filter(tokens__overlap=[f"p{pk}" for pk in projects])
    return list(found.values_list("customer_id", flat=True)[:_CANDIDATES])


def _people_at(name: unitname.UnitName, persons: Sequence[str], projects: Scope, limit: int) -> list[Found]:
    """Those of that room, of however many buildings, whom the other pieces describe."""
    asked = [_tokens(piece) for piece in persons]
    if not all(asked):
        return []
    rooms = list(_units(name, projects).values_list("id", flat=True)[:_ROOMS])
    held = _occupancies().filter(unit_id__in=rooms, customer__search__tokens__contains=list(chain.from_iterable(asked)))
    found = [_found(one, Why.ROOM) for one in held[:_CANDIDATES]]
    return [one for one in found if one.customer and _fits_all(one.customer, persons)][:limit]


def _fits_all(customer: Customer, pieces: Sequence[str]) -> bool:
    return all(_fits(customer, piece) for piece in pieces)


def _fits(customer: Customer, piece: str) -> bool:
    """The re-check: tokens may agree where the text does not (a number shares only its last four digits)."""
    if _NUMBER.fullmatch(piece):
        return any(phone.number.endswith(piece) for phone in customer.phones.all())
    if _LETTERS.fullmatch(piece) and any(reading.startswith(piece) for reading in customer.pinyin.split()):
        return True
    return piece in text.normalise(customer.name)


def _why(piece: str) -> Why:
    if _NUMBER.fullmatch(piece):
        return Why.PHONE
    return Why.PINYIN if _LETTERS.fullmatch(piece) else Why.NAME


# — both —


def _occupancies() -> QuerySet[Occupancy]:
    return (
        Occupancy.objects.select_related("customer", "unit__project", "unit__building")
        .prefetch_related("customer__phones")
        .order_by(F("ends_on").desc(nulls_first=True), "relation", "id")
    )


def _found(occupancy: Occupancy, why: Why) -> Found:
    return Found(occupancy.unit, occupancy.customer, occupancy.relation, why, occupancy.ends_on)


def _in_turn(answers: Sequence[Sequence[Found]], limit: int) -> list[Found]:
    """One from each reading, then the next from each, nothing twice."""
    taken: dict[tuple[int | None, int | None, str], Found] = {}
    for one in chain.from_iterable(zip_longest(*answers)):
        if one is not None:
            key = (one.unit.pk if one.unit else None, one.customer.pk if one.customer else None, one.relation)
            taken.setdefault(key, one)
    return list(taken.values())[:limit]
