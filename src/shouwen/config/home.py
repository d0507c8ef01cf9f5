"""Where an installation keeps what it writes: the embedded database, uploaded files, its own secret."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
SOURCE_TREE = PACKAGE.parent.parent


def default_home() -> Path:
    """``var`` beside the sources when run from them, otherwise ``.shouwen`` in the user's home."""
    if (SOURCE_TREE / "pyproject.toml").is_file():
        return SOURCE_TREE / "var"
    return Path.home() / ".shouwen"


def connection_file(home: Path) -> Path:
    """The file in which the embedded database's supervisor says how to reach it (mode 0600)."""
    return home / "postgres" / "connection.json"


def kept_secret(path: Path) -> str:
    """The random text in ``path``; made on first use, readable by its owner only, the same for every process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)  # fails if another process was first: its secret counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
