"""SMS: to the console, to a file, or through Aliyun; which one is ``settings.SMS["backend"]``.

A dotted path in its place names a class of one's own: called with the SMS settings, with ``send(message) -> str``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from shouwen.kernel import clock
from shouwen.kernel.notices.channels.outgoing import Outgoing


class SmsBackend(Protocol):
    """One way to send an SMS."""

    def send(self, message: Outgoing) -> str:
        """Send it and return the provider's reference; raises NotDelivered, ProviderDown or Undeliverable."""


class ConsoleSms:
    """Prints what would be sent; for development, where the numbers are invented."""

    def __init__(self, _settings: Mapping[str, str]) -> None:
        self.stream = sys.stdout

    def send(self, message: Outgoing) -> str:
        self.stream.write(f"SMS {message.to}: {message.body}\n")
        return "console"


class FileSms:
    """Appends one line of JSON for each SMS to sms/YYYY-MM-DD.jsonl in the data folder."""

    def __init__(self, found: Mapping[str, str]) -> None:
        self.folder = Path(found["folder"])

    def send(self, message: Outgoing) -> str:
        now = clock.now()
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._file(now).open("a", encoding="utf-8") as file:
            line = {"at": now.isoformat(), "to": message.to, "text": message.body, "code": message.code}
            file.write(json.dumps(line | {"key": message.key}, ensure_ascii=False) + "\n")
        return "file"

    def _file(self, now: datetime) -> Path:
        return self.folder / f"{clock.day_of(now)}.jsonl"


_BACKENDS: Final = {
    "console": f"{__name__}.ConsoleSms",
    "file": f"{__name__}.FileSms",
    "aliyun": "shouwen.kernel.notices.channels.aliyun.AliyunSms",
}


def send(message: Outgoing) -> str:
    """Send one SMS through the configured backend."""
    found: dict[str, Any] = getattr(settings, "SMS", {"backend": "console"})
    return _backend(json.dumps(found, sort_keys=True)).send(message)


@lru_cache(maxsize=4)
def _backend(found: str) -> SmsBackend:
    """One backend object for one set of settings, so that its connection is reused."""
    read = json.loads(found)
    made: SmsBackend = import_string(_BACKENDS.get(read["backend"], read["backend"]))(read)
    return made
