"""The first message of a move: what must be known before anything is decided, asked at once and under the locks.

Was this request answered before? Was a rule decided since? Which posts has the actor? And the next case's id, or the
case itself under its lock, its parent's row locked before it (ids grow, so the order by id is that order). A sitting
knows its cases by itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shouwen.database.bundle import Bundle, Rows
from shouwen.kernel import clock, rows, rulebook
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import absent
from shouwen.kernel.flows import Flow
from shouwen.kernel.models import Case
from shouwen.kernel.sitting import current
from shouwen.people.queries import look_up_posts_with

_LOCK_KEY = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_ANSWERED = "SELECT id, case_id, code, data -> 'opened' FROM kernel_event WHERE key = %s"
_NEXT_ID = "SELECT nextval('kernel_case_id_seq')"
_LOCK = rows.selection(Case, "WHERE id = %s FOR UPDATE")
_LOCK_WITH_PARENT = rows.selection(
    Case, "WHERE id IN (%s, (SELECT parent_id FROM kernel_case WHERE id = %s)) ORDER BY id FOR UPDATE"
)


@dataclass(frozen=True)
class Answered:
    """What the same request led to before: its event, the case, the step, the numbers of the cases it opened."""

    event_id: int
    case_id: int
    code: str
    opened: Sequence[str]


def for_a_new_case(key: str | None, by: Actor) -> Answered | int:
    """The answer the request got before, or the id of the case to be."""
    answered, found = _asked(key, by, _NEXT_ID)
    if answered is not None:
        return answered
    sitting = current()
    return int(found[0][0]) if sitting is None else sitting.next_id(Case)


def for_a_step(flow: type[Flow[Any]], case_id: int, key: str | None, by: Actor) -> Answered | Case:
    """The answer the request got before, or the case under its lock. Raises Refused for a case of another flow."""
    with_parent = flow.parent is not None
    statement = _LOCK_WITH_PARENT if with_parent else _LOCK
    answered, found = _asked(key, by, statement, [case_id, case_id] if with_parent else [case_id])
    if answered is not None:
        return answered
    sitting = current()
    if sitting is not None:
        return sitting.known(case_id)[0]
    case = next((case for case in (rows.made(Case, row) for row in found) if case.pk == case_id), None)
    if case is None or case.flow != flow.code:
        raise absent()
    return case


def locked(flow: type[Flow[Any]], case_id: int, by: Actor) -> Case:
    """The case under its lock, for whoever asks without a key. Raises Refused as ``for_a_step`` does."""
    case = for_a_step(flow, case_id, None, by)
    if isinstance(case, Answered):
        raise TypeError("nothing is answered before without a key")
    return case


def _asked(key: str | None, by: Actor, wanted: str, values: Sequence[int] = ()) -> tuple[Answered | None, Rows]:
    """Concurrent twins wait for each other at the key's lock: what comes after it is read when the lock is held."""
    answered: Rows = []
    found: Rows = []
    bundle = Bundle()
    if key is not None:
        bundle.add(_LOCK_KEY, [key])
        bundle.add(_ANSWERED, [key], answered.extend)
    rulebook.look_up_with(bundle)
    if by.staff_id is not None:
        look_up_posts_with(bundle, by.staff_id, clock.now())
    if current() is None:
        bundle.add(wanted, values, found.extend)
    bundle.send()
    before = [Answered(event, case, code, json.loads(opened or "[]")) for event, case, code, opened in answered]
    return (before[0] if before else None), found
