"""The front desk's tests stand on one counter, at nine in the morning of a working day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shouwen.kernel import clock
from tests.factories.release import MORNING, Desk, desk


@pytest.fixture
def at_nine(db: None) -> Iterator[None]:
    with clock.moved_to(MORNING):
        yield


@pytest.fixture
def counter(at_nine: None) -> Desk:
    return desk()
