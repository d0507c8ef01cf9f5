"""Work that is broken off when the process is asked to end: it loses nothing, for it is done anew from its beginning.

Timed jobs, the audit and the followers write what they did in the transaction that marks it done, so whatever is in
hand may be dropped between any two statements; a statement that takes long is cancelled. Sending messages is not work
of this kind: what was sent has to be on record.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import OperationalError, connection

log = logging.getLogger(__name__)

CANCELLED_WITHIN = 2.0  # seconds the server is given to cancel a statement


class BrokenOff(BaseException):
    """Asked to end. No ``Exception``: what goes on with the next after a fault does not go on after this."""


class Breaking:
    """Breaks off, in any of its threads, the work that is in hand once ``ended`` is set."""

    def __init__(self, ended: threading.Event) -> None:
        self._ended = ended
        self._in_hand: dict[int, psycopg.Connection[Any]] = {}

    @contextmanager
    def work(self) -> Iterator[None]:
        """Within the block, in this thread, every statement first looks whether to go on; else the block ends here."""
        try:
            with connection.execute_wrapper(self._look):
                yield
        except BrokenOff:
            log.info("%s was broken off; it is done anew after the next start", threading.current_thread().name)
        finally:
            self._in_hand.pop(threading.get_ident(), None)

    def cancel(self) -> None:
        """Cancel the statements that the threads wait for."""
        for server in list(self._in_hand.values()):
            try:
                server.cancel_safe(timeout=CANCELLED_WITHIN)
            except psycopg.Error as error:
                log.warning("a statement could not be cancelled: %s", error)

    def _look(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self._in_hand[threading.get_ident()] = context["connection"].connection
        if self._ended.is_set():
            raise BrokenOff
        try:
            return execute(sql, params, many, context)
        except OperationalError as cancelled:
            if self._ended.is_set():
                raise BrokenOff from cancelled
            raise
