"""Browsers of people, as at the desk."""

from __future__ import annotations

from tests.web.desk.conftest import browser_of

__all__ = ["browser_of"]
