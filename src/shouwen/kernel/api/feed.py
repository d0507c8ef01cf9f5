"""The feed: events in one stable order, none left out, whoever writes at the same time.

Ids are given out before they are committed, so the feed reads up to a settled id (``kernel.settling``): it notes the
last id given out, then waits for those who are writing events at that moment; when they have ended, every id up to the
noted one has been written or never will be.
"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import NinjaAPI
from pydantic import Field

from shouwen.kernel.access import Actor, readable_events, visible_cases
from shouwen.kernel.api import shapes, showing
from shouwen.kernel.api.answers import PROBLEMS
from shouwen.kernel.api.identity import actor_of
from shouwen.kernel.models import Event
from shouwen.kernel.settling import PATIENCE, settled_id


def add(api: NinjaAPI) -> None:
    @api.get(
        "/events",
        response={200: shapes.EventPage, **PROBLEMS},
        operation_id="events",
        summary="Feed of events",
        tags=["feed"],
    )
    def events(
        request: HttpRequest,
        after: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0,
        limit: Annotated[int, Field(ge=1, le=1000)] = 200,
    ) -> shapes.EventPage:
        """Events within the caller's scope after a cursor, oldest first; ask again with ``next``."""
        return page(actor_of(request), after, limit)


def page(reader: Actor, after: int, limit: int, patience: float = PATIENCE) -> shapes.EventPage:
    """At most ``limit`` events the reader may see after the cursor. Nobody's later commit falls before ``next``."""
    last = settled_id("kernel_event", patience)
    if last is None:
        return shapes.EventPage(items=[], next=after, settled=False)
    rows = Event.objects.filter(readable_events(reader), id__gt=after, id__lte=last, case__in=visible_cases(reader))
    found = list(rows.select_related("case", "staff", "on_behalf_of").order_by("id")[:limit])
    upto = found[-1].pk if len(found) == limit else max(last, after)
    return shapes.EventPage(items=[showing.event(each) for each in found], next=upto, settled=True)
