"""Followers read the events after the moves: every event once, in order, none skipped, one engine at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from shouwen.kernel import following, settling
from shouwen.kernel.models import Case, Event, FollowerPlace
from tests.kernel import cases

CODE, STEP = "tests.follower", "tests.plain.step"


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """The events a follower of this test handled."""
    found: list[int] = []
    following.follow(CODE, {STEP}, lambda event: found.append(event.pk))
    following.catch_up()
    yield found
    del following._followers[CODE]


def written(case: Case, seq: int, code: str = STEP) -> int:
    return cases.event(case, seq, code).pk


@pytest.mark.django_db
def test_every_event_is_followed_once_and_in_order(heard: list[int]) -> None:
    case = cases.case()
    first, second = written(case, 1), written(case, 2)
    following.catch_up()
    following.catch_up()
    third = written(case, 3)
    following.catch_up()
    assert heard == [first, second, third]


@pytest.mark.django_db
def test_events_of_other_kinds_are_passed_by(heard: list[int]) -> None:
    case = cases.case()
    written(case, 1, "tests.something.else")
    wanted = written(case, 2)
    following.catch_up()
    assert heard == [wanted]


@pytest.mark.django_db
def test_a_new_follower_begins_with_what_comes_from_now_on() -> None:
    case = cases.case()
    written(case, 1)
    found: list[int] = []
    following.follow(CODE, {STEP}, lambda event: found.append(event.pk))
    try:
        following.catch_up()
        assert found == []
        wanted = written(case, 2)
        following.catch_up()
        assert found == [wanted]
    finally:
        del following._followers[CODE]


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [ValueError("poison"), IntegrityError("written before")])
def test_one_event_that_cannot_be_handled_does_not_stop_the_others(
    fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    found: list[int] = []

    def handle(event: Event) -> None:
        found.append(event.pk)
        if len(found) == 1:
            raise fault

    following.follow(CODE, {STEP}, handle)
    try:
        following.catch_up()
        case = cases.case()
        both = [written(case, 1), written(case, 2)]
        following.catch_up()
        following.catch_up()
        assert found == both
        assert "could not follow event" in caplog.text
    finally:
        del following._followers[CODE]


@pytest.mark.django_db
def test_while_the_database_is_in_trouble_no_event_is_left_behind() -> None:
    found: list[int] = []

    def handle(event: Event) -> None:
        found.append(event.pk)
        if len(found) == 1:
            raise OperationalError("the server is going down")

    following.follow(CODE, {STEP}, handle)
    try:
        following.catch_up()
        wanted = written(cases.case(), 1)
        with pytest.raises(OperationalError):
            following.catch_up()
        following.catch_up()
        assert found == [wanted, wanted]
    finally:
        del following._followers[CODE]


@pytest.mark.django_db
def test_more_than_fit_into_one_turn_are_left_for_the_next(heard: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "AT_ONCE", 2)
    case = cases.case()
    three = [written(case, seq) for seq in (1, 2, 3)]
    assert following.catch_up() is True
    assert heard == three[:2]
    assert following.catch_up() is False
    assert heard == three


@pytest.mark.django_db(transaction=True)
def test_two_engines_do_not_follow_the_same_event_twice(heard: list[int]) -> None:
    case = cases.case()
    wanted = written(case, 1)
    with transaction.atomic():
        FollowerPlace.objects.select_for_update().get(pk=CODE)  # the first engine is at it
        other = threading.Thread(target=_in_a_connection_of_its_own)
        other.start()
        other.join()
        assert heard == []
    following.catch_up()
    assert heard == [wanted]


def _in_a_connection_of_its_own() -> None:
    try:
        following.catch_up()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_new_follower_waits_for_who_is_writing_before_it_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is being written meanwhile belongs to before; what comes after its place is heard."""
    monkeypatch.setattr(settling.settled_id, "__defaults__", (0.1,))
    case = cases.case()
    found: list[int] = []
    written_down, may_end = threading.Event(), threading.Event()
    writer = threading.Thread(target=_a_slow_writer, args=(case, written_down, may_end))
    writer.start()
    following.follow(CODE, {STEP}, lambda event: found.append(event.pk))
    try:
        assert written_down.wait(10)
        assert following.catch_up() is True  # asked again soon
        assert not FollowerPlace.objects.filter(pk=CODE).exists()
        may_end.set()
        writer.join()
        following.catch_up()
        wanted = written(case, 2)
        following.catch_up()
        assert found == [wanted]
    finally:
        may_end.set()
        writer.join()
        del following._followers[CODE]


def _a_slow_writer(case: Case, written_down: threading.Event, may_end: threading.Event) -> None:
    try:
        with transaction.atomic():
            written(case, 1)
            written_down.set()
            may_end.wait(10)
    finally:
        connection.close()
