"""The diagram of a flow: every state, every step, whole SVG, nothing unescaped."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from shouwen.complaints.flows import Order
from shouwen.kernel import diagram
from shouwen.kernel.diagram import Arc
from shouwen.kernel.flows import all_flows

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("flow", all_flows(), ids=lambda flow: flow.code)
def test_every_flow_is_drawn_whole(flow: type) -> None:
    with override("en"):
        drawing = ElementTree.fromstring(diagram.svg(flow))
        texts = [text.text or "" for text in drawing.iter(f"{SVG}text")]
        assert {str(state.label) for state in flow.State} <= set(texts)
        for number, step in diagram.numbered_steps(flow):
            assert any(text.startswith(f"{number}　{step.title}") for text in texts)


def test_final_states_have_a_double_frame() -> None:
    frames = len(list(ElementTree.fromstring(diagram.svg(Order)).iter(f"{SVG}rect")))
    finals = sum(Order.is_final(state.value) for state in Order.State)
    assert frames == len(list(Order.State)) + finals + 1  # the paper


def test_arcs_over_the_same_rows_lie_in_different_lanes() -> None:
    placed = diagram._laned([Arc(1, 0, 2), Arc(2, 0, 3), Arc(3, 5, 7), Arc(4, 3, 0)])
    lanes = {arc.number: arc.lane for arc in placed}
    assert lanes[1] != lanes[2]
    assert lanes[3] == 1  # nothing else is there
    assert lanes[4] == 1  # at the other side


def test_no_coordinate_leaves_the_paper() -> None:
    drawing = ElementTree.fromstring(diagram.svg(Order))
    width, height = (int(drawing.get(name, "0")) for name in ("width", "height"))
    for circle in drawing.iter(f"{SVG}circle"):
        assert 10 <= int(circle.get("cx", "0")) <= width
        assert 10 <= int(circle.get("cy", "0")) <= height
