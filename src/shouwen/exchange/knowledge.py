"""What the group knows and how it says it: answers, scripts and case studies, found for whoever talks to a customer.

A domain that keeps a library publishes it; a domain that talks to customers publishes the topics it speaks of, by which
a library can be sorted. Neither knows the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

Topics = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Piece:
    """One piece of a library: what it is about, what it says, where it stands."""

    title: str
    subject: str
    text: str
    url: str


class Library(Protocol):
    """Pieces by what is being talked about. ``topic`` is one of ``topics()``, or empty."""

    def suggest(self, topic: str, words: str, limit: int) -> Sequence[Piece]:
        """What fits a topic and what the customer says, the fittest first."""

    def search(self, words: str, limit: int) -> Sequence[Piece]:
        """What holds every one of the words, the newest first."""

    def address(self) -> str:
        """Where the whole library is read."""


_libraries: list[Library] = []
_topics: dict[str, str | Promise] = {}


def publish(library: Library) -> None:
    """Make a library known; once, when its app is ready."""
    _libraries.append(library)


def publish_topics(topics: Topics) -> None:
    """Make the topics of a domain's talks known."""
    _topics.update(topics)


def address() -> str:
    """Where the first library is read; empty while nobody keeps one."""
    return _libraries[0].address() if _libraries else ""


def topics() -> Topics:
    """Every topic that somebody talks about, in the order of publication."""
    return list(_topics.items())


def suggest(topic: str, words: str, limit: int) -> list[Piece]:
    """What the libraries have for a topic and for what the customer says; nothing for neither."""
    if not topic and not words.strip():
        return []
    return [piece for library in _libraries for piece in library.suggest(topic, words, limit)][:limit]


def search(words: str, limit: int) -> list[Piece]:
    """What the libraries have that holds every one of the words; nothing for no words."""
    if not words.strip():
        return []
    return [piece for library in _libraries for piece in library.search(words, limit)][:limit]
