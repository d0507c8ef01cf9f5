"""Looking something up once, for batches during which what is looked up does not change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within the block, in this thread, every ``remembered`` question is asked once.

    For whoever knows that organisation, delegations and rulebook stand still meanwhile, at all instants he asks about.
    """
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(question: Hashable, look_up: Callable[[], T]) -> T:
    """The answer to the question: within ``remembering`` the one found first, otherwise looked up anew."""
    memory = _memory.get()
    if memory is None:
        return look_up()
    if question not in memory:
        memory[question] = look_up()
    found: T = memory[question]
    return found
