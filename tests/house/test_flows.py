"""Generated from the flows: whatever is not declared is refused, and a refusal writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.errors import Refused
from shouwen.kernel.flows import Flow, Step, all_flows
from shouwen.kernel.models import Case
from tests.house.people import Everybody, a_case, everybody, fingerprint

pytestmark = pytest.mark.django_db

FLOWS = [pytest.param(flow, id=flow.code) for flow in all_flows()]


@pytest.fixture
def people() -> Everybody:
    return everybody()


def refusal(attempt: Callable[[], Any]) -> str:
    """The code with which the attempt is refused."""
    with pytest.raises(Refused) as refused:
        attempt()
    return refused.value.code


def taking(step: Step[Any], case: Case, by: Actor) -> Callable[[], Any]:
    return lambda: moves.take(step, case.pk, by=by)


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Whatever is tried within the block, the database is as it was."""
    before = fingerprint()
    yield
    assert fingerprint() == before


def steps_on(flow: type[Flow[Any]]) -> Iterator[Step[Any]]:
    return (step for step in flow.steps.values() if not step.starts_case)


def put_into(case: Case, state: str) -> Case:
    """The case in that state, by hand."""
    case.state = state
    case.save(update_fields=["state"])
    return case


@pytest.mark.parametrize("flow", FLOWS)
def test_no_step_is_possible_from_a_state_it_does_not_name(flow: type[Flow[Any]], people: Everybody) -> None:
    case, asked = a_case(flow, people.cast), 0
    for state in flow.State:
        put_into(case, state.value)
        with nothing_changes():
            for step in steps_on(flow):
                if state in step.sources:
                    continue
                allowed = next((a for a in people.within().values() if step.by.may(a, case, clock.now())), None)
                code = refusal(taking(step, case, allowed or people.cast.actor("agent")))
                assert code == ("wrong_state" if allowed else "wrong_role"), (step.code, state.value)
                asked += 1
    assert asked


@pytest.mark.parametrize("flow", FLOWS)
def test_no_step_is_possible_for_a_person_it_does_not_name(flow: type[Flow[Any]], people: Everybody) -> None:
    case = a_case(flow, people.cast)
    for step in steps_on(flow):
        put_into(case, step.sources[0].value)
        wrong = {n: a for n, a in people.within().items() if not step.by.may(a, case, clock.now())}
        with nothing_changes():
            for name, actor in wrong.items():
                sees = scope_of(actor).covers(case)  # what is confidential is absent to most who work there
                assert refusal(taking(step, case, actor)) == ("wrong_role" if sees else "not_found"), (step.code, name)
            for name, actor in people.outside().items():
                assert refusal(taking(step, case, actor)) == "not_found", (step.code, name)


@pytest.mark.parametrize("flow", FLOWS)
def test_no_case_is_opened_by_a_person_who_may_not(flow: type[Flow[Any]], people: Everybody) -> None:
    place = moves.Place(people.cast.projects["P1"], people.cast.unit("agent", "1-1-101"))
    like = a_case(flow, people.cast)
    for step in flow.starts:
        if step.hidden:
            continue  # taken only within another step, which is asked itself
        wrong = {n: a for n, a in people.within().items() if not step.by.may(a, like, clock.now())}
        with nothing_changes():
            for name, actor in {**wrong, **people.outside()}.items():
                code = refusal(lambda step=step, actor=actor: moves.start(step, place, by=actor))  # type: ignore[misc]
                assert code in {"wrong_role", "not_found"}, (step.code, name)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_payload_that_is_not_asked_for_is_refused(flow: type[Flow[Any]], people: Everybody) -> None:
    case = a_case(flow, people.cast)
    for step in steps_on(flow):
        put_into(case, step.sources[0].value)
        allowed = next((a for a in people.within().values() if step.by.may(a, case, clock.now())), None)
        if allowed is None:
            continue
        with nothing_changes():
            attempt = partial(moves.take, step, case.pk, by=allowed, given={"never_asked": 1})
            assert refusal(attempt) == "bad_payload", step.code
