"""PostgreSQL refuses to run as root: which account it runs as, and which folders that account can reach."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """A user and group id to run a child process as."""

    uid: int
    gid: int

    def reaches(self, path: Path) -> bool:
        """Every existing folder on the way to ``path`` (and the path itself) lets this account through."""
        return all(self._passes(folder) for folder in [path, *path.parents] if folder.exists())

    def _passes(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)

    def own(self, path: Path) -> None:
        """Give a file or a whole folder of ours to the account; nothing above it is touched."""
        inside = [Path(root, name) for root, folders, files in os.walk(path) for name in folders + files]
        for each in [path, *inside]:
            os.chown(each, self.uid, self.gid, follow_symlinks=False)


def service_account() -> Account | None:
    """As root: ``postgres`` if that user exists, else ``nobody`` (nobody is created). Otherwise None: ourselves."""
    if os.geteuid() != 0:
        return None
    import pwd  # absent on Windows, where this is never reached

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return Account(65534, 65534)
