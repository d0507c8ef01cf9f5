"""Logs for machines: one JSON object a line, without personal data.

Never written: query strings, form fields, paths (a one-time link is a path; its route is written instead),
the text of an exception (a database error quotes the row), phone numbers that slipped into a message.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

PHONE = re.compile(r"(?<!\d)1[3-9]\d(\d{4})\d{4}(?!\d)")
FACTS = ("method", "route", "status", "milliseconds", "queries", "staff")

request_id: ContextVar[str] = ContextVar("request_id", default="")


def without_phones(text: str) -> str:
    """The text with the last eight digits of every mobile number blotted out."""
    return PHONE.sub(lambda found: found.group()[:3] + "********", text)


def route_of(request: Any) -> str:
    """The pattern of the address that was asked for, without what was filled in."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "(no route)"


def message_of(record: logging.LogRecord) -> str:
    """The record's message; Django's own words name the path, of which only the route is kept."""
    request = getattr(record, "request", None)
    if request is not None and hasattr(request, "path"):
        return f"{record.getMessage().split(':', 1)[0]}: {route_of(request)}"
    return without_phones(record.getMessage())


class PlainLines(logging.Formatter):
    """One record for a person at a terminal."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 — the library's name
        record.message = message_of(record)
        return super().formatMessage(record)


class JsonLines(logging.Formatter):
    """One record, one line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message_of(record),
        }
        if found := request_id.get():
            line["request"] = found
        line |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["error"] = self._error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _error(error: BaseException) -> dict[str, Any]:
        frames = traceback.extract_tb(error.__traceback__)
        return {
            "type": type(error).__name__,
            "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
        }


def logging_settings(level: str, shape: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error, as JSON lines or as plain text for a person."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": JsonLines},
            "text": {"()": PlainLines, "format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        },
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": shape}},
        "root": {"handlers": ["stream"], "level": level},
        "loggers": {"django": {"level": level}, "axes": {"level": "ERROR"}, "procrastinate": {"level": "WARNING"}},
    }
