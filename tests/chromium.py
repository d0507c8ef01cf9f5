"""The Chromium that browser tests use: the machine's own."""

from __future__ import annotations

import functools
import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "browser tests need a Chromium, and there is none on this machine (Debian: apt-get install chromium)"


@functools.cache
def chromium() -> str | None:
    """Its path, or None. CHROMIUM names another one."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
