"""Scenarios to begin with, shown on the page."""

from __future__ import annotations

from pathlib import Path

from shouwen.rehearsal.scenario import parse

_HERE = Path(__file__).parent


def titles() -> dict[str, str]:
    """The examples: name → what each tells."""
    return {file.stem: parse(file.read_text(encoding="utf-8")).scenario for file in sorted(_HERE.glob("*.yaml"))}


def text_of(name: str) -> str:
    """The text of an example; empty when there is none called so."""
    return (_HERE / f"{name}.yaml").read_text(encoding="utf-8") if name in titles() else ""
