"""The search of the top bar: cases by number or words of the title, units and people; all within the scope."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import DataContains
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.lookups import Contains
from django.urls import reverse

from shouwen.common import text
from shouwen.customers.queries import primary_numbers
from shouwen.customers.search import Found, find
from shouwen.estate.models import Project
from shouwen.kernel.access import Actor, scope_of, visible_cases
from shouwen.kernel.models import Case
from shouwen.kernel.reveal import mask_name, mask_phone
from shouwen.web.cases.facts import place_of

LONGEST = 60
_NUMBER = re.compile(r"[A-Za-z]{1,4}-?\d[\d-]*")


@dataclass(frozen=True)
class Hit:
    """One line of the answer. ``of``: the kind of thing it is (case, unit or person)."""

    of: str
    title: str
    text: str
    url: str


def cases(actor: Actor, words: str, limit: int) -> list[Hit]:
    """Cases by the beginning of their number, else by words of their title, newest first."""
    found = _matching(visible_cases(actor), words.strip()[:LONGEST])
    shown = found.select_related("project", "unit", "customer").order_by("-id")[:limit]
    return [Hit("case", case.title, f"{case.number} · {place_of(case)}", _address(case)) for case in shown]


def people(actor: Actor, words: str, limit: int) -> list[Hit]:
    """Units and customers; names and numbers are masked, whoever looks."""
    found = find(words.strip()[:LONGEST], projects_of(actor), limit)
    numbers = primary_numbers([one.customer.pk for one in found if one.customer])
    return [_hit(one, numbers) for one in found]


def projects_of(actor: Actor) -> list[int] | None:
    """Ids of the projects in the actor's scope; None for the whole group."""
    scope = scope_of(actor)
    if scope.everything:
        return None
    inside = Q(region__in=scope.regions) | Q(property_company__in=scope.property_companies) | Q(org__in=scope.projects)
    return list(Project.objects.filter(inside).values_list("id", flat=True))


def exact_case(actor: Actor, words: str) -> Case | None:
    """The case of that number, for who types or scans a whole one."""
    return visible_cases(actor).filter(number=words.strip().upper()).first() if _NUMBER.match(words.strip()) else None


def _matching(found: QuerySet[Case], words: str) -> QuerySet[Case]:
    if _NUMBER.fullmatch(words):
        return found.filter(number__startswith=words.upper())
    pieces = text.bigrams(words)
    if not pieces:
        return found.none()
    plain = Func(F("title"), function="shouwen_normalise", output_field=TextField())
    grams = Func(F("title"), function="shouwen_bigrams", output_field=ArrayField(TextField()))
    found = found.filter(DataContains(grams, Value(pieces, output_field=ArrayField(TextField()))))
    for word in text.normalise(words).split():
        found = found.filter(Contains(plain, word))
    return found


def _hit(one: Found, numbers: dict[int, str]) -> Hit:
    where = f"{one.unit.project.name} {one.unit.text}" if one.unit else ""
    if one.customer is None:
        return Hit("unit", where, "", _card_of(one))
    phone = mask_phone(numbers.get(one.customer.pk, ""))
    parts = [where, one.relation, phone]
    return Hit("person", mask_name(one.customer.name), " · ".join(part for part in parts if part), _card_of(one))


def _card_of(one: Found) -> str:
    """The person's card, or the unit's where nobody is on record."""
    if one.customer is not None:
        return reverse("web:customer", args=[one.customer.pk])
    return reverse("web:unit", args=[one.unit.pk]) if one.unit else ""


def _address(case: Case) -> str:
    return reverse("web:case", args=[case.number])
