"""An order on its way, and browsers of the people in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import story
from tests.factories.story import Story

As = Callable[[Story, str], Client]


@pytest.fixture
def agreed(db: None) -> Story:
    """An order whose plan was agreed at the door."""
    return story.agreed()


@pytest.fixture
def as_() -> As:
    """The browser of a member of the cast, in English."""

    def browser(told: Story, name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(told.cast.staff[name], backend="shouwen.people.login.StaffNumberOrPhone")
        return client

    return browser


def number(told: Story) -> str:
    assert told.order is not None
    return told.order.number
