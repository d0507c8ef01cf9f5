"""The hour of the story at which pages are asked for, unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories.pages import when


@pytest.fixture
def story_time() -> Iterator[None]:
    with when("2024-05-06 10:05"):
        yield
