"""What is still owed for a unit, as a note. It warns and never blocks: goods are not held back for dues (S2-65)."""

from __future__ import annotations

from collections.abc import Callable

from shouwen.estate.models import Unit

NoteOfDues = Callable[[Unit], str]
_sources: list[NoteOfDues] = []


def source(note: NoteOfDues) -> NoteOfDues:
    """Decorator: whoever keeps accounts answers here, in words for the counter; empty when nothing is owed."""
    if note not in _sources:
        _sources.append(note)
    return note


def forget(note: NoteOfDues) -> None:
    """The source answers no more."""
    _sources.remove(note)


def notes_for(unit: Unit | None) -> list[str]:
    """Everything known to be owed for the unit."""
    return [note for note in (ask(unit) for ask in _sources) if note] if unit else []
