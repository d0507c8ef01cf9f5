"""So many clients that send requests one after another over kept connections; the cheapest client Python has."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Asked:
    """One kind of request, and the status that is its success. ``each``: headers and body of every next one."""

    address: str
    path: str
    status: int
    each: Iterator[tuple[Mapping[str, str], Mapping[str, Any]]]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def one(self) -> tuple[dict[str, str], str]:
        """The next request's headers and body; clients share the one sequence."""
        with self.lock:
            headers, body = next(self.each)
        return {**headers, "Content-Type": "application/json", "Accept": "application/json"}, json.dumps(body)


def at_once(asked: Asked, clients: int, each: int) -> float:
    """Seconds until so many clients have each sent so many requests. Any other status ends the measurement."""
    failures: list[BaseException] = []
    threads = [threading.Thread(target=_client, args=(asked, each, failures)) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - started


def _client(asked: Asked, each: int, failures: list[BaseException]) -> None:
    connection = http.client.HTTPConnection(urlsplit(asked.address).netloc, timeout=60)
    try:
        for _ in range(each):
            headers, body = asked.one()
            connection.request("POST", asked.path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
            assert answer.status == asked.status, f"{asked.path}: {answer.status} {said[:300]!r}"
    except BaseException as error:  # noqa: BLE001 — shown by the main thread
        failures.append(error)
    finally:
        connection.close()
