"""What must be known before the settings can be read: is there a database server, and where do we write?"""

from __future__ import annotations

import os
from pathlib import Path

from shouwen.config.home import default_home


def has_own_database() -> bool:
    """The installation names a database server; the embedded one is not used."""
    return bool(os.environ.get("DATABASE_URL", "").strip() or os.environ.get("DATABASE_URL_FILE", "").strip())


def folder() -> Path:
    """The folder of this installation, as the settings will see it."""
    return Path(os.environ.get("SHOUWEN_HOME", "").strip() or default_home()).resolve()
