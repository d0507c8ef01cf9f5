"""Whatever is sent to the API, it never fails: requests made up from its own description (schemathesis)."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
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
def calling() -> dict[str, Any]:
    """A general manager's token, and the number of a case of each flow."""
    people = everybody()
    numbers = {flow.code: a_case(flow, people.cast).number for flow in all_flows()}
    return {"token": new_token(people.cast.staff["gm"], "schemathesis"), "numbers": numbers}


def operations() -> list[Any]:
    with override("en"):
        schema = schemathesis.openapi.from_dict(description())
    schema.app = WSGIHandler()
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_no_request_makes_it_fail(operation: Any, mode: GenerationMode, calling: dict[str, Any]) -> None:
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
        assert answer.status_code < 500, (case.as_curl_command(), answer.text[:500])

    send()
