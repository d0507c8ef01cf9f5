"""Providers that the tests stand in for: SMS services, and an HTTP receiver on this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from shouwen.kernel.notices.channels import NotDelivered, Outgoing, ProviderDown, Undeliverable


class Recording:
    """Takes every SMS; ``taken`` holds them in order."""

    taken: list[Outgoing] = []

    def __init__(self, _settings: Mapping[str, str]) -> None:
        self.lock = threading.Lock()

    def send(self, message: Outgoing) -> str:
        with self.lock:
            self.taken.append(message)
        return f"ref-{len(self.taken)}"


class Down:
    """Nobody answers."""

    tried = 0

    def __init__(self, _settings: Mapping[str, str]) -> None:
        pass

    def send(self, message: Outgoing) -> str:
        Down.tried += 1
        raise ProviderDown(f"no answer for {message.to}")


class Busy(Down):
    """Answers, and refuses for now."""

    def send(self, message: Outgoing) -> str:
        raise NotDelivered(f"too many messages for {message.to} of someone@example.test")


class Broken(Down):
    """Fails in a way nobody foresaw for one message, and refuses another for good."""

    def send(self, message: Outgoing) -> str:
        if message.code == "order_issued":
            raise ZeroDivisionError("unforeseen")
        if message.code == "progress_due":
            raise Undeliverable("the number does not exist")
        return "fine"


class Hanging:
    """Writes down the key it was given, and then never answers."""

    def __init__(self, found: Mapping[str, str]) -> None:
        self.reached = Path(found["folder"]) / "reached"

    def send(self, message: Outgoing) -> str:
        self.reached.parent.mkdir(parents=True, exist_ok=True)
        self.reached.write_text(message.key)
        time.sleep(600)
        return "never"


@dataclass
class Receiver:
    """An HTTP server that answers ``status`` and ``answer`` and keeps what it was sent."""

    url: str = ""
    status: int = 200
    answer: Mapping[str, Any] = field(default_factory=dict)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver on a free port of this machine, while the block runs."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.paths.append(self.path)
            kept.headers.append({name.lower(): value for name, value in self.headers.items()})
            kept.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            said = json.dumps(dict(kept.answer)).encode()
            self.send_response(kept.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}/in"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()
