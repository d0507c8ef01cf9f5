"""Django's PostgreSQL, with a cheaper look at a kept connection before a request uses it."""

from __future__ import annotations

import selectors

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that went away leaves the end of its stream to be read, and a live one that nobody asked says nothing.

    So a silent connection is usable without a round trip, and only one that has something to say is asked.
    """

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection.fileno(), selectors.EVENT_READ)
            is_silent = not selector.select(timeout=0)
        return is_silent or bool(super().is_usable())
