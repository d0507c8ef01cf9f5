"""Long work beside people's: its database process makes way for those that answer pages.

PostgreSQL knows no priorities, the system does: a process of less weight runs where nobody else wants to, and loses
nothing where the machine is idle. Only the database's process gives way, not our thread: a thread that waits for its
turn while it holds the interpreter would make the deadlines wait too.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

LESS: Final = 10  # of 19; a page's process then weighs nine times as much


def give_way(connection: BaseDatabaseWrapper) -> bool:
    """Let the database process of this connection run behind others, for as long as the connection lives.

    False, and nothing happens, where the database is not a process of this machine or not ours to slow down.
    """
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    if not _is_at_the_other_end(pid, connection.connection.fileno()):
        return False
    try:
        os.setpriority(os.PRIO_PROCESS, pid, LESS)
    except OSError:  # another account's, or gone
        return False
    return True


def _is_at_the_other_end(pid: int, ours: int) -> bool:
    """Whether that process names our end of the line in its title: a database elsewhere has numbers of its own."""
    try:
        title = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return False
    with socket.socket(fileno=os.dup(ours)) as line:
        name = line.getsockname()
    return title.startswith("postgres: ") and isinstance(name, tuple) and f"{name[0]}({name[1]})" in title
