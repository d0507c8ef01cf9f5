"""How the API says no, and what it does not even read."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.payloads import message_of

log = logging.getLogger(__name__)

STATUS: Mapping[str, int] = {
    Why.NOT_FOUND: 404,
    Why.WRONG_ROLE: 403,
    Why.STALE_PAGE: 409,
    Why.WRONG_STATE: 409,
}
OTHERWISE = 422

E = TypeVar("E", bound=Exception)


class Problem(Schema):
    """Why nothing was done. ``fields``: messages by field of what was sent."""

    code: str
    message: str
    fields: dict[str, list[str]] = {}


PROBLEMS: Mapping[int, type[Schema]] = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)


class Unreadable(ValueError):
    """Text that no database can hold, or numbers that are none."""


class StrictParser(Parser):
    """JSON without NaN, without NUL and without halves of characters."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            body = json.loads(request.body, parse_constant=_no_number)
        except RecursionError as deep:
            raise Unreadable("nested too deeply") from deep
        _check_text(json.dumps(body, ensure_ascii=False))
        return body  # type: ignore[no-any-return] # ninja checks the shape

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for key in data:
            for text in (key, *data.getlist(key)):
                if isinstance(text, str) and "\0" in text:  # an uploaded file would be searched line by line
                    raise HttpError(400, _("What was sent cannot be read."))
        return super().parse_querydict(data, list_fields, request)


def _no_number(text: str) -> Any:
    raise Unreadable(f"{text} is not JSON")


def _check_text(text: str) -> None:
    """``text`` is JSON, in which NUL is always written as an escape."""
    if "\\u0000" in text:
        raise Unreadable("NUL")
    text.encode()  # UnicodeEncodeError, a ValueError, for a lone surrogate


def problem(request: HttpRequest, api: NinjaAPI, status: int, code: str, message: str, **more: Any) -> HttpResponse:
    """A Problem as a response."""
    return api.create_response(request, {"code": code, "message": message, "fields": {}, **more}, status=status)


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal."""
    return STATUS.get(refused.code, OTHERWISE)


def handle_faults(api: NinjaAPI) -> None:
    """Every answer that is not a success is a Problem; what a client sent never becomes a 5xx."""

    def on(kind: type[E], answer: Callable[[HttpRequest, E], tuple[int, str, str, Mapping[str, Any]]]) -> None:
        def handle(request: HttpRequest, fault: E) -> HttpResponse:
            status, code, message, fields = answer(request, fault)
            return problem(request, api, status, code, message, fields=fields)

        api.add_exception_handler(kind, handle)  # type: ignore[arg-type] # ninja dispatches by the kind

    on(Refused, lambda _r, no: (status_of(no), no.code, str(no), no.fields))
    on(ValidationError, lambda _r, faults: (OTHERWISE, Why.BAD_PAYLOAD, _words(), _by_field(faults)))
    on(HttpError, lambda _r, fault: (fault.status_code, CODES.get(fault.status_code, "refused"), str(fault), {}))
    on(Http404, lambda _r, _f: (404, Why.NOT_FOUND, _("This cannot be found, or it is not within your scope."), {}))
    on(RequestDataTooBig, lambda _r, _f: (413, "too_large", _("What was sent is too large."), {}))
    on(RawPostDataException, lambda _r, _f: (415, "not_json", _("Send JSON: Content-Type: application/json."), {}))
    for kind in (BadRequest, SuspiciousOperation, MultiPartParserError):
        on(kind, lambda _r, _f: (400, "bad_request", _("What was sent cannot be read."), {}))
    on(DataError, _beyond_the_database)
    on(OverflowError, _beyond_the_database)


CODES: Mapping[int, str] = {400: "bad_request", 401: "not_logged_in", 403: "csrf"}


def _words() -> str:
    return _("Something is missing or not as it should be.")


def _by_field(faults: ValidationError) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in faults.errors:
        name = ".".join(str(part) for part in fault["loc"][1:] if part != "body") or "__all__"
        found.setdefault(name, []).append(message_of(fault))
    return found


def _beyond_the_database(_request: HttpRequest, fault: Exception) -> tuple[int, str, str, Mapping[str, Any]]:
    """A number or an instant that can be typed but not kept."""
    log.warning("a value beyond what can be stored was refused: %s", type(fault).__name__)
    return OTHERWISE, Why.BAD_PAYLOAD, _("A number or a date is beyond what can be stored."), {}
