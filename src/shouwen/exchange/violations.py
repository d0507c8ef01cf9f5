"""Somebody broke a rule that has a sanction: said by whoever found it, handled by whoever keeps the sanctions.

To say it from a step: ``kernel.crossing.send(act, Violation(...))``; where no case is at hand:
``crossing.deliver(...)`` within the transaction. To hear it: ``crossing.receive(Violation, handler)`` in the app's
``ready()``. The handler proposes at most one sanction per ``key``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One person's violation, with what proves it; nobody is punished by it: it proposes.

    ``key``: unique for the fact (for example "centres.video_check:812:3"), so that it is proposed once.
    ``clause`` is the regulation's article in its own words ("第十条"), ``ref`` the requirement ("S3-10b"), ``code`` the
    line of the penalty table (S3 §4: "P2"). ``kind`` is the sanction the clause names ("失职问责"); empty where the
    person deciding chooses. ``evidence_ids`` are rows of kernel Evidence. ``at`` is when the violation happened.
    ``case_id``: the case in which it was found, ``project_id``: where, ``found_by_id``: who found it (None: the
    system).
    """

    CODE: ClassVar[str] = "exchange.violation"

    key: str
    person_id: int
    clause: str
    ref: str
    code: str
    facts: str
    at: datetime
    kind: str = ""
    evidence_ids: tuple[int, ...] = ()
    project_id: int | None = None
    case_id: int | None = None
    found_by_id: int | None = None
