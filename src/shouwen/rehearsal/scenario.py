"""The scenario file: read, checked, expanded. Instants are wall time of the rulebook's zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from shouwen.kernel import clock
from shouwen.kernel.flows import Instant


class NotAScenario(ValueError):
    """The file is no scenario; the message says where it goes wrong."""


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value] if value else []


Words = Annotated[list[str], BeforeValidator(_as_list)]
Wall = Annotated[time, AfterValidator(lambda wall: wall)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Happening(_Part):
    """One event of the story, or the shorthand for one a day (``every_day_at`` with ``from`` and ``to``)."""

    at: Instant | None = None
    every_day_at: Wall | None = None
    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")
    do: str
    by: str
    name: str | None = Field(None, alias="as")
    on: str | None = None
    given: dict[str, Any] = {}
    evidence: Words = []
    refused: str = ""

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


class ObligationLine(_Part):
    code: str | None = None
    owner: str | None = None
    due_at: Instant | None = None
    outcome: str | None = None


class MoneyLine(_Part):
    to: str
    amount: Decimal
    clause: str
    on: date


class SanctionLine(_Part):
    to: str
    code: str


class NoticeLine(_Part):
    to: str | None = None
    code: str | None = None
    at: Instant | None = None
    count: int | None = None


class Expectation(_Part):
    states: dict[str, str] = {}
    obligations: list[ObligationLine] = []
    penalties: dict[str, Decimal] | None = None
    penalty_lines: list[MoneyLine] | None = None
    sanctions: list[SanctionLine] | None = None
    notices: list[NoticeLine] = []


class Scenario(_Part):
    scenario: str
    clauses: Words = []
    start: Instant
    bonus_base: dict[str, Decimal] = {}
    overrides: dict[str, Any] = {}
    events: list[Happening]
    until: Instant
    expect: Expectation

    def story(self) -> list[Happening]:
        """The events by instant, at one instant in the order of the file."""
        expanded = [one for event in self.events for one in event.on_each_day()]
        return sorted(expanded, key=lambda event: event.at or self.start)


def read(path: Path) -> Scenario:
    """The scenario in a file. Raises NotAScenario."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Scenario:
    """The scenario in a text. Every scalar is read as the text it is: YAML 1.1's ``on`` and dates cannot surprise."""
    try:
        return Scenario.model_validate(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 — BaseLoader makes only text
    except yaml.YAMLError as error:
        raise NotAScenario(str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise NotAScenario(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def instant_of(text: str) -> datetime:
    """An instant as scenarios write it."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)
