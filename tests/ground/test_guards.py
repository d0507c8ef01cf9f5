"""What the tests themselves stand on."""

from __future__ import annotations

import socket

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection


@pytest.mark.django_db(transaction=True)
def test_emptying_the_tables_after_a_test_leaves_the_guard_of_the_events_in_place() -> None:
    call_command("flush", interactive=False, verbosity=0)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE kernel_event CASCADE")


def test_no_test_reaches_another_machine() -> None:
    with socket.socket() as probe, pytest.raises(RuntimeError, match=r"tried to reach 192\.0\.2\.1"):
        probe.connect(("192.0.2.1", 80))
