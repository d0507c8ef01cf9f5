"""Statements sent together, and kept by the session."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from shouwen.database.bundle import Bundle, Rows, ask
from shouwen.database.prepared import prepared

pytestmark = pytest.mark.django_db


def kept() -> dict[str, tuple[int, int]]:
    """What the session keeps: by name, how often it ran by its one plan, and by a plan made for the values."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, generic_plans, custom_plans FROM pg_prepared_statements")
        return {name: (generic, custom) for name, generic, custom in cursor.fetchall()}


def test_values_are_bound_by_place_and_by_name() -> None:
    assert ask("SELECT %s::int + %s::int, '100%%'", [1, 2]) == [(3, "100%")]
    assert ask("SELECT %(a)s::int - %(b)s::int, %(a)s::int", {"b": 1, "a": 3}) == [(2, 3)]
    assert ask("SELECT 'nothing to bind'") == [("nothing to bind",)]


def test_a_statement_asked_again_is_neither_parsed_nor_planned_again() -> None:
    statement = "SELECT id FROM people_staff WHERE id = ANY(%s)"
    for ids in ([1], [1, 2], [10**12]):
        ask(statement, [ids])
    assert kept()[prepared(statement).name] == (3, 0)


def test_each_statement_of_a_bundle_sees_what_those_before_it_wrote() -> None:
    seen: Rows = []
    bundle = Bundle()
    bundle.add("INSERT INTO kernel_numberseries (series, last) VALUES (%s, %s)", ["bundle", 7])
    bundle.add("SELECT last FROM kernel_numberseries WHERE series = %s", ["bundle"], seen.extend)
    bundle.send()
    assert seen == [(7,)]


def test_a_bundle_is_one_question_to_the_database(django_assert_num_queries: Any) -> None:
    bundle = Bundle()
    for n in range(3):
        bundle.add("SELECT %s::int", [n])
    ask("SELECT %s::int", [0])  # from now on the session knows it
    with django_assert_num_queries(1):
        bundle.send()


def test_an_empty_bundle_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        Bundle().send()


def test_a_fault_takes_the_whole_bundle_back_and_the_session_goes_on() -> None:
    one = "INSERT INTO kernel_numberseries (series, last) VALUES (%s, 1)"
    bundle = Bundle()
    bundle.add(one, ["twice"])
    bundle.add(one, ["twice"])
    with pytest.raises(IntegrityError), transaction.atomic():
        bundle.send()
    assert ask("SELECT count(*) FROM kernel_numberseries WHERE series = %s", ["twice"]) == [(0,)]


def test_what_cannot_be_prepared_is_not_taken_for_known() -> None:
    for _ in range(2):
        with pytest.raises(DatabaseError, match="no_such_table"), transaction.atomic():
            ask("SELECT 1 FROM no_such_table")


@pytest.mark.django_db(transaction=True)
def test_a_new_session_learns_its_statements_anew() -> None:
    statement = "SELECT %s::int * 2"
    assert ask(statement, [2]) == [(4,)]
    connection.close()
    assert ask(statement, [3]) == [(6,)]
    assert kept()[prepared(statement).name] == (1, 0)
