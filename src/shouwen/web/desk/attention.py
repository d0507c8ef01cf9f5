"""What the domains tell the desk about their flows: which states need a look, which step counts as issuing.

A domain calls ``declare`` when its app is ready; a flow nobody declares still has its obligations on the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shouwen.web.parts import Words


@dataclass(frozen=True)
class Declared:
    """``states``: those that need a look, with their words (returned, blocked). ``blocked``: the ones that stand
    still. ``issues``: codes of the steps whose taking the board counts as issued. ``first``: an alert, which stands
    above everything else."""

    states: Mapping[str, Words] = field(default_factory=dict)
    blocked: frozenset[str] = frozenset()
    issues: frozenset[str] = frozenset()
    first: bool = False


_declared: dict[str, Declared] = {}


def declare(flow_code: str, declared: Declared) -> None:
    """Tell the desk about one flow; a second declaration replaces the first."""
    _declared[flow_code] = declared


def declared() -> Mapping[str, Declared]:
    """What was declared, by flow."""
    return _declared


def issuing_steps() -> frozenset[str]:
    """Codes of all steps that count as issuing."""
    return frozenset(code for one in _declared.values() for code in one.issues)
