"""The scenario file: read, checked, expanded. Instants are wall time of the rulebook's zone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from shouwen.kernel import clock
from shouwen.kernel.flows import Instant
from shouwen.people.roles import Role


class NotAScenario(ValueError):
    """The file is no scenario; the message says where it goes wrong."""


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value] if value else []


def _as_mapping(value: Any) -> Any:
    return {} if value is None else value


_INSTANT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ]\s*(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_WALL = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")


def _padded(value: Any) -> Any:
    """2024-5-6 9:40 as 2024-05-06 09:40:00; what is no instant stays as it is."""
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    year, month, day, *wall = found.groups()
    hour, minute, second = (int(part or 0) for part in wall)
    date_only = wall[0] is None
    padded = f"{year}-{int(month):02}-{int(day):02}"
    return padded if date_only else f"{padded} {hour:02}:{minute:02}:{second:02}"


def _padded_wall(value: Any) -> Any:
    found = _WALL.fullmatch(value) if isinstance(value, str) else None
    return ":".join(f"{int(part or 0):02}" for part in found.groups()) if found else value


def _given(value: Any) -> Any:
    """What is given, with every instant as payloads read it."""
    if isinstance(value, dict):
        return {name: _given(one) for name, one in value.items()}
    return [_given(one) for one in value] if isinstance(value, list) else _padded(value)


def _refusal(value: Any) -> Any:
    """``true`` for any refusal, "" for none, otherwise the word its code contains."""
    text = str(value or "").strip()
    return "true" if text.lower() in _YES else "" if text.lower() in _NO else text


Words = Annotated[list[str], BeforeValidator(_as_list)]
Wall = Annotated[time, BeforeValidator(_padded_wall)]
Day = Annotated[date, BeforeValidator(_padded)]
When = Annotated[Instant, BeforeValidator(_padded)]
Given = Annotated[dict[str, Any], BeforeValidator(lambda value: _given(_as_mapping(value)))]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Happening(_Part):
    """One event of the story, or the shorthand for one a day (``every_day_at`` with ``from`` and ``to``)."""

    at: When | None = None
    every_day_at: Wall | None = None
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")
    do: str
    by: str
    name: str | None = Field(None, alias="as")
    on: str | None = None
    given: Given = {}
    evidence: Words = []
    refused: Annotated[str, BeforeValidator(_refusal)] = ""

    def on_each_day(self) -> Iterator[Happening]:
        """Itself, or one event for each day of the shorthand."""
        if self.every_day_at is None or self.first is None or self.last is None:
            if self.at is None:
                raise NotAScenario(f"{self.do}: neither an instant nor every_day_at with from and to")
            yield self
            return
        day = self.first
        while day <= self.last:
            yield self.model_copy(update={"at": clock.at_time(day, self.every_day_at), "every_day_at": None})
            day += timedelta(days=1)


class PostLine(_Part):
    """One more person of the cast: a role, and where it is held (group, centre, region, property_company, P1, P3)."""

    role: Role
    at: Literal["group", "centre", "region", "property_company", "P1", "P3"]


class ObligationLine(_Part):
    code: str | None = None
    owner: str | None = None
    due_at: When | None = None
    outcome: Literal["met", "breached", "open", "cancelled"] | None = None


class MoneyLine(_Part):
    """A sum; what is left out of person, clause and day is not asked for."""

    to: str | None = None
    amount: Decimal
    clause: str | None = None
    on: Day | None = None


class SanctionLine(_Part):
    to: str | None = None
    code: str | None = None


class NoticeLine(_Part):
    to: str | None = None
    code: str | None = None
    at: When | None = None
    count: Annotated[int, Field(ge=0)] | None = None


Amounts = Annotated[dict[str, Decimal], BeforeValidator(_as_mapping)]


class Expectation(_Part):
    states: Annotated[dict[str, str], BeforeValidator(_as_mapping)] = {}
    obligations: Annotated[list[ObligationLine], BeforeValidator(_as_list)] = []
    penalties: Amounts | None = None
    penalty_lines: Annotated[list[MoneyLine], BeforeValidator(_as_list)] | None = None
    sanctions: Annotated[list[SanctionLine], BeforeValidator(_as_list)] | None = None
    notices: Annotated[list[NoticeLine], BeforeValidator(_as_list)] = []

    def people(self) -> set[str]:
        """Every name that is expected to owe, pay, answer or hear something."""
        named = [line.owner for line in self.obligations]
        named += [line.to for line in (*(self.penalty_lines or ()), *(self.sanctions or ()), *self.notices)]
        return {name for name in (*named, *(self.penalties or ())) if name is not None}


class Scenario(_Part):
    scenario: str
    clauses: Words = []
    start: When
    posts: Annotated[dict[str, PostLine], BeforeValidator(_as_mapping)] = {}
    bonus_base: Amounts = {}
    overrides: Annotated[dict[str, Any], BeforeValidator(_as_mapping)] = {}
    events: Annotated[list[Happening], BeforeValidator(_as_list)]
    until: When
    expect: Annotated[Expectation, BeforeValidator(_as_mapping)]

    def under(self, overrides: Mapping[str, Any]) -> Scenario:
        """The same story with these values of the rulebook besides its own."""
        return self.model_copy(update={"overrides": {**self.overrides, **overrides}})

    def people(self) -> set[str]:
        """Every cast name the file mentions."""
        return {*(event.by for event in self.events), *self.bonus_base, *self.expect.people()}

    def story(self) -> list[Happening]:
        """The events by instant, at one instant in the order of the file."""
        expanded = [one for event in self.events for one in event.on_each_day()]
        return sorted(expanded, key=lambda event: event.at or self.start)


class _AsWritten(yaml.SafeLoader):
    """Every scalar is the text it is, so that YAML 1.1's ``on``, dates and 17:00 cannot surprise; nothing is None."""


_AsWritten.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_written(text: str) -> Any:
    """A value as a scenario would have it: lists and mappings of texts."""
    return yaml.load(text, Loader=_AsWritten)  # noqa: S506 — a safe loader


def read(path: Path) -> Scenario:
    """The scenario in a file. Raises NotAScenario, and OSError for a file that cannot be read."""
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotAScenario("the file is not text in UTF-8") from error


def _not_yaml(error: yaml.YAMLError) -> str:
    place = getattr(error, "problem_mark", None)
    if place is None:
        return _("This is no YAML: {what}").format(what=" ".join(str(error).split()))
    return _("This is no YAML: line {line}, column {column}.").format(line=place.line + 1, column=place.column + 1)


def parse(text: str) -> Scenario:
    """The scenario in a text. Raises NotAScenario."""
    try:
        found = as_written(text)
        if not isinstance(found, dict):
            raise NotAScenario("there is no scenario in it: expected are scenario, start, events, until, expect")
        return Scenario.model_validate(found)
    except yaml.YAMLError as error:
        raise NotAScenario(_not_yaml(error)) from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:5]]
        raise NotAScenario("; ".join(faults)) from error


def instant_of(text: str) -> datetime:
    """An instant as scenarios write it."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)
