"""A flow that contradicts itself fails when it is declared, with a sentence."""

from __future__ import annotations

import pytest
from django.db.models import TextChoices

from shouwen.centres.flows import Centre
from shouwen.centres.models import ServiceCentre
from shouwen.centres.words import CentreState, PostingState
from shouwen.kernel.access import SYSTEM
from shouwen.kernel.flows import Flow, Nothing, Step, WrongFlow, flow_named, start


@pytest.mark.parametrize(
    "state", [pytest.param(CentreState.CLOSED, id="final"), pytest.param(PostingState.SERVING, id="of another flow")]
)
def test_a_case_rests_only_where_it_could_go_on(state: TextChoices) -> None:
    with pytest.raises(WrongFlow, match=f"{state} is no state to rest in"):

        class _Restless(Flow[ServiceCentre]):
            code, record, title, prefix = "tests.restless", ServiceCentre, "Restless", "RL"
            State = CentreState
            rests = (state,)
            open = start(to=CentreState.OPERATING, by=SYSTEM, takes=Nothing, title="Open")
            close = Step([CentreState.OPERATING], CentreState.CLOSED, SYSTEM, Nothing, "Close")

    with pytest.raises(KeyError):
        flow_named("tests.restless")


def test_a_service_centre_rests_while_it_is_in_use() -> None:
    assert Centre.rests == (CentreState.OPERATING,)
