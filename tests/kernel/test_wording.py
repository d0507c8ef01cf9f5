"""A list in one line follows the reader's language."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

import shouwen
from shouwen.kernel.wording import SEMICOLON, listed

SOURCES = Path(shouwen.__file__).parent


@pytest.mark.parametrize(
    ("language", "words", "clauses"),
    [("en", "a, b", "a; b"), ("zh-hans", "a、b", "a；b"), ("zh-hant", "a、b", "a；b")],
)
def test_a_list_is_separated_as_the_reader_is_used_to(language: str, words: str, clauses: str) -> None:
    with override(language):
        assert listed(["a", "b"]) == words
        assert listed(iter(["a", "b"]), SEMICOLON) == clauses


@pytest.mark.parametrize(
    ("language", "said"), [("en", "a, &lt;b&gt; — a, &lt;b&gt;"), ("zh-hans", "a、&lt;b&gt; — a、&lt;b&gt;")]
)
def test_a_page_writes_lists_so_too_and_escapes_their_words(language: str, said: str) -> None:
    page = Template(
        "{% load written %}{{ words|listed }} — "
        "{% for word in words %}{{ word }}{% if not forloop.last %}{% comma %}{% endif %}{% endfor %}"
    )
    with override(language):
        assert page.render(Context({"words": ["a", "<b>"]})) == said


def test_no_page_has_a_separator_of_one_language_written_into_it() -> None:
    written = ['join:"、"', "%}、{%"]
    pages = list(SOURCES.rglob("templates/**/*.html"))
    assert len(pages) > 100
    assert [page.name for page in pages for one in written if one in page.read_text("utf-8")] == []
