"""A browser, as the tests of the pages have it."""

from tests.web.conftest import browser

__all__ = ["browser"]
