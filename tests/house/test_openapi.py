"""Whatever is sent to the API, it never fails: requests made up from its own description (schemathesis)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils.translation import override
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from shouwen.kernel.api.build import description
from shouwen.kernel.api.identity import new_token
from shouwen.kernel.flows import all_flows
from tests.house.people import a_case, everybody

EXAMPLES = 4

pytestmark = pytest.mark.django_db


@pytest.fixture
def calling() -> Iterator[dict[str, Any]]:
    """A general manager's token, and the number of a case of each flow; the test's connection stays open."""
    people = everybody()
    numbers = {flow.code: a_case(flow, people.cast).number for flow in all_flows()}
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {"token": new_token(people.cast.staff["gm"], "schemathesis"), "numbers": numbers}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations() -> dict[str, list[Any]]:
    """Every operation of the description, by its tag."""
    with override("en"):
        schema = schemathesis.openapi.from_dict(description())
    schema.app = WSGIHandler()
    by_tag: dict[str, list[Any]] = defaultdict(list)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        by_tag[found.ok().tags[0]].append(found.ok())
    return by_tag


OPERATIONS = operations()


@pytest.mark.parametrize("tag", sorted(OPERATIONS))
def test_no_request_makes_it_fail(tag: str, calling: dict[str, Any]) -> None:
    for operation in OPERATIONS[tag]:
        for mode in GenerationMode:
            send_some(operation, mode, calling)


@pytest.mark.requirement("S3-I06")
def test_no_list_is_asked_for_by_words_which_could_be_a_name() -> None:
    """A person is asked for by number (``agent`` is a staff number, ``customer`` a key): an address holds no name."""
    plain = {"agent", "state", "after", "month"}  # numbers, codes and places in a list
    asked = {
        parameter["name"]
        for operations_of in description()["paths"].values()
        for parameter in operations_of.get("get", {}).get("parameters", ())
        if parameter["in"] == "query" and may_hold_words(parameter["schema"])
    }
    assert asked <= plain


def may_hold_words(schema: dict[str, Any]) -> bool:
    kinds = schema.get("anyOf", [schema])
    return any(kind.get("type") == "string" and not kind.keys() & {"format", "enum", "pattern"} for kind in kinds)


def send_some(operation: Any, mode: GenerationMode, calling: dict[str, Any]) -> None:
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        flow = case.path.split("/")[2]
        if "number" in (case.path_parameters or {}) and flow in calling["numbers"]:
            case.path_parameters["number"] = calling["numbers"][flow]
        answer = case.call(headers={"Authorization": f"Bearer {calling['token']}"})
        assert answer.status_code != 401
        assert answer.status_code < 500, (case.as_curl_command(), answer.text[:500])

    send()
