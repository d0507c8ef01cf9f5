"""How large a rehearsal on the page may be: so much text, so many events, so many days, so many seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from shouwen.rehearsal.scenario import Happening, NotAScenario, Scenario

MOST_CHARACTERS: Final = 64_000
MOST_EVENTS: Final = 500
LONGEST: Final = timedelta(days=400)
SECONDS: Final = 20.0


class TookTooLong(Exception):
    """The performance was ended because its time was over; nothing of it stays."""


def check(scenario: Scenario) -> None:
    """NotAScenario for one that is too large, before anything of it is expanded."""
    if not timedelta(0) <= scenario.until - scenario.start <= LONGEST:
        raise NotAScenario(_("“until” must lie after “start”, by at most {days} days.").format(days=LONGEST.days))
    if sum(map(_events, scenario.events)) > MOST_EVENTS:
        raise NotAScenario(_("A rehearsal has at most {count} events.").format(count=MOST_EVENTS))
    instants = [one.at for one in scenario.events if one.at is not None]
    days = [day for one in scenario.events for day in (one.first, one.last) if day is not None]
    first, last = scenario.start.date(), scenario.until.date()
    if any(not scenario.start <= at <= scenario.until for at in instants) or any(
        not first <= day <= last for day in days
    ):
        raise NotAScenario(_("Every event lies between “start” and “until”."))


def _events(event: Happening) -> int:
    """How many events a line stands for."""
    if event.first is None or event.last is None:
        return 1
    return max(0, (event.last - event.first).days + 1)


@contextmanager
def within(seconds: float = SECONDS) -> Iterator[None]:
    """Within the block no statement begins after ``seconds``: TookTooLong."""
    end = time.monotonic() + seconds

    def watched(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if time.monotonic() > end and not _ends(sql):
            raise TookTooLong
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watched):
        yield


def _ends(sql: str) -> bool:
    """What takes a transaction back must still run."""
    return sql.startswith(("ROLLBACK", "RELEASE"))
