"""Texts of the house that the group's service centre words itself: the creed, what to say at the counter.

Whoever shows such a text declares it with its default; whoever keeps the wordings provides them with ``read_from``.
Without a provider, and while the database is away, the default stands: a page that says so must still open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy as _

from shouwen.common.remembering import remembered
from shouwen.web.parts import Words

Provider = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Policy:
    """One text: what it is called, what it says until somebody words it anew, and under which clause."""

    code: str
    title: Words
    default: Words
    clause: str


_policies: dict[str, Policy] = {}
_providers: list[Provider] = []


def declare(policy: Policy) -> Policy:
    """Make a text known; ValueError for a code that is taken."""
    if policy.code in _policies:
        raise ValueError(f"two texts are called {policy.code}")
    _policies[policy.code] = policy
    return policy


def all_policies() -> list[Policy]:
    """Every text, by code."""
    return [_policies[code] for code in sorted(_policies)]


def read_from(provide: Provider) -> None:
    """``provide`` gives the wordings in force of those codes that have one."""
    _providers[:] = [provide]


def texts(*policies: Policy) -> dict[str, str]:
    """The texts in force by code, in one question."""
    codes = tuple(policy.code for policy in policies)
    worded = remembered(("policies", codes), lambda: _worded(codes))
    return {policy.code: worded.get(policy.code) or str(policy.default) for policy in policies}


def text(policy: Policy) -> str:
    """One text in force."""
    return texts(policy)[policy.code]


def _worded(codes: Collection[str]) -> Mapping[str, str]:
    if not _providers:
        return {}
    if connection.in_atomic_block and connection.needs_rollback:
        return {}
    try:
        return _providers[0](codes)
    except DatabaseError:
        return {}


CREED: Final = declare(
    Policy("creed", _("Service creed of the group"), _("People first, customers foremost"), "第一条")
)
