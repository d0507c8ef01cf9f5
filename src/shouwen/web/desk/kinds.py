"""Which steps approve and which return, derived from what they ask for."""

from __future__ import annotations

from typing import Any

from shouwen.kernel.flows import Step


def approves(step: Step[Any]) -> bool:
    """Whether taking the step is giving an approval: it asks for an opinion and nothing else, and leads on."""
    return set(step.takes.model_fields) == {"opinion"} and bool(step.targets)


def returns(step: Step[Any]) -> bool:
    """Whether the step sends back or ends with a reason: it asks for the reason and nothing else."""
    return set(step.takes.model_fields) == {"reason"} and bool(step.targets)
