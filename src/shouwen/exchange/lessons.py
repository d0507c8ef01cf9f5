"""What the group can learn from cases: how often each topic came up, and the story of a closed case without people.

A domain whose cases teach something publishes a ``Teacher`` when its app is ready; who draws the lessons knows neither
the domain nor its records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise


@dataclass(frozen=True)
class Tally:
    """How often a topic came up in one region: ``count`` cases in ``projects`` of its projects."""

    topic: str
    title: str
    region_id: int
    count: int
    projects: int


@dataclass(frozen=True)
class Story:
    """A closed case as it can be told. ``hidden``: every name, number and room in it that must not be told on.

    ``topic``: one of those of the tallies, or empty.
    """

    title: str
    chapters: Sequence[tuple[str | Promise, str]]
    hidden: Sequence[str]
    topic: str = ""


@dataclass(frozen=True)
class Teacher:
    """One flow's lessons.

    ``tallies(since, until)``: topics of the cases opened in [since, until). ``cases_of(topic, since, until)``: their
    ids, oldest first. ``story_of(case_id)``: None unless the case is closed.
    """

    flow: str
    tallies: Callable[[datetime, datetime], Sequence[Tally]]
    cases_of: Callable[[str, datetime, datetime], Sequence[int]]
    story_of: Callable[[int], Story | None]


_teachers: dict[str, Teacher] = {}


def publish(teacher: Teacher) -> Teacher:
    """Make a flow's lessons known; ValueError for a flow that has them already."""
    if teacher.flow in _teachers:
        raise ValueError(f"{teacher.flow} has a teacher already")
    _teachers[teacher.flow] = teacher
    return teacher


def tallies(since: datetime, until: datetime) -> list[Tally]:
    """How often each topic came up in each region, over all flows."""
    return [tally for teacher in _teachers.values() for tally in teacher.tallies(since, until)]


def cases_of(topic: str, since: datetime, until: datetime) -> list[int]:
    """The cases behind a topic."""
    return [pk for teacher in _teachers.values() for pk in teacher.cases_of(topic, since, until)]


def story_of(flow: str, case_id: int) -> Story | None:
    """The story of a closed case; None where nobody tells any."""
    teacher = _teachers.get(flow)
    return teacher.story_of(case_id) if teacher else None


def flows() -> list[str]:
    """The flows whose cases can be told."""
    return sorted(_teachers)


@dataclass(frozen=True, kw_only=True)
class SystemicSuspicion:
    """Whoever closed a case believes its cause to be systemic; the group's improvement work looks at it.

    ``key`` names the case and becomes the problem's topic, so that one case proposes once in a quarter.
    """

    CODE: ClassVar[str] = "exchange.systemic_suspicion"

    key: str
    problem: str
    project_id: int
    case_id: int
    at: datetime
