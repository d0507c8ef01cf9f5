"""The product's own web server as a process, for measurements over HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from shouwen.ground import web


@contextmanager
def running(
    *,
    workers: int = 2,
    module: str = "shouwen.config.wsgi:application",
    python: str = sys.executable,
    **environment: str,
) -> Iterator[str]:
    """Within the block the server answers at the address given; mail and messages go nowhere.

    ``module`` and ``python``: another site in another environment, served in the same way.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [python, *web.command("127.0.0.1", port, workers, module)[1:]]
    server = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{address}/healthz", timeout=2)
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the server did not answer within a minute")
