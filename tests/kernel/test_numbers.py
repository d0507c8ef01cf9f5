"""Consecutive numbers without a gap."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection, transaction

from shouwen.kernel import clock
from shouwen.kernel.numbers import next_in, yearly


@pytest.mark.django_db
def test_every_series_counts_from_one() -> None:
    assert [next_in("a"), next_in("a"), next_in("b")] == [1, 2, 1]


@pytest.mark.django_db
def test_the_year_is_that_of_the_rulebooks_zone() -> None:
    with clock.moved_to(datetime(2026, 12, 31, 16, 30, tzinfo=UTC)):
        assert [yearly("FX", 12), yearly("FX", 12), yearly("FX", 13)] == [
            "FX-12-2027-0001",
            "FX-12-2027-0002",
            "FX-13-2027-0001",
        ]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_number_is_given_out_again() -> None:
    with transaction.atomic():
        assert next_in("slips") == 1
        transaction.set_rollback(True)
    assert next_in("slips") == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_different_numbers_without_a_gap() -> None:
    given: list[int] = []

    def take() -> None:
        for _ in range(20):
            with transaction.atomic():
                given.append(next_in("slips"))
        connection.close()

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 81))
