"""The database's bigrams are Python's."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.common import text

pytestmark = pytest.mark.django_db

# Characters old enough that every Unicode version in use folds them alike.
said = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x17F),
        st.characters(min_codepoint=0x3000, max_codepoint=0x30FF),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
        st.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E),
        st.sampled_from("\t\n\r 　①㎡ﬁİ"),
    ),
    max_size=40,
)


def in_database(function: str, value: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [value])
        return cursor.fetchone()[0]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said)
def test_python_and_the_database_cut_alike(value: str) -> None:
    assert in_database("shouwen_bigrams", value) == text.bigrams(value)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said)
def test_python_and_the_database_spell_alike(value: str) -> None:
    assert in_database("shouwen_normalise", value) == text.normalise(value)


def test_an_index_on_the_bigrams_can_be_made() -> None:
    """Index builds run under a narrow search path; the function must not lean on the session's."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE titles (title text); INSERT INTO titles VALUES ('卫生间漏水')")
        cursor.execute("CREATE INDEX ON titles USING gin (shouwen_bigrams(title))")
        cursor.execute("SELECT count(*) FROM titles WHERE shouwen_bigrams(title) @> %s", [text.bigrams("间漏水")])
        assert cursor.fetchone() == (1,)
