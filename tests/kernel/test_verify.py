"""The chain of events proves itself: what was altered, removed or slipped in is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from shouwen.kernel.models import Event
from tests.factories import story
from tests.factories.story import Story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What the command says is asserted in the language of the msgids."""
    with override("en"):
        yield


GUARDED = ["kernel_event", "kernel_penaltyline"]


def said(*words: str) -> str:
    out = StringIO()
    call_command("verify", *words, stdout=out)
    return out.getvalue()


@contextmanager
def guards_asleep() -> Iterator[None]:
    """What only the owner of the database can do: the triggers look away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE kernel_event DISABLE TRIGGER USER")
        yield
        cursor.execute("ALTER TABLE kernel_event ENABLE TRIGGER USER")


def tampered(told: Story, sql: str) -> str:
    """What ``verify`` says after the owner of the database ran ``sql`` on the third event of the order."""
    event = Event.objects.get(case=told.order, seq=3)
    with guards_asleep(), connection.cursor() as cursor:
        cursor.execute(sql, [event.pk])
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify", stdout=out)
    return out.getvalue().strip()


@pytest.mark.requirement("S3-I01")
def test_an_untouched_history_holds() -> None:
    told = story.issued()
    assert told.order is not None
    assert said() == f"{Event.objects.count()} events checked; every chain holds.\n"
    assert said("--case", told.order.number).startswith(f"{Event.objects.filter(case=told.order).count()} events")


@pytest.mark.requirement("S3-I01")
@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("sql", ["UPDATE {} SET code = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_or_remove_what_happened(table: str, sql: str) -> None:
    story.issued().sweep("2024-05-06 12:40")  # the visit is late by now, so there is a penalty line as well
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(sql.format(table))


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        (
            "UPDATE kernel_event SET occurred_at = occurred_at - interval '1 minute' WHERE id = %s",
            "3 (row {}): altered",
        ),
        ("UPDATE kernel_event SET data = '{{}}' WHERE id = %s", "3 (row {}): altered"),
        ("UPDATE kernel_event SET staff_id = NULL WHERE id = %s", "3 (row {}): altered"),
        ("UPDATE kernel_event SET prev_hash = hash WHERE id = %s", "3 (row {}): unchained"),
    ],
)
def test_an_altered_row_is_named(sql: str, what: str) -> None:
    told = story.issued()
    assert told.order is not None
    row = Event.objects.get(case=told.order, seq=3).pk
    assert tampered(told, sql.replace("{{}}", "{}")) == f"{told.order.number}: event {what.format(row)}"


def test_a_removed_row_is_missed() -> None:
    told = story.submitted()
    assert told.order is not None
    told.take(story.Order.endorse, "dgm", "2024-05-06 10:40", given={"opinion": "同意"})
    last = Event.objects.filter(case=told.order).latest("seq")
    with guards_asleep(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_notice WHERE event_id = %s", [last.pk])
        cursor.execute("DELETE FROM kernel_event WHERE id = %s", [last.pk])
    out = StringIO()
    with pytest.raises(CommandError, match="1 chains"):
        call_command("verify", "--case", told.order.number, stdout=out)
    assert out.getvalue() == f"{told.order.number}: event {last.seq} (row –): cut off\n"


def test_a_case_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(CommandError, match="no case"):
        call_command("verify", "--case", "DD-000000-000000")
