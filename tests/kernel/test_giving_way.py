"""Long work lets pages go first: its database process, and no other."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from shouwen.kernel.giving_way import LESS, give_way

pytestmark = pytest.mark.django_db


def priority_of(pid: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, pid)


def test_the_process_of_the_connection_gives_way_and_its_neighbour_does_not() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        neighbour = cursor.fetchone()[0]
    own = connection.copy()
    try:
        if not give_way(own):
            pytest.skip("the database is no process of ours on this machine")
        assert priority_of(own.connection.info.backend_pid) == LESS
        assert priority_of(neighbour) < LESS
        assert give_way(own)  # again, and nothing changes
    finally:
        own.close()
