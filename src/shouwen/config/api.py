"""The API's address: everything the flows allow, under /api/."""

from __future__ import annotations

from shouwen.kernel.api import build

urls = build().urls
