"""The left navigation. Domains above ``web`` register what they offer; the frame shows what each person may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from shouwen.web.parts import Words

MOST_COUNTED: Final = 100


@dataclass(frozen=True)
class Entry:
    """One line. ``count`` is what of it is *mine*, counted to a hundred; ``late``: some of mine is late there."""

    title: Words
    url: str
    icon: str
    count: int | None = None
    late: bool = False
    group: int = 0

    @property
    def shown(self) -> str:
        """The count in words: nobody needs to know how many more than ninety-nine."""
        return "99+" if self.count is not None and self.count >= MOST_COUNTED else str(self.count)


Source = Callable[[HttpRequest], Iterable[Entry]]
_sources: list[Source] = []


def source(provide: Source) -> Source:
    """Decorator: ask this function for entries on every page of a person who is logged in."""
    if provide not in _sources:
        _sources.append(provide)
    return provide


def entries_for(request: HttpRequest) -> list[Entry]:
    """All entries for this person, in groups; within a group in the order they were registered."""
    return sorted((entry for provide in _sources for entry in provide(request)), key=lambda entry: entry.group)


def current(entries: Iterable[Entry], path: str) -> str:
    """The address of the entry the page belongs to: the longest that begins the path."""
    fitting = [e.url for e in entries if path == e.url or (e.url != "/" and path.startswith(e.url))]
    return max(fitting, key=len, default="")
