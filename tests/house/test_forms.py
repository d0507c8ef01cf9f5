"""The form of every step of every flow, made from a record: it begins with nothing its own check would refuse."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from shouwen.kernel.flows import Flow, Given, all_flows
from shouwen.web.cases.fields import form_for
from shouwen.web.cases.reading import accessor
from tests.house.people import a_case, everybody

pytestmark = pytest.mark.django_db


def is_refused(takes: type[Given], name: str, value: Any) -> bool:
    try:
        takes.__pydantic_validator__.validate_assignment(takes.model_construct(), name, value)
    except ValidationError:
        return True
    return False


def by_hand(flow: type[Flow[Any]]) -> list[Any]:
    return [step for step in flow.steps.values() if not step.hidden and not step.starts_case]


def test_no_field_begins_with_what_its_own_check_refuses() -> None:
    cast = everybody().cast
    began, wrong = set(), []
    for flow in all_flows():
        case = a_case(flow, cast)
        for step in by_hand(flow):
            form = form_for(step, case, getattr(case, accessor(flow)))
            began |= {(step.code, name) for name in form.initial}
            wrong += [(step.code, n, v) for n, v in form.initial.items() if is_refused(step.takes, n, v)]
    assert wrong == []
    assert {("complaints.order.report_progress", "percent"), ("complaints.crisis.respond", "commander")} <= began
    assert not {("complaints.order.decide_sanction", "percent"), ("improvement.survey.prepare", "sample")} & began
