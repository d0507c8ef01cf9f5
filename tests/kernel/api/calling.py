"""Calling the API as a program does: with a personal token, JSON in and out."""

from __future__ import annotations

from typing import Any

from django.test import Client

from shouwen.kernel.api.identity import new_token
from shouwen.people.models import Staff


class Caller:
    """Somebody's program. A 5xx raises."""

    def __init__(self, staff: Staff) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {new_token(staff, 'tests')}", "Accept-Language": "en"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/{path}", query)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.post(
            f"/api/{path}", {} if body is None else body, content_type="application/json", headers=headers or None
        )
