"""What the pages of the rulebook show: clauses with their quantities, versions of one, the effect of a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shouwen.kernel import clock, rule_changes, rulebook
from shouwen.kernel.access import Scope
from shouwen.kernel.models import RulebookEntry
from shouwen.kernel.rule_changes import Effect
from shouwen.kernel.rulebook import Quantity
from shouwen.web.desk.rows import duty_title
from shouwen.web.rulebook.words import value_words

Status = RulebookEntry.Status
SHOWN_EFFECTS: Final = 20
COUNTED_EFFECTS: Final = 2_000
SHOWN_VERSIONS: Final = 100


@dataclass(frozen=True)
class Clause:
    """One clause of the index. ``about`` is what its first quantity is about; ``waiting``: proposals to decide."""

    name: str
    about: str
    quantities: Sequence[Quantity]
    waiting: int

    @property
    def code(self) -> str:
        """Its place in an address."""
        return self.quantities[0].code


def clauses() -> list[Clause]:
    """Every clause that has a number, in the order of the regulations."""
    proposed = list(RulebookEntry.objects.filter(status=Status.PROPOSED).values_list("quantity", flat=True))
    by_clause: dict[str, list[Quantity]] = {}
    for quantity in rulebook.quantities().values():
        by_clause.setdefault(quantity.clause, []).append(quantity)
    ordered = _in_order(by_clause)
    return [
        Clause(name, _about(found[0].title), found, sum(proposed.count(one.code) for one in found))
        for name, found in ordered
    ]


def _in_order(by_clause: Mapping[str, list[Quantity]]) -> list[tuple[str, list[Quantity]]]:
    """Regulation by regulation as they were declared, within one by its articles: ``S3-14d`` is article 14 of S3."""
    regulations = list(dict.fromkeys(found[0].ref.partition("-")[0] for found in by_clause.values()))

    def place(item: tuple[str, list[Quantity]]) -> tuple[int, int, str]:
        name, found = item
        regulation, _dash, rest = found[0].ref.partition("-")
        article = re.match(r"\d+", rest)
        return regulations.index(regulation), int(article.group()) if article else 0, name

    return sorted(by_clause.items(), key=place)


def _about(title: str | Promise) -> str:
    """The part of a title before its colon: ``Doorstep visit: limit`` is about the doorstep visit."""
    return str(title).replace("：", ":").partition(":")[0]


def clause_of_ref(ref: str) -> Quantity | None:
    """The first quantity of the requirement ``ref``, if any has one."""
    return next((one for one in rulebook.quantities().values() if one.ref == ref), None)


@dataclass(frozen=True)
class Number:
    """A quantity as in force at one instant."""

    quantity: Quantity
    words: str
    as_issued: bool
    issued_words: str


def numbers(quantities: Iterable[Quantity], at: datetime) -> list[Number]:
    """The quantities with their values at ``at``."""
    book = rulebook.book(at)
    return [
        Number(
            one,
            value_words(one, book.value(one)),
            book.value(one) == one.default,
            value_words(one, one.default),
        )
        for one in quantities
    ]


@dataclass(frozen=True)
class Version:
    """One entry in words; ``standing``: in force, scheduled, proposed, rejected or past."""

    entry: RulebookEntry
    title: str | Promise
    words: str
    standing: str
    standing_words: str


def versions(entries: Iterable[RulebookEntry]) -> list[Version]:
    """The entries in words, in their order; those of quantities the code no longer knows are left out."""
    found = [entry for entry in entries if entry.quantity in rulebook.quantities()]
    now = clock.now()
    in_force = _in_force(found, now)
    return [_version(entry, in_force, now) for entry in found]


def _in_force(entries: Iterable[RulebookEntry], now: datetime) -> set[int]:
    """The entry in force of each quantity that is spoken of."""
    approved = RulebookEntry.objects.filter(
        quantity__in={one.quantity for one in entries}, status=Status.APPROVED, valid_from__lte=now
    )
    last = approved.order_by("quantity", "-valid_from", "-id").distinct("quantity")
    return set(last.values_list("id", flat=True))


def _version(entry: RulebookEntry, in_force: set[int], now: datetime) -> Version:
    quantity = rulebook.quantity_named(entry.quantity)
    standing = str(entry.status)
    if entry.status == Status.APPROVED:
        later = "in_force" if entry.pk in in_force else "past"
        standing = "scheduled" if entry.valid_from > now else later
    words = {
        "in_force": _("in force"),
        "scheduled": _("scheduled"),
        "past": _("superseded"),
        "proposed": _("to decide"),
        "rejected": _("rejected"),
    }
    return Version(entry, quantity.title, value_words(quantity, entry.value), standing, words[standing])


def entries_of(code: str) -> QuerySet[RulebookEntry]:
    """The entries of one quantity, by the instant they count from."""
    return _named().filter(quantity=code).order_by("valid_from", "id")


def to_decide() -> list[Version]:
    """Everything proposed, the oldest first."""
    return versions(_named().filter(status=Status.PROPOSED).order_by("proposed_at", "id")[:SHOWN_VERSIONS])


def scheduled() -> list[Version]:
    """Everything approved that is not yet in force, by its instant."""
    ahead = _named().filter(status=Status.APPROVED, valid_from__gt=clock.now())
    return versions(ahead.order_by("valid_from", "id")[:SHOWN_VERSIONS])


def decided() -> list[Version]:
    """The latest decisions, the newest first."""
    latest = _named().exclude(status=Status.PROPOSED).order_by("-decided_at", "-id")[:SHOWN_EFFECTS]
    return versions(latest)


def _named() -> QuerySet[RulebookEntry]:
    return RulebookEntry.objects.select_related("proposed_by", "decided_by")


@dataclass(frozen=True)
class EffectOnOpen:
    """What a value would do to what is open: how many would move (``more``: at least), the first that
    may be seen, each with what is owed."""

    words: str
    count: int
    more: bool
    shown: Sequence[tuple[Effect, str]]


def effect(quantity: Quantity, value: Any, scope: Scope) -> EffectOnOpen:
    """The effect of ``value`` (JSON form) on open obligations; cases outside ``scope`` are counted, not named."""
    found = list(islice(rule_changes.effect_on_open(quantity.code, value), COUNTED_EFFECTS + 1))
    seen = [one for one in found if scope.covers(one.obligation.case)][:SHOWN_EFFECTS]
    shown = [(one, duty_title(one.obligation)) for one in seen]
    counted = found[:COUNTED_EFFECTS]
    return EffectOnOpen(value_words(quantity, value), len(counted), len(found) > COUNTED_EFFECTS, shown)
