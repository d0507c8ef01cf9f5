"""Putting the API together: one operation a step, and the reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from ninja import NinjaAPI
from ninja.openapi.schema import get_schema

from shouwen import __version__
from shouwen.kernel.api import answers, cases, feed, files, steps
from shouwen.kernel.api.identity import OwnSession, PersonalToken
from shouwen.kernel.flows import all_flows

PREFIX = "api/"
ABOUT = """Everything the pages can do. Log in with the session of the pages (unsafe methods need the CSRF token) or
with a personal token as `Authorization: Bearer …` (made on the account's page, or by `shouwen api-token STAFF_NO`).
A token that may only read gets 403 for everything but GET.

A step that is not taken answers with `code`, `message` (in the reader's language) and `fields`:
401 not_logged_in, 403 wrong_role, 404 not_found (absent and out of scope alike), 409 stale_page or wrong_state,
422 bad_payload, missing_evidence or refused. It wrote nothing.

Send `Idempotency-Key` (or `key`) with every step: a request repeated with the same key has one effect and gets the
same answer. 503 with `Retry-After` means that the database is away for a moment: send it again then.
Telephone and identity numbers are masked."""


_included: list[Callable[[NinjaAPI], None]] = []


def include(add: Callable[[NinjaAPI], None]) -> None:
    """A domain adds reads of its own, beside those its flows already have; called when its app is ready."""
    if add not in _included:
        _included.append(add)


@cache
def build() -> NinjaAPI:
    """The whole API of this process; call it once every flow is known."""
    api = NinjaAPI(
        title="Shouwen",
        version=__version__,
        description=ABOUT,
        openapi_url=None,
        docs_url=None,
        auth=[PersonalToken(), OwnSession()],
        urls_namespace="api",
        parser=answers.StrictParser(),
    )
    answers.handle_faults(api)
    cases.add_overviews(api)
    feed.add(api)
    files.add(api)
    for add in _included:
        add(api)
    for flow in all_flows():
        steps.add(api, flow)
        cases.add(api, flow)
    api.get("/openapi.json", include_in_schema=False, url_name="openapi")(lambda request: description())
    return api


def description() -> dict[str, Any]:
    """The OpenAPI 3.1 document, in the active language, as plain JSON data."""
    schema: dict[str, Any] = json.loads(json.dumps(get_schema(build(), PREFIX), cls=DjangoJSONEncoder))
    return schema
