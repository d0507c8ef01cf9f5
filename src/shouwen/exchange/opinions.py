"""What customers said of us in a sample survey: published by whoever asks them, read by whoever ranks people.

Who asks does not know who received a customer; who ranks does not know how the customer was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Opinion:
    """What one customer said of the reception at one project: 1 (poor) to 5 (very good), and when."""

    customer_id: int
    project_id: int
    at: datetime
    score: Decimal


Source = Callable[[datetime, datetime], Iterable[Opinion]]
_sources: list[Source] = []


def publish(source: Source) -> Source:
    """Make a survey's answers known; usable as a decorator. ``source(since, until)`` excludes ``until``."""
    _sources.append(source)
    return source


def of_the_reception(since: datetime, until: datetime) -> Iterator[Opinion]:
    """Every published opinion given within [since, until)."""
    for source in _sources:
        yield from source(since, until)
