"""What waits to be fired, in the order in which it fires: by instant, then by id."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from shouwen.kernel.models import Obligation


class Waiting:
    """Hands out due obligations one after the other; more may be added meanwhile, and every one has its id."""

    def __init__(self, is_due: Callable[[Obligation], bool]) -> None:
        self._is_due = is_due
        self._heap: list[tuple[datetime, int, Obligation]] = []

    def add(self, obligations: Iterable[Obligation]) -> None:
        """Let those of them wait that are due."""
        for one in obligations:
            if one.next_fire_at is not None and self._is_due(one):
                heapq.heappush(self._heap, (one.next_fire_at, one.pk, one))

    def __iter__(self) -> Iterator[Obligation]:
        while self._heap:
            yield heapq.heappop(self._heap)[2]
