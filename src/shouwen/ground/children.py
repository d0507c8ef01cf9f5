"""Child processes that end with us, however we end, and never with the terminal's Ctrl-C."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1


def end_with_parent(number: int) -> Callable[[], None] | None:
    """For ``preexec_fn``: the child gets this signal when the thread that started it dies (Linux; else None).

    It must run after the rights are dropped, which subprocess does: a change of user clears the setting.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # we died in between
            os._exit(1)

    return arrange


def start(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    output: IO[Any] | None = None,
    at_our_end: int = signal.SIGTERM,
    **rights: Any,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own. Call it from a thread that lives as long as the child should."""
    return subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        preexec_fn=end_with_parent(at_our_end),  # noqa: PLW1509 - it makes two system calls and nothing else
        **rights,
    )


def stop(child: subprocess.Popen[bytes], number: int = signal.SIGTERM, patience: float = 15) -> None:
    """Ask the child to end; after ``patience`` seconds end its whole session by force."""
    if child.poll() is None:
        child.send_signal(number)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            end_session(child)
    child.wait()


def end_session(child: subprocess.Popen[bytes]) -> None:
    """End by force whatever is left of a child's session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
