"""The left navigation. Domains above ``web`` register what they offer; the frame shows what each person may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest

from shouwen.web.parts import Words

MOST_COUNTED: Final = 100


@dataclass(frozen=True)
class Entry:
    """One line. ``count`` is what of it is *mine*, counted to a hundred; ``late``: some of mine is late there.

    ``also``: where the pages begin that belong to it and lie at an address of their own.
    """

    title: Words
    url: str
    icon: str
    count: int | None = None
    late: bool = False
    group: int = 0
    also: tuple[str, ...] = ()

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


def current(entries: Iterable[Entry], asked: str) -> str:
    """The address of the entry to which the page ``asked`` for (path and query) belongs: of all whose address begins
    the path and whose query is part of what is asked, the one that says most."""
    fitting = [(_said(url), entry.url) for entry in entries for url in (entry.url, *entry.also) if _fits(url, asked)]
    return max(fitting, default=((0, 0), ""))[1]


def _fits(address: str, asked: str) -> bool:
    here, there = urlsplit(address), urlsplit(asked)
    begins = here.path == there.path or (here.path != "/" and there.path.startswith(here.path))
    return begins and set(parse_qsl(here.query)) <= set(parse_qsl(there.query))


def _said(address: str) -> tuple[int, int]:
    parts = urlsplit(address)
    return len(parts.path), len(parts.query)
