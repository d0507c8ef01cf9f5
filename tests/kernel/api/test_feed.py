"""The feed loses nothing and repeats nothing, also while others write."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest
from django.db import connection

from shouwen.kernel.access import Actor
from shouwen.kernel.api import feed
from shouwen.kernel.models import Case, Event
from tests.factories import story
from tests.kernel import cases

_LINK = """
INSERT INTO kernel_event (case_id, seq, code, by, occurred_at, recorded_at, from_state, to_state, data, prev_hash, hash)
VALUES (%s, %s, 'tests.plain.step', 'engine', '2026-05-06', '2026-05-06', '', '', '{}', '\\x00', '\\x00')
"""


def another_connection() -> psycopg.Connection[tuple[object, ...]]:
    s = connection.settings_dict
    return psycopg.connect(host=s["HOST"], port=s["PORT"], user=s["USER"], password=s["PASSWORD"], dbname=s["NAME"])


@pytest.mark.django_db
def test_the_cursor_goes_on_where_it_ended() -> None:
    told = story.issued()
    gm = Actor.of(told.cast.staff["gm"])
    seen, after = [], 0
    while page := feed.page(gm, after, limit=2):
        if not page.items:
            break
        seen += [event.id for event in page.items]
        after = page.next
    assert seen == list(Event.objects.order_by("id").values_list("id", flat=True))
    assert feed.page(gm, after, limit=2).next == after


@pytest.mark.django_db
def test_the_cursor_passes_by_what_the_reader_may_not_see() -> None:
    told = story.issued()
    page = feed.page(Actor.of(told.cast.staff["agent3"]), 0, limit=10)
    assert page.items == []
    assert page.next >= Event.objects.latest("id").pk


@pytest.fixture
def reader_and_case(transactional_db: None) -> tuple[Actor, Case]:
    return Actor.of(story.story().cast.staff["gm"]), cases.case()


def test_an_earlier_number_committed_later_is_not_lost(reader_and_case: tuple[Actor, Case]) -> None:
    reader, case = reader_and_case
    with another_connection() as slow, another_connection() as quick:
        slow.execute(_LINK, [case.pk, 1])  # draws the earlier id, and is in no hurry
        quick.execute(_LINK, [case.pk, 2])
        quick.commit()
        hasty = feed.page(reader, 0, limit=10, patience=0.1)
        assert (hasty.items, hasty.next, hasty.settled) == ([], 0, False)
        slow.commit()
    patient = feed.page(reader, 0, limit=10)
    assert [event.seq for event in patient.items] == [1, 2]


def test_a_reader_waits_for_those_who_write_and_no_longer(reader_and_case: tuple[Actor, Case]) -> None:
    reader, case = reader_and_case
    with another_connection() as writer:
        writer.execute(_LINK, [case.pk, 1])
        threading.Timer(0.2, writer.commit).start()
        began = time.monotonic()
        page = feed.page(reader, 0, limit=10, patience=20)
        assert [event.seq for event in page.items] == [1]
        assert time.monotonic() - began < 10


def test_nothing_is_lost_or_repeated_while_many_write(reader_and_case: tuple[Actor, Case]) -> None:
    reader, case = reader_and_case
    writers, each = 4, 40

    def write(first: int) -> None:
        with another_connection() as own:
            for number in range(each):
                own.execute(_LINK, [case.pk, first * each + number + 1])
                time.sleep(0.001)
                own.rollback() if number % 7 == 0 else own.commit()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    seen: list[int] = []
    after, writing = 0, True
    while writing:
        writing = any(thread.is_alive() for thread in threads)
        page = feed.page(reader, after, limit=5)
        seen += [event.id for event in page.items]
        after = page.next
        writing = writing or bool(page.items)
    assert seen == list(Event.objects.order_by("id").values_list("id", flat=True))
    assert len(seen) == writers * (each - len(range(0, each, 7)))
