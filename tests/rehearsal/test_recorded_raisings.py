"""A complaint with several orders is told with each order named by what raised it, whoever raised it."""

from __future__ import annotations

import pytest
import yaml

from shouwen.complaints.flows import Complaint
from shouwen.kernel import clock
from shouwen.rehearsal.player import perform
from shouwen.rehearsal.recording import record
from shouwen.rehearsal.scenario import parse
from tests.factories.story import at, drafted

NOON = "2024-05-06 12:00"


@pytest.mark.django_db
def test_an_order_raised_at_the_companys_request_is_told_as_one_of_the_orders() -> None:
    told = drafted()
    told.take(Complaint.escalate, "gm", "2024-05-06 10:10")
    assert told.complaint is not None
    told.sweep("2024-05-06 11:59")
    told.complaint.refresh_from_db()
    with clock.moved_to(at(NOON)):
        text = record(told.complaint)
    named = {event["do"]: event.get("as") for event in yaml.safe_load(text)["events"]}
    assert named["complaint.raise_order"] == "order1"
    assert named["complaint.escalate"] == "order2"
    assert [check for check in perform(parse(text)) if not check.ok] == []
