"""Looking something up once, for batches during which what is looked up does not change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class _Memory:
    """What was found; ``at_all_instants``: for whichever instant it was asked."""

    at_all_instants: bool
    found: dict[Hashable, Any] = field(default_factory=dict)

    def key(self, question: Hashable, at: datetime | None) -> Hashable:
        return question if self.at_all_instants else (question, at)


_memory: ContextVar[_Memory | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within the block, in this thread, every ``remembered`` question is asked once.

    For whoever knows that organisation, delegations and rulebook stand still meanwhile, at all instants he asks about.
    """
    yield from _with(_Memory(at_all_instants=True))


@contextmanager
def remembering_each_instant() -> Iterator[None]:
    """Within the block every ``remembered`` question is asked once for each instant; a memory at work stays.

    For one transaction: nobody else's change reaches it halfway.
    """
    if _memory.get() is not None:
        yield
    else:
        yield from _with(_Memory(at_all_instants=False))


def _with(memory: _Memory) -> Iterator[None]:
    token = _memory.set(memory)
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(question: Hashable, look_up: Callable[[], T], *, at: datetime | None = None) -> T:
    """The answer to the question as of ``at``: the one found first, or looked up anew where nobody remembers."""
    memory = _memory.get()
    if memory is None:
        return look_up()
    key = memory.key(question, at)
    if key not in memory.found:
        memory.found[key] = look_up()
    found: T = memory.found[key]
    return found


def recalled(question: Hashable, *, at: datetime | None = None) -> Any | None:
    """The answer somebody was given before; None where nobody asked or nobody remembers."""
    memory = _memory.get()
    return None if memory is None else memory.found.get(memory.key(question, at))


def remember(question: Hashable, answer: object, *, at: datetime | None = None) -> None:
    """Keep an answer that came along with something else; nothing happens where nobody remembers."""
    memory = _memory.get()
    if memory is not None:
        memory.found[memory.key(question, at)] = answer
