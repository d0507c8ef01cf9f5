"""The cast of a story, and browsers of its members at an instant."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from shouwen.people.models import Staff

BACKEND = "shouwen.people.login.StaffNumberOrPhone"
Browser = Callable[[Staff], Client]


@pytest.fixture
def browser_of(db: None) -> Browser:
    """A browser in which this person is logged in and reads English."""

    def made(person: Staff) -> Client:
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(person, backend=BACKEND)
        return client

    return made
