"""What follows from a step but need not be done while somebody waits: followers read the events after the moves.

The event table is the outbox (engine.md R8): each follower has a place in it and goes on from there, in the order of
the table, every event once. The engine runs them every second, any number of copies; one works on a follower at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, transaction

from shouwen.kernel.models import Event, FollowerPlace
from shouwen.kernel.settling import last_id, settled_id

log = logging.getLogger(__name__)

AT_ONCE = 20  # few: what their handling locks, whoever takes a step meanwhile waits for
TABLE = Event._meta.db_table


@dataclass(frozen=True)
class Follower:
    """Who follows (``code``), which events, and what is done about each.

    An event whose handling fails is left behind with a line in the log; the follower's own survey must find what it
    missed. ``handle`` writes in the transaction that moves the follower on.
    """

    code: str
    events: frozenset[str]
    handle: Callable[[Event], None]


_followers: dict[str, Follower] = {}


def follow(code: str, events: Collection[str], handle: Callable[[Event], None]) -> Follower:
    """Make a follower known; called when its app is ready. ValueError for a code that is taken."""
    if code in _followers:
        raise ValueError(f"two followers are called {code}")
    _followers[code] = Follower(code, frozenset(events), handle)
    return _followers[code]


def catch_up() -> bool:
    """Let every follower handle what has been written since it last looked. True when more may be waiting."""
    more = [_go_on(follower) for follower in _followers.values()]
    return any(more)


def _go_on(follower: Follower) -> bool:
    place_id = _place_of(follower)
    if place_id is None:
        return True
    if last_id(TABLE) <= place_id:
        return False
    upto = settled_id(TABLE)
    if upto is None:
        return True
    with transaction.atomic():
        place = FollowerPlace.objects.select_for_update(skip_locked=True).filter(pk=follower.code).first()
        if place is None:
            return False  # another engine is at it
        events = Event.objects.filter(id__gt=place.event_id, id__lte=upto, code__in=follower.events)
        found = list(events.select_related("case").order_by("id")[:AT_ONCE])
        for event in found:
            _handle(follower, event)
        place.event_id = found[-1].pk if len(found) == AT_ONCE else max(upto, place.event_id)
        place.save(update_fields=["event_id"])
    return len(found) == AT_ONCE


def _place_of(follower: Follower) -> int | None:
    """Where the follower stands; a new one begins with what comes from now on. None until that is settled."""
    place = FollowerPlace.objects.filter(pk=follower.code).first()
    if place is None:
        begins = settled_id(TABLE)
        if begins is None:
            return None
        place, _made = FollowerPlace.objects.get_or_create(pk=follower.code, defaults={"event_id": begins})
    return place.event_id


def _handle(follower: Follower, event: Event) -> None:
    try:
        with transaction.atomic():
            follower.handle(event)
    except (OperationalError, InterfaceError):
        raise  # the database itself is in trouble, not the event: it is tried again
    except Exception:
        log.exception("%s could not follow event %s; it goes on with the next", follower.code, event.pk)
