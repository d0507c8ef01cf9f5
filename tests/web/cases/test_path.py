"""The state path: done, here, ahead; a detour only when it was made."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.words import ComplaintState
from shouwen.complaints.words import OrderState as S
from shouwen.kernel.flows import all_flows
from shouwen.web.cases.path import stops, way_ahead
from tests.factories.story import at

T = at("2024-05-06 10:00")


def shape(*reached: str, now: str) -> list[tuple[str, str]]:
    label = {str(state.label): state.value for state in S}
    mark = {(True, False): "done", (False, True): "here", (False, False): "ahead"}
    return [
        (label[str(s.title)], mark[s.done, s.current]) for s in stops(Order, [(state, T) for state in reached], now)
    ]


def test_a_fresh_order_has_the_whole_way_ahead_without_detours() -> None:
    way = way_ahead(Order, S.ORDER_DRAFTING)
    assert way[:3] == [S.PENDING_DGM_ISSUE, S.PENDING_GM_ISSUE, S.ISSUED]
    assert way[-1] == S.CLOSED
    assert S.VISIT_BLOCKED not in way
    assert S.RETURNED_FOR_EDIT not in way


def test_a_detour_that_was_made_stays_on_the_path() -> None:
    path = shape(S.ISSUED, S.VISIT_BLOCKED, S.IN_PROGRESS, now=S.IN_PROGRESS)
    assert path[:3] == [(S.ISSUED, "done"), (S.VISIT_BLOCKED, "done"), (S.IN_PROGRESS, "here")]


def test_a_state_that_was_left_backwards_lies_ahead_again() -> None:
    path = dict(shape(S.IN_PROGRESS, S.CLOSURE_APPLIED, S.IN_PROGRESS, now=S.IN_PROGRESS))
    assert path[S.CLOSURE_APPLIED] == "ahead"


@pytest.mark.parametrize("signed", [True, False])
def test_a_complaint_with_an_order_is_signed_no_more_and_ends_with_its_orders(signed: bool) -> None:
    C = ComplaintState
    reached = [C.AWAITING_SIGNATURE, *([C.REGISTERED] if signed else []), C.ORDER_RAISED]
    path = stops(Complaint, [(state, T) for state in reached], C.ORDER_RAISED)
    assert [str(stop.title) for stop in path] == [str(state.label) for state in (*reached, C.CLOSED)]
    assert [stop.done for stop in path] == [*[True] * (len(reached) - 1), False, False]


def test_a_closed_case_has_nothing_ahead() -> None:
    assert way_ahead(Order, S.CLOSED) == []
    assert way_ahead(Complaint, ComplaintState.VOIDED) == []


def test_every_state_of_every_flow_knows_its_way_to_an_end() -> None:
    for flow in all_flows():
        for state in flow.State:
            way = way_ahead(flow, state.value)
            assert flow.is_final(way[-1] if way else state.value)
